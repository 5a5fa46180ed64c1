"""Published data sets brought onto this machine: from any mirror, proved, then put in place.

A file appears under its own name only when all of its uncompressed content has been held against the
published digest, so that a stop at any moment leaves the old file or the new one, and a damaged file
is replaced by the next fetch.
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
from glassnet.data.download.bounded import GZIP_MAGIC, MIB, read_all
from glassnet.data.download.client import DEFAULT_PATIENCE, Patience, Received, Request, download
from glassnet.data.download.partial import Partial, cannot_write
from glassnet.data.download.published import Published, PublishedFile
from glassnet.data.download.transport import requested
from glassnet.data.errors import DataError, DownloadError
from glassnet.data.locks import exclusive
from glassnet.data.mnist import cache_folder, content_fault, verify

IDX_MAGIC: Final = b"\x00\x00\x08"


@dataclass(frozen=True)
class Terms:
    """How to fetch: with what patience, whom to tell, and whether this machine may be a mirror."""

    patience: Patience = DEFAULT_PATIENCE
    report: Callable[[Received], None] = lambda received: None
    loopback: bool = False


DEFAULT_TERMS: Final = Terms()


def fetch(published: Published, folder: Path | None = None, terms: Terms = DEFAULT_TERMS) -> Path:
    """Bring every file of a data set that is missing or damaged into `folder` (default: the cache).

    Returns the folder. Two processes may fetch at once. Raises DownloadError when no mirror has a
    file with the published content, or the folder cannot be written to.
    """
    folder = cache_folder(published) if folder is None else folder
    for verdict in verify(published, folder):
        if verdict.fault is not None:
            _fetch_file(published, verdict.file, folder, terms)
    return folder


def any_reachable(published: Published, seconds: float, loopback: bool = False) -> bool:
    """Whether any mirror answers for its smallest file within `seconds`. All are asked at once.

    Looking up a name can take longer than any timeout, so the asking is left to threads that
    nobody waits for.
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


def _ask(answers: queue.SimpleQueue[bool], url: str, seconds: float, loopback: bool) -> None:
    try:
        with requested(url, {"Range": "bytes=0-0"}, seconds, seconds, loopback):
            answers.put(True)
    except Exception:
        answers.put(False)


def _fetch_file(published: Published, file: PublishedFile, folder: Path, terms: Terms) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with exclusive(folder / f".{file.name}.lock", terms.patience.total_seconds):
            if not _is_intact(folder / file.name, file):
                _install_from(published.mirrors, file, folder, terms)
    except DownloadError:
        raise
    except OSError as error:
        raise cannot_write(folder, error) from error


def _install_from(mirrors: Sequence[str], file: PublishedFile, folder: Path, terms: Terms) -> None:
    """Install a file from the first mirror that has its content."""
    faults = []
    for mirror in mirrors:
        try:
            return _install(file, _content_from(mirror, file, folder, terms), folder)
        except DownloadError as error:
            faults.append(f"  {error}")
    raise DownloadError(
        f"{file.name}: expected one of {len(mirrors)} mirrors to have it, got none:\n"
        + "\n".join(faults)
        + f"\nCheck the connection, or put {file.name}.gz into {folder} by hand."
    )


def _content_from(mirror: str, file: PublishedFile, folder: Path, terms: Terms) -> bytes:
    """The proved content from one mirror."""
    part = Partial(folder / f"{file.name}.gz.part")
    request = Request(
        f"{mirror}{file.name}.gz",
        most=file.size + MIB,
        beginnings=(GZIP_MAGIC, IDX_MAGIC),
        patience=terms.patience,
        report=terms.report,
        loopback=terms.loopback,
    )
    if not part.kept(request.url) or _fault(part.path, file):
        pieces = download(request, part)
        if pieces and _fault(part.path, file):  # they may not fit together: once more, whole
            part.discard()
            download(request, part)
    fault = _fault(part.path, file)
    if fault:
        part.discard()
        raise DownloadError(f"{request.url}: expected the published content, got {fault}")
    return read_all(part.path, file.size)


def _fault(path: Path, file: PublishedFile) -> str | None:
    """What is wrong with a file's content; None for nothing."""
    try:
        return content_fault(file, read_all(path, file.size))
    except DataError as error:
        return str(error)


def _is_intact(path: Path, file: PublishedFile) -> bool:
    return path.exists() and _fault(path, file) is None


def _install(file: PublishedFile, content: bytes, folder: Path) -> None:
    """Put proved content under its own name, whole or not at all; survives a power cut."""
    write_atomically(folder / file.name, content)
    Partial(folder / f"{file.name}.gz.part").discard()
