"""A file that is on its way: what has come so far, and a note of where it came from.

Without the note, what lies there is not gone on with. The note is written only once the bytes of
any earlier file are gone, so that a stop at any moment leaves no mixture behind.
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
    """The partial file at `path`; its note lies beside it."""

    path: Path

    def kept(self, url: str) -> int:
        """How many bytes of this address are here."""
        try:
            return self.path.stat().st_size if self._note()["url"] == url else 0
        except (OSError, KeyError):
            return 0

    def etag(self) -> str:
        """The server's mark of the file's version, or nothing."""
        return self._note().get("etag", "")

    def begin(self, url: str, etag: str) -> None:
        """Forget what is here and note where the file will come from now."""
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
        """Open it to write at its end; what is written is not held back."""
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
    """The error for a place that does not take the file: read-only, full, no folder."""
    return DownloadError(
        f"{path}: expected to write here, got {error.strerror or error}. "
        "Make room, or use another place: glassnet data fetch --into FOLDER, GLASSNET_DATA=FOLDER."
    )
