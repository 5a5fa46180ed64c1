"""Download one file from one URL into a partial file, resuming an interrupted attempt.

Where the server's file has changed, the download restarts. The content is verified in `fetch`.
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

from glassnet.data.download.https import open_url
from glassnet.data.download.partial import Partial, cannot_write
from glassnet.data.errors import DownloadError

CHUNK: Final = 1 << 16
TEMPORARY_STATUSES: Final = (408, 425, 429, 500, 502, 503, 504)


@dataclass(frozen=True)
class RetryPolicy:
    """How long a download may take, in seconds, and how often it is retried.

    A connection is stalled when fewer than `stall_bytes` arrive in `stall_seconds`. An attempt that
    received at least that many does not count against `max_attempts`. A server's `Retry-After` is
    respected up to `max_pause` seconds.
    """

    answer_seconds: float = 15.0
    stall_seconds: float = 20.0
    stall_bytes: int = 1 << 14
    total_seconds: float = 900.0
    max_attempts: int = 3
    pause_seconds: float = 1.0
    max_pause: float = 20.0


DEFAULT_RETRY: Final = RetryPolicy()


@dataclass(frozen=True)
class Received:
    """How far a download is: bytes of a file so far, and in total where the server said so."""

    url: str
    done: int
    total: int | None


Report = Callable[[Received], None]


@dataclass(frozen=True)
class Request:
    """What to fetch, and how.

    `max_bytes`: larger files are refused. `prefixes`: the first bytes of a valid file. `loopback`
    allows plain http to this machine, for tests.
    """

    url: str
    max_bytes: int
    prefixes: tuple[bytes, ...] = (b"",)
    retry: RetryPolicy = DEFAULT_RETRY
    report: Report = lambda received: None
    loopback: bool = False


class _TemporaryError(Exception):
    """An attempt failed in a way that the next may not. `wait`: seconds that the server asked for."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


def download(request: Request, part: Partial) -> bool:
    """Fetch into `part`; returns whether an earlier attempt was resumed.

    Raises DownloadError when the server lacks the file, sends another one, or the limits are reached.
    """
    retry, began, failed = request.retry, time.monotonic(), 0
    while True:
        before = part.kept(request.url)
        left = retry.total_seconds - (time.monotonic() - began)
        try:
            _attempt(request, part, before, left)
        except _TemporaryError as error:
            received = part.kept(request.url) - before
            failed = 0 if received >= retry.stall_bytes else failed + 1
            pause = _choose_pause(retry, failed, error.wait)
            left = retry.total_seconds - (time.monotonic() - began)
            if failed >= retry.max_attempts or pause >= left:
                raise DownloadError(f"{request.url}: {error}") from error
            time.sleep(pause)
        else:
            return before > 0


def _attempt(request: Request, part: Partial, kept: int, seconds: float) -> None:
    etag = part.etag() if kept else ""
    headers = {"Range": f"bytes={kept}-"} if kept else {}
    if etag and not etag.startswith("W/"):
        headers["If-Range"] = etag
    answer_seconds = min(request.retry.answer_seconds, seconds)
    try:
        with open_url(request.url, headers, answer_seconds, seconds, request.loopback) as response:
            start = _find_start(response, part, kept, etag)
            total = _find_total(request, response, start)
            if start == 0:
                part.begin(request.url, response.headers.get("ETag", ""))
            _receive(request, response, part, start, total)
    except urllib.error.HTTPError as error:
        with error:
            raise _to_error(request.url, error, part, kept) from None
    except DownloadError:
        raise
    except urllib.error.URLError as error:
        raise DownloadError(f"{request.url}: cannot be reached ({error.reason})") from error
    except (OSError, http.client.HTTPException) as error:
        raise _TemporaryError(f"the connection broke ({error or type(error).__name__})") from error


def _to_error(
    url: str, error: urllib.error.HTTPError, part: Partial, kept: int
) -> _TemporaryError | DownloadError:
    """What an error status means: try again, or give this address up."""
    if error.code == http.client.REQUESTED_RANGE_NOT_SATISFIABLE and kept:
        part.discard()
        return _TemporaryError("the server does not have the rest of the file")
    if error.code in TEMPORARY_STATUSES:
        wait = _parse_retry_after(error.headers.get("Retry-After"))
        return _TemporaryError(f"the server answered {error.code} {error.reason}", wait)
    return DownloadError(f"{url}: the server answered {error.code} {error.reason}")


def _find_start(response: http.client.HTTPResponse, part: Partial, kept: int, etag: str) -> int:
    """The byte at which an answer begins: the one asked for, or 0 for the whole file."""
    if response.status != http.client.PARTIAL_CONTENT:
        return 0
    match = re.match(r"bytes (\d+)-\d+/", response.headers.get("Content-Range", ""))
    changed = etag and response.headers.get("ETag", etag) != etag
    if not match or int(match[1]) != kept or changed:
        part.discard()
        raise _TemporaryError("the server sent another part of the file than was asked for")
    return kept


def _find_total(request: Request, response: http.client.HTTPResponse, start: int) -> int | None:
    """The size of the whole file, where the server says so."""
    if response.length is None:
        return None
    total = start + response.length
    if total > request.max_bytes:
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
        done, pace = start, _StallDetector(request.retry)
        while chunk := response.read1(CHUNK) if done else _read_prefix(request, response):
            done += len(chunk)
            if done > request.max_bytes:
                raise _too_large(request)
            _write(file, chunk)
            request.report(Received(request.url, done, total))
            pace.check(len(chunk))
    if total is not None and done < total:
        raise _TemporaryError(f"the connection ended after {done:,} of {total:,} bytes")


class _StallDetector:
    """Detects a connection that is open but too slow."""

    def __init__(self, retry: RetryPolicy) -> None:
        self.retry = retry
        self.since, self.count = time.monotonic(), 0

    def check(self, count: int) -> None:
        self.count += count
        now = time.monotonic()
        if now - self.since < self.retry.stall_seconds:
            return
        if self.count < self.retry.stall_bytes:
            raise _TemporaryError(f"only {self.count} bytes in {now - self.since:.0f} s")
        self.since, self.count = now, 0


def _read_prefix(request: Request, response: http.client.HTTPResponse) -> bytes:
    """The first bytes, which reveal a wrong file before the rest is fetched."""
    chunk = response.read(max(map(len, request.prefixes)))
    if not chunk or chunk.startswith(request.prefixes):
        return chunk
    page = chunk.lstrip()[:1] == b"<"
    got = "a web page (is there a login page in between?)" if page else f"{chunk[:4].hex(' ')} ..."
    raise DownloadError(f"{request.url}: expected the file, got {got}")


def _too_large(request: Request) -> DownloadError:
    return DownloadError(f"{request.url}: expected at most {request.max_bytes:,} bytes, got more")


def _write(file: FileIO, chunk: bytes) -> None:
    try:
        written = 0
        while written < len(chunk):
            written += file.write(chunk[written:])
    except OSError as error:
        raise cannot_write(Path(str(file.name)), error) from error


def _choose_pause(retry: RetryPolicy, failed: int, asked: float | None) -> float:
    pause = retry.pause_seconds * 2 ** max(failed - 1, 0) if asked is None else asked
    return min(pause, retry.max_pause)


def _parse_retry_after(value: str | None) -> float | None:
    """Seconds to wait, from a header that gives seconds or a date (RFC 9110, 10.2.3)."""
    if not value:
        return None
    if value.isdecimal():
        return float(value)
    with suppress(ValueError, TypeError):
        return max((parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds(), 0.0)
    return None
