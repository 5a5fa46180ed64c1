"""A download survives a bad line and refuses everything that is not the file."""

import gzip
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from glassnet.data.download.client import Received, Request, RetryPolicy, download
from glassnet.data.download.partial import Partial
from glassnet.data.errors import DownloadError

NAME = "train-images-idx3-ubyte.gz"


@pytest.fixture
def part(tmp_path: Path) -> Partial:
    return Partial(tmp_path / "part")


@pytest.fixture
def request_(mirror: Any, hurried: Any) -> Request:
    return Request(
        mirror.url + NAME,
        max_bytes=10_000,
        prefixes=(b"\x1f\x8b",),
        retry=hurried.retry,
        loopback=True,
    )


def impatient(request: Request) -> Request:
    """The same with little time to answer and a single try more."""
    return replace(request, retry=replace(request.retry, answer_seconds=0.5))


def answer(mirror: Any, *names: str) -> None:
    visit = mirror.RequestHandlerClass
    mirror.answers = [getattr(visit, name) for name in names]


def status(code: int, **headers: str) -> Callable[[Any], None]:
    return lambda visit: visit.head(code, 0, **headers)


def test_a_file_comes_whole_in_one_answer(mirror: Any, request_: Request, part: Partial) -> None:
    assert download(request_, part) is False
    assert part.path.read_bytes() == mirror.files[NAME]


@pytest.mark.parametrize("fault", ["half", "reset", "stall"])
def test_a_broken_download_goes_on_where_it_was_cut(
    fault: str, mirror: Any, request_: Request, part: Partial
) -> None:
    answer(mirror, fault, "whole")

    assert download(impatient(request_), part) is True
    assert part.path.read_bytes() == mirror.files[NAME]
    half = len(mirror.files[NAME]) // 2
    assert mirror.ranges == [None, f"bytes={half}-"]


@pytest.mark.parametrize("fault", ["ranges_ignored", "wrong_range"])
def test_a_server_that_cannot_resume_is_asked_for_everything_again(
    fault: str, mirror: Any, request_: Request, part: Partial
) -> None:
    answer(mirror, "half", fault)

    download(request_, part)

    assert part.path.read_bytes() == mirror.files[NAME]


def test_a_file_that_changed_in_between_is_begun_anew(
    mirror: Any, request_: Request, part: Partial
) -> None:
    def changed(visit: Any) -> None:
        mirror.files[NAME], mirror.etag = gzip.compress(b"another file"), '"second"'
        visit.whole()

    mirror.answers = [mirror.RequestHandlerClass.half, changed]

    download(request_, part)

    assert gzip.decompress(part.path.read_bytes()) == b"another file"


def test_a_rest_with_another_mark_is_not_joined(
    mirror: Any, request_: Request, part: Partial
) -> None:
    def marked_otherwise(visit: Any) -> None:
        size = len(visit.content)
        mirror.etag = '"second"'
        start = int(visit.headers["Range"][6:-1])
        visit.head(206, size - start, Content_Range=f"bytes {start}-{size - 1}/{size}")
        visit.wfile.write(bytes(size - start))

    visit = mirror.RequestHandlerClass
    mirror.answers = [visit.half, marked_otherwise, visit.whole]

    download(request_, part)

    assert part.path.read_bytes() == mirror.files[NAME]


def test_a_file_without_a_rest_is_begun_anew(mirror: Any, request_: Request, part: Partial) -> None:
    part.begin(request_.url, mirror.etag)
    part.path.write_bytes(bytes(len(mirror.files[NAME])))

    download(request_, part)

    assert mirror.ranges == [f"bytes={len(mirror.files[NAME])}-", None]
    assert part.path.read_bytes() == mirror.files[NAME]


def test_what_came_from_elsewhere_is_not_gone_on_with(
    mirror: Any, request_: Request, part: Partial
) -> None:
    part.begin("https://example.org/other.gz", mirror.etag)
    part.path.write_bytes(b"\x1f\x8bsomething else")

    download(request_, part)

    assert mirror.ranges == [None]


@pytest.mark.parametrize("fault", ["drip", "dripping_head", "silence"])
def test_a_server_that_hardly_answers_is_given_up(
    fault: str, mirror: Any, request_: Request, part: Partial
) -> None:
    answer(mirror, fault)

    with pytest.raises(DownloadError, match=r"connection broke|only \d+ bytes"):
        download(impatient(request_), part)


