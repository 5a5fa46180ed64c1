"""A partially downloaded file, and a note with its URL.

Without the note, the file is not resumed. The note is written only after the bytes of any earlier
file are removed, so an interruption never leaves a mixture.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

from glassnet.data.errors import DownloadError


@dataclass(frozen=True)
class Partial:
    """The partial file at `path`; its note is a file beside it."""

    path: Path

    def kept(self, url: str) -> int:
        """How many bytes of this address are here."""
        try:
            return self.path.stat().st_size if self._note()["url"] == url else 0
        except (OSError, KeyError):
            return 0

    def etag(self) -> str:
        """The ETag of the file, or an empty text."""
        return self._note().get("etag", "")

    def begin(self, url: str, etag: str) -> None:
        """Discard what is here and note the new URL."""
        self.discard()
        new = self._note_path().with_suffix(".new")
        try:
            new.write_text(json.dumps({"url": url, "etag": etag}), encoding="utf-8")
            os.replace(new, self._note_path())
        except OSError as error:
            raise cannot_write(self.path, error) from error

    def discard(self) -> None:
        """Remove the file and its note, the note first."""
        self._note_path().unlink(missing_ok=True)
        self.path.unlink(missing_ok=True)

    def open(self) -> FileIO:
        """Open it to write at its end; writes are not buffered."""
        try:
            return self.path.open("ab", buffering=0)
        except OSError as error:
            raise cannot_write(self.path, error) from error

    def _note_path(self) -> Path:
        return self.path.with_name(f"{self.path.name}.json")

    def _note(self) -> dict[str, str]:
        try:
            note = json.loads(self._note_path().read_bytes())
        except (OSError, ValueError):
            return {}
        texts = isinstance(note, dict) and all(isinstance(value, str) for value in note.values())
        return note if texts else {}


def cannot_write(path: Path, error: OSError) -> DownloadError:
    """The error for a folder that cannot be written: read-only, full, missing."""
    return DownloadError(
        f"{path}: expected to write here, got {error.strerror or error}. "
        "Free some space, or use another folder: glassnet data fetch --into FOLDER, GLASSNET_DATA=FOLDER."
    )
