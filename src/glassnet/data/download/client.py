"""One file from one address into a partial file, going on where an earlier try was cut off.

Where the server's file is another one by now, it is begun anew. Whether the content is the right
one is not decided here but in `mirrors`.
"""

from __future__ import annotations

import http.client
import re
import time
import urllib.error
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from io import FileIO
from pathlib import Path
from typing import Final

from glassnet.data.download.partial import Partial, cannot_write
from glassnet.data.download.transport import requested
from glassnet.data.errors import DownloadError

CHUNK: Final = 1 << 16
TEMPORARY: Final = (408, 425, 429, 500, 502, 503, 504)


@dataclass(frozen=True)
class Patience:
    """How long a download may take, in seconds, and how often it is tried.

    A connection is stalled when fewer than `stall_bytes` come in `stall_seconds`. A try that brought
    at least that many does not count against `tries`. A server that asks to wait (`Retry-After`) is
    obeyed for up to `longest_pause`.
    """

    answer_seconds: float = 15.0
    stall_seconds: float = 20.0
    stall_bytes: int = 1 << 14
    total_seconds: float = 900.0
    tries: int = 3
    pause_seconds: float = 1.0
    longest_pause: float = 20.0


DEFAULT_PATIENCE: Final = Patience()


@dataclass(frozen=True)
class Received:
    """How far a download is: bytes of a file so far, and in total where the server said so."""

    url: str
    done: int
    total: int | None


Report = Callable[[Received], None]


@dataclass(frozen=True)
class Request:
    """What to fetch, and on which terms.

    `most`: more bytes than this are refused. `beginnings`: how a right file can begin. `loopback`
    allows plain http to this machine, for tests.
    """

    url: str
    most: int
    beginnings: tuple[bytes, ...] = (b"",)
    patience: Patience = DEFAULT_PATIENCE
    report: Report = lambda received: None
    loopback: bool = False