def test_everything_together_takes_no_longer_than_was_agreed(
    mirror: Any, request_: Request, part: Partial
) -> None:
    answer(mirror, "drip")
    retry = replace(request_.retry, stall_bytes=0, total_seconds=0.3)

    with pytest.raises(DownloadError):
        download(replace(request_, retry=retry), part)

    assert 0 < part.path.stat().st_size < len(mirror.files[NAME])


def test_tries_that_bring_something_do_not_count(
    mirror: Any, request_: Request, part: Partial
) -> None:
    def a_quarter(visit: Any) -> None:
        start = int((visit.headers.get("Range") or "bytes=0-")[6:-1])
        size = len(visit.content)
        content_range = f"bytes {start}-{size - 1}/{size}"
        visit.head(206 if start else 200, size - start, Content_Range=content_range)
        visit.wfile.write(visit.content[start : start + size // 4 + 1])

    mirror.answers = [a_quarter]

    download(request_, part)

    assert len(mirror.ranges) == 4 > request_.retry.max_attempts
    assert part.path.read_bytes() == mirror.files[NAME]


@pytest.mark.parametrize("code", [500, 502, 503, 429])
def test_a_busy_server_is_asked_again(
    code: int, mirror: Any, request_: Request, part: Partial
) -> None:
    mirror.answers = [status(code, Retry_After="0"), mirror.RequestHandlerClass.whole]

    download(request_, part)

    assert part.path.read_bytes() == mirror.files[NAME]


@pytest.mark.parametrize(
    ("retry_after", "waited"),
    [("3", 3.0), ("86400", 20.0), ("soon", 1.0), ("Fri, 31 Dec 1999 23:59:59 GMT", 0.0)],
)
def test_a_server_may_say_how_long_to_wait_up_to_a_limit(
    retry_after: str,
    waited: float,
    mirror: Any,
    request_: Request,
    part: Partial,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr("glassnet.data.download.client.time.sleep", pauses.append)
    mirror.answers = [status(503, Retry_After=retry_after), mirror.RequestHandlerClass.whole]

    download(replace(request_, retry=RetryPolicy()), part)

    assert pauses == [waited]


@pytest.mark.parametrize("code", [403, 404, 410])
def test_a_file_that_is_not_there_is_not_asked_for_twice(
    code: int, mirror: Any, request_: Request, part: Partial
) -> None:
    mirror.answers = [status(code)]

    with pytest.raises(DownloadError, match=str(code)):
        download(request_, part)

    assert len(mirror.ranges) == 1


def test_a_web_page_in_place_of_the_file_is_recognised(
    mirror: Any, request_: Request, part: Partial
) -> None:
    answer(mirror, "html")

    with pytest.raises(DownloadError, match="a web page"):
        download(request_, part)

    assert not part.path.exists() or not part.path.stat().st_size


@pytest.mark.parametrize("fault", ["endless", "bomb"])
def test_more_than_agreed_is_not_taken(
    fault: str, mirror: Any, request_: Request, part: Partial
) -> None:
    answer(mirror, fault)

    with pytest.raises(DownloadError, match="expected at most"):
        download(replace(request_, max_bytes=5_000), part)

    assert not part.path.exists() or part.path.stat().st_size <= 5_000


def test_a_length_that_is_too_long_ends_as_a_broken_connection(
    mirror: Any, request_: Request, part: Partial
) -> None:
    answer(mirror, "long_length")

    with pytest.raises(DownloadError, match="the connection ended after"):
        download(request_, part)


def test_a_file_may_come_without_its_length(mirror: Any, request_: Request, part: Partial) -> None:
    answer(mirror, "no_length")

    download(request_, part)

    assert part.path.read_bytes() == mirror.files[NAME]


def test_a_server_that_refuses_to_talk_is_named(request_: Request, part: Partial) -> None:
    nobody = replace(request_, url="http://127.0.0.1:9/file.gz")

    with pytest.raises(DownloadError, match=re.escape("127.0.0.1:9/file.gz: cannot be reached")):
        download(nobody, part)


def test_progress_is_told_with_the_total(mirror: Any, request_: Request, part: Partial) -> None:
    reported: list[Received] = []

    download(replace(request_, report=reported.append), part)

    size = len(mirror.files[NAME])
    assert reported[-1] == Received(request_.url, size, size)


def test_a_full_disk_is_not_taken_for_a_bad_line(
    mirror: Any, request_: Request, part: Partial, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    full = open("/dev/full", "wb", buffering=0)  # noqa: SIM115 - the download closes it
    monkeypatch.setattr(Partial, "open", lambda self: full)

    with pytest.raises(DownloadError, match="No space left"):
        download(request_, part)

    assert len(mirror.ranges) == 1
