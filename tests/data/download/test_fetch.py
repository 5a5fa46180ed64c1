"""A published file appears whole and verified, or not at all."""

import gzip
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from glassnet.data.download.fetch import FetchOptions, any_reachable, fetch
from glassnet.data.errors import DownloadError
from glassnet.data.published.catalog import PublishedSet
from glassnet.data.published.files import read_published, verify


def answer(mirror: Any, *names: str) -> None:
    visit = mirror.RequestHandlerClass
    mirror.answers = [getattr(visit, name) for name in names]


def is_complete(published: PublishedSet, folder: Path) -> bool:
    return all(result.fault is None for result in verify(published, folder))


def test_a_data_set_is_fetched_proved_and_read(
    tiny: PublishedSet, hurried: FetchOptions, tmp_path: Path
) -> None:
    folder = fetch(tiny, tmp_path / "new" / "place", hurried)

    dataset = read_published(tiny, folder)
    assert str(dataset) == "Tiny train (5) + Tiny test (2)"


def test_nothing_is_left_lying_around(
    tiny: PublishedSet, hurried: FetchOptions, tmp_path: Path
) -> None:
    fetch(tiny, tmp_path, hurried)

    visible = {path.name for path in tmp_path.iterdir() if not path.name.startswith(".")}
    assert visible == {file.name for file in tiny.files}


def test_what_is_there_is_not_fetched_again(
    mirror: Any, tiny: PublishedSet, hurried: FetchOptions, tmp_path: Path
) -> None:
    fetch(tiny, tmp_path, hurried)
    fetch(tiny, tmp_path, hurried)

    assert len(mirror.ranges) == 4


def test_a_damaged_file_is_replaced(
    mirror: Any, tiny: PublishedSet, hurried: FetchOptions, tmp_path: Path
) -> None:
    fetch(tiny, tmp_path, hurried)
    file = tmp_path / tiny.files[0].name
    content = bytearray(file.read_bytes())
    content[100] ^= 1
    file.write_bytes(content)

    fetch(tiny, tmp_path, hurried)

    assert is_complete(tiny, tmp_path)
    assert len(mirror.ranges) == 5


@pytest.mark.parametrize("fault", ["other_bytes", "short_length", "html", "bomb", "silence"])
def test_the_next_mirror_is_asked_where_one_fails(
    fault: str, mirror: Any, tiny: PublishedSet, hurried: FetchOptions, tmp_path: Path
) -> None:
    answer(mirror, fault, "whole")
    twice = replace(tiny, mirrors=(f"{mirror.url}one/", f"{mirror.url}two/"))

    fetch(
        twice,
        tmp_path,
        replace(hurried, retry=replace(hurried.retry, max_attempts=1, answer_seconds=0.5)),
    )

    assert is_complete(tiny, tmp_path)


@pytest.mark.parametrize("fault", ["other_bytes", "short_length", "bomb"])
def test_wrong_content_is_never_put_in_place(
    fault: str, mirror: Any, tiny: PublishedSet, hurried: FetchOptions, tmp_path: Path
) -> None:
    answer(mirror, fault)

    with pytest.raises(DownloadError, match=r"expected (the published content|at most)"):
        fetch(tiny, tmp_path, hurried)

    assert not [path for path in tmp_path.iterdir() if not path.name.startswith(".")]


def test_the_error_names_every_mirror_and_what_is_wrong_with_it(
    mirror: Any, tiny: PublishedSet, hurried: FetchOptions, tmp_path: Path
) -> None:
    answer(mirror, "html")
    twice = replace(tiny, mirrors=(f"{mirror.url}one/", f"{mirror.url}two/"))

    with pytest.raises(DownloadError, match=r"(?s)one of 2 mirrors.*/one/.*web page.*/two/"):
        fetch(twice, tmp_path, hurried)


