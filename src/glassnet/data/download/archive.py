"""Download the one archive that a published set comes in, and check it by its published digest."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from glassnet.data.download.client import Report, Request, RetryPolicy, download
from glassnet.data.download.partial import Partial, cannot_write
from glassnet.data.errors import DownloadError
from glassnet.data.locks import exclusive
from glassnet.data.published.catalog import PublishedArchive

ZIP_MAGIC: Final = b"PK\x03\x04"


def fetch_archive(
    archive: PublishedArchive, folder: Path, retry: RetryPolicy, report: Report, loopback: bool
) -> Path:
    """Bring the archive into the folder, unless it is there as published; returns its path.

    It appears under its name only after its digest was verified. Raises DownloadError where it cannot be
    fetched, or has other content.
    """
    path = folder / archive.name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with exclusive(folder / f".{archive.name}.lock", retry.total_seconds):
            if not path.is_file() or _digest(path) != archive.digest:
                _install(archive, path, Request(
                    archive.url, archive.max_bytes, (ZIP_MAGIC,), retry, report, loopback
                ))  # fmt: skip
    except DownloadError:
        raise
    except OSError as error:
        raise cannot_write(folder, error) from error
    return path


def _install(archive: PublishedArchive, path: Path, request: Request) -> None:
    part = Partial(path.with_name(f"{path.name}.part"))
    download(request, part)
    found = _digest(part.path)
    if found != archive.digest:
        part.discard()
        raise DownloadError(
            f"{archive.url}: expected the published content, {archive.digest}, got {found}. "
            f"Fetch it again, or put {archive.name} into {path.parent} by hand."
        )
    part.path.replace(path)
    part.discard()


def _digest(path: Path) -> str:
    """The digest of a file, `md5:...`, computed a piece at a time."""
    with path.open("rb") as file:
        return f"md5:{hashlib.file_digest(file, _md5).hexdigest()}"


def _md5() -> hashlib._Hash:
    return hashlib.md5(usedforsecurity=False)
