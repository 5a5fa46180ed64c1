"""Download published data sets from any mirror, check them, and install them.

A file appears under its own name only after its whole content was verified against the published
digest, so an interruption at any moment leaves the old file or the new one, and a damaged file is
replaced by the next fetch.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from glassnet.data.atomic import write_atomically
from glassnet.data.download.archive import fetch_archive
from glassnet.data.download.client import DEFAULT_RETRY, Received, Request, RetryPolicy, download
from glassnet.data.download.https import open_url
from glassnet.data.download.partial import Partial, cannot_write
from glassnet.data.errors import DataError, DownloadError
from glassnet.data.formats.file_content import GZIP_MAGIC, MIB, read_content
from glassnet.data.locks import exclusive
from glassnet.data.published.catalog import PublishedArchive, PublishedFile, PublishedSet
from glassnet.data.published.files import (
    cache_folder,
    find_content_fault,
    find_digest_fault,
    remedy_for,
    verify,
)

IDX_MAGIC: Final = b"\x00\x00\x08"


@dataclass(frozen=True)
class FetchOptions:
    """Options of a download: retries and time limits, a callback for progress, loopback for tests."""

    retry: RetryPolicy = DEFAULT_RETRY
    report: Callable[[Received], None] = lambda received: None
    loopback: bool = False


DEFAULT_OPTIONS: Final = FetchOptions()


def fetch(
    published: PublishedSet, folder: Path | None = None, options: FetchOptions = DEFAULT_OPTIONS
) -> Path:
    """Bring every file of a data set that is missing or damaged into `folder` (default: the cache).

    Returns the folder. Two processes may fetch at once. Raises DownloadError when no mirror has a
    file with the published content, or the folder cannot be written to.
    """
    folder = cache_folder(published) if folder is None else folder
    if published.archive is not None:
        if any(result.fault is not None for result in verify(published, folder)):
            _fetch_archive(published, published.archive, folder, options)
        return _require_files(published, folder)
    for result in verify(published, folder):
        if result.fault is not None:
            _fetch_file(published, result.file, folder, options)
    return folder


def any_reachable(published: PublishedSet, seconds: float, loopback: bool = False) -> bool:
    """Whether any mirror answers for its smallest file within `seconds`. All are asked at once.

    A name lookup can take longer than any timeout, so the requests run in threads that are not joined.
    """
    answers: queue.SimpleQueue[bool] = queue.SimpleQueue()
    smallest = min(published.files, key=lambda file: file.size)
    for mirror in published.mirrors:
        arguments = (answers, f"{mirror}{smallest.name}.gz", seconds, loopback)
        threading.Thread(target=_ask, args=arguments, daemon=True).start()
    deadline = time.monotonic() + seconds
    for _ in published.mirrors:
        try:
            if answers.get(timeout=max(deadline - time.monotonic(), 0)):
                return True
        except queue.Empty:
            break
    return False


def _require_files(published: PublishedSet, folder: Path) -> Path:
    """The folder of a set that comes in an archive. Raises DownloadError where files are missing."""
    if any(result.fault is not None for result in verify(published, folder)):
        raise DownloadError(
            f"{published.name}: expected its files in {folder}, got none that fit. "
            f"{remedy_for(published)}"
        )
    return folder


def _fetch_archive(
    published: PublishedSet, archive: PublishedArchive, folder: Path, options: FetchOptions
) -> None:
    try:
        fetch_archive(archive, folder, options.retry, options.report, options.loopback)
    except DownloadError as error:
        raise DownloadError(f"{error}\n{remedy_for(published)}") from error


def _ask(answers: queue.SimpleQueue[bool], url: str, seconds: float, loopback: bool) -> None:
    try:
        with open_url(url, {"Range": "bytes=0-0"}, seconds, seconds, loopback):
            answers.put(True)
    except Exception:
        answers.put(False)


def _fetch_file(
    published: PublishedSet, file: PublishedFile, folder: Path, options: FetchOptions
) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with exclusive(folder / f".{file.name}.lock", options.retry.total_seconds):
            if not _is_intact(folder / file.name, file):
                _install_from(published.mirrors, file, folder, options)
    except DownloadError:
        raise
    except OSError as error:
        raise cannot_write(folder, error) from error


def _install_from(
    mirrors: Sequence[str], file: PublishedFile, folder: Path, options: FetchOptions
) -> None:
    """Install a file from the first mirror that has its content."""
    faults = []
    for mirror in mirrors:
        try:
            return _install(file, _content_from(mirror, file, folder, options), folder)
        except DownloadError as error:
            faults.append(f"  {error}")
    raise DownloadError(
        f"{file.name}: expected one of {len(mirrors)} mirrors to have it, got none:\n"
        + "\n".join(faults)
        + f"\nCheck the connection, or put {file.name}.gz into {folder} by hand."
    )


def _content_from(mirror: str, file: PublishedFile, folder: Path, options: FetchOptions) -> bytes:
    """The verified content from one mirror."""
    part = Partial(folder / f"{file.name}.gz.part")
    request = Request(
        f"{mirror}{file.name}.gz",
        max_bytes=file.size + MIB,
        prefixes=(GZIP_MAGIC, IDX_MAGIC),
        retry=options.retry,
        report=options.report,
        loopback=options.loopback,
    )
    if not part.kept(request.url) or _find_fault(part.path, file):
        resumed = download(request, part)
        if resumed and _find_fault(
            part.path, file
        ):  # the parts may be of different files: fetch all of it once
            part.discard()
            download(request, part)
    fault = _find_fault(part.path, file) or _find_gzip_fault(part.path, file)
    if fault:
        part.discard()
        raise DownloadError(f"{request.url}: expected the published content, got {fault}")
    return read_content(part.path, file.size)


def _find_fault(path: Path, file: PublishedFile) -> str | None:
    """What is wrong with the uncompressed content of a file; None for nothing."""
    try:
        return find_content_fault(file, read_content(path, file.size))
    except DataError as error:
        return str(error)


def _find_gzip_fault(path: Path, file: PublishedFile) -> str | None:
    """How a downloaded gzip file differs from the published one, where its digest is known."""
    if not file.gzip_digest:
        return None
    return find_digest_fault(file.gzip_digest, path.read_bytes())


def _is_intact(path: Path, file: PublishedFile) -> bool:
    return path.exists() and _find_fault(path, file) is None


def _install(file: PublishedFile, content: bytes, folder: Path) -> None:
    """Write verified content under its own name, atomically."""
    write_atomically(folder / file.name, content)
    Partial(folder / f"{file.name}.gz.part").discard()