def test_pieces_that_do_not_fit_together_are_fetched_once_more(
    mirror: Any, tiny: PublishedSet, hurried: FetchOptions, tmp_path: Path
) -> None:
    mirror.etag = ""
    wrong = bytearray(mirror.files["train-images-idx3-ubyte.gz"])
    wrong[50] ^= 0xFF

    def half_of_another(visit: Any) -> None:
        visit.head(200, len(wrong))
        visit.wfile.write(wrong[: len(wrong) // 2])

    mirror.answers = [half_of_another, mirror.RequestHandlerClass.whole]

    fetch(tiny, tmp_path, hurried)

    assert is_complete(tiny, tmp_path)


def test_a_file_that_a_server_unpacked_on_its_own_is_fine(
    mirror: Any, tiny: PublishedSet, hurried: FetchOptions, tmp_path: Path
) -> None:
    answer(mirror, "unpacked")

    fetch(tiny, tmp_path, hurried)

    assert is_complete(tiny, tmp_path)


def test_another_gzip_wrapper_of_the_same_content_is_fine(
    mirror: Any, tiny: PublishedSet, hurried: FetchOptions, tmp_path: Path
) -> None:
    for name, content in mirror.files.items():
        mirror.files[name] = gzip.compress(gzip.decompress(content), 1, mtime=5)

    fetch(tiny, tmp_path, hurried)

    assert is_complete(tiny, tmp_path)


def test_a_place_that_takes_no_files_is_named(
    tiny: PublishedSet, hurried: FetchOptions, tmp_path: Path
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder")

    with pytest.raises(DownloadError, match="expected to write here"):
        fetch(tiny, in_the_way / "mnist", hurried)


SCRIPT = """
import sys
from dataclasses import replace
from pathlib import Path
from glassnet.data.download.client import RetryPolicy
from glassnet.data.download.fetch import FetchOptions, fetch
from glassnet.data.published.catalog import MNIST, PublishedFile
url, folder, *files = sys.argv[1:]
parts = (file.split(",") for file in files)
files = tuple(PublishedFile(name, int(size), digest) for name, size, digest in parts)
published = replace(MNIST, mirrors=(url,), files=files)
fetch(published, Path(folder), FetchOptions(RetryPolicy(pause_seconds=0.01), loopback=True))
"""


def fetching(tiny: PublishedSet, folder: Path) -> "subprocess.Popen[bytes]":
    files = [f"{file.name},{file.size},{file.digest}" for file in tiny.files]
    arguments = [sys.executable, "-c", SCRIPT, tiny.mirrors[0], str(folder), *files]
    return subprocess.Popen(arguments, stderr=subprocess.PIPE)


def test_two_processes_fetch_each_file_once(
    mirror: Any, tiny: PublishedSet, tmp_path: Path
) -> None:
    processes = [fetching(tiny, tmp_path) for _ in range(2)]

    for process in processes:
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors
    assert len(mirror.ranges) == 4
    assert is_complete(tiny, tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX")
def test_a_killed_download_goes_on_at_the_next_start(
    mirror: Any, tiny: PublishedSet, hurried: FetchOptions, tmp_path: Path
) -> None:
    answer(mirror, "stall", "whole")
    name = f"{tiny.files[0].name}.gz"
    half = len(mirror.files[name]) // 2
    part = tmp_path / f"{name}.part"
    process = fetching(tiny, tmp_path)
    while not part.exists() or part.stat().st_size < half:
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()

    fetch(tiny, tmp_path, hurried)

    assert mirror.ranges[:2] == [None, f"bytes={half}-"]
    assert is_complete(tiny, tmp_path)


def test_a_complete_download_that_was_not_yet_unpacked_is_used(
    mirror: Any, tiny: PublishedSet, hurried: FetchOptions, tmp_path: Path
) -> None:
    from glassnet.data.download.partial import Partial

    name = f"{tiny.files[0].name}.gz"
    part = Partial(tmp_path / f"{name}.part")
    part.begin(mirror.url + name, mirror.etag)
    part.path.write_bytes(mirror.files[name])

    fetch(tiny, tmp_path, hurried)

    assert len(mirror.ranges) == 3


def test_a_mirror_that_answers_is_reachable(mirror: Any, tiny: PublishedSet) -> None:
    assert any_reachable(tiny, 5, loopback=True)


def test_a_mirror_that_refuses_or_is_silent_is_not(mirror: Any, tiny: PublishedSet) -> None:
    answer(mirror, "silence")
    both = replace(tiny, mirrors=("http://127.0.0.1:9/", mirror.url))

    assert not any_reachable(both, 0.2, loopback=True)
