"""Whole files, never read further than a limit: a device or a pipe may go on without end."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Final

from glassnet.errors import GlassnetError, format_problem

MAX_TEXT_BYTES: Final = 16_000_000
"""Of recipes, templates, descriptions of runs: longer ones are another kind of file."""

_PART: Final = 1 << 20


class TooLargeFileError(GlassnetError, OSError):
    """A file with more bytes than its kind has."""

    def __str__(self) -> str:
        """The message about the file, as of all errors."""
        return format_problem(self.filename, self.strerror or "", "Check that this is the file.")


def read_bounded(path: Path, max_bytes: int = MAX_TEXT_BYTES) -> bytes:
    """The content of a file. Raises `TooLargeFileError` for more than `max_bytes`, OSError as `open` does."""
    content = bytearray()
    with path.open("rb") as file:
        while part := file.read(min(_PART, max_bytes + 1 - len(content))):
            content += part
            if len(content) > max_bytes:
                problem = f"more than {max_bytes:,} bytes"
                raise TooLargeFileError(errno.EFBIG, problem, str(path))
    return bytes(content)