class _TemporaryError(Exception):
    """A try failed in a way that the next may not. `wait`: seconds that the server asked for."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


def download(request: Request, part: Partial) -> bool:
    """Fetch into `part`; whether an earlier try's bytes were gone on with.

    Raises DownloadError when the server has not got it, sends something else, or patience ends.
    """
    patience, began, failed = request.patience, time.monotonic(), 0
    while True:
        before = part.kept(request.url)
        left = patience.total_seconds - (time.monotonic() - began)
        try:
            _try(request, part, before, left)
        except _TemporaryError as error:
            brought = part.kept(request.url) - before
            failed = 0 if brought >= patience.stall_bytes else failed + 1
            pause = _pause(patience, failed, error.wait)
            left = patience.total_seconds - (time.monotonic() - began)
            if failed >= patience.tries or pause >= left:
                raise DownloadError(f"{request.url}: {error}") from error
            time.sleep(pause)
        else:
            return before > 0


def _try(request: Request, part: Partial, kept: int, seconds: float) -> None:
    etag = part.etag() if kept else ""
    headers = {"Range": f"bytes={kept}-"} if kept else {}
    if etag and not etag.startswith("W/"):
        headers["If-Range"] = etag
    answer_seconds = min(request.patience.answer_seconds, seconds)
    try:
        with requested(request.url, headers, answer_seconds, seconds, request.loopback) as response:
            start = _start(response, part, kept, etag)
            total = _total(request, response, start)
            if start == 0:
                part.begin(request.url, response.headers.get("ETag", ""))
            _receive(request, response, part, start, total)
    except urllib.error.HTTPError as error:
        with error:
            raise _refusal(request.url, error, part, kept) from None
    except DownloadError:
        raise
    except urllib.error.URLError as error:
        raise DownloadError(f"{request.url}: cannot be reached ({error.reason})") from error
    except (OSError, http.client.HTTPException) as error:
        raise _TemporaryError(f"the connection broke ({error or type(error).__name__})") from error


def _refusal(
    url: str, error: urllib.error.HTTPError, part: Partial, kept: int
) -> _TemporaryError | DownloadError:
    """What an error status means: try again, or give this address up."""
    if error.code == http.client.REQUESTED_RANGE_NOT_SATISFIABLE and kept:
        part.discard()
        return _TemporaryError("the server does not have the rest of the file")
    if error.code in TEMPORARY:
        wait = _retry_after(error.headers.get("Retry-After"))
        return _TemporaryError(f"the server answered {error.code} {error.reason}", wait)
    return DownloadError(f"{url}: the server answered {error.code} {error.reason}")


def _start(response: http.client.HTTPResponse, part: Partial, kept: int, etag: str) -> int:
    """The byte at which an answer begins: the one asked for, or 0 for the whole file."""
    if response.status != http.client.PARTIAL_CONTENT:
        return 0
    match = re.match(r"bytes (\d+)-\d+/", response.headers.get("Content-Range", ""))
    changed = etag and response.headers.get("ETag", etag) != etag
    if not match or int(match[1]) != kept or changed:
        part.discard()
        raise _TemporaryError("the server sent another part of the file than was asked for")
    return kept


def _total(request: Request, response: http.client.HTTPResponse, start: int) -> int | None:
    """The size of the whole file, where the server says so."""
    if response.length is None:
        return None
    total = start + response.length
    if total > request.most:
        raise _too_large(request)
    return total


def _receive(
    request: Request,
    response: http.client.HTTPResponse,
    part: Partial,
    start: int,
    total: int | None,
) -> None:
    with part.open() as file:
        done, pace = start, _Pace(request.patience)
        while chunk := response.read1(CHUNK) if done else _beginning(request, response):
            done += len(chunk)
            if done > request.most:
                raise _too_large(request)
            _write(file, chunk)
            request.report(Received(request.url, done, total))
            pace.check(len(chunk))
    if total is not None and done < total:
        raise _TemporaryError(f"the connection ended after {done:,} of {total:,} bytes")


class _Pace:
    """Notices a connection that is alive but hardly moves."""

    def __init__(self, patience: Patience) -> None:
        self.patience = patience
        self.since, self.count = time.monotonic(), 0

    def check(self, count: int) -> None:
        self.count += count
        now = time.monotonic()
        if now - self.since < self.patience.stall_seconds:
            return
        if self.count < self.patience.stall_bytes:
            raise _TemporaryError(f"only {self.count} bytes in {now - self.since:.0f} s")
        self.since, self.count = now, 0


def _beginning(request: Request, response: http.client.HTTPResponse) -> bytes:
    """The first bytes, which tell a wrong file before the rest is fetched."""
    chunk = response.read(max(map(len, request.beginnings)))
    if not chunk or chunk.startswith(request.beginnings):
        return chunk
    page = chunk.lstrip()[:1] == b"<"
    got = "a web page (is there a login page in between?)" if page else f"{chunk[:4].hex(' ')} ..."
    raise DownloadError(f"{request.url}: expected the file, got {got}")


def _too_large(request: Request) -> DownloadError:
    return DownloadError(f"{request.url}: expected at most {request.most:,} bytes, got more")


def _write(file: FileIO, chunk: bytes) -> None:
    try:
        written = 0
        while written < len(chunk):
            written += file.write(chunk[written:])
    except OSError as error:
        raise cannot_write(Path(str(file.name)), error) from error


def _pause(patience: Patience, failed: int, asked: float | None) -> float:
    pause = patience.pause_seconds * 2 ** max(failed - 1, 0) if asked is None else asked
    return min(pause, patience.longest_pause)


def _retry_after(value: str | None) -> float | None:
    """Seconds to wait, from a header that gives seconds or a date (RFC 9110, 10.2.3)."""
    if not value:
        return None
    if value.isdecimal():
        return float(value)
    with suppress(ValueError, TypeError):
        return max((parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds(), 0.0)
    return None
