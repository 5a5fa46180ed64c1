"""Files that are files: never read further than a limit; in run folders no links, pipes and devices."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import IO, Any, Final

from glassnet.errors import GlassnetError, format_problem

MAX_TEXT_BYTES: Final = 16_000_000
"""Of recipes, templates, descriptions of runs: longer ones are another kind of file."""

_PART: Final = 1 << 20
# A link is not followed, and a pipe without a writer not waited for. Windows has neither.
_OPENING: Final = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


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


def open_file(path: Path, mode: str = "rb", buffering: int = -1) -> IO[Any]:
    """Open a file of a folder that others may have filled, such as that of a run.

    Raises OSError for a link, which may lead anywhere, and for a pipe, a device and a folder.
    """
    return open(path, mode, buffering, opener=_open_file)


def _open_file(path: str, flags: int) -> int:
    try:
        descriptor = os.open(path, flags | _OPENING, 0o666)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENXIO):
            raise OSError(error.errno, "is a link or a pipe, not a file", path) from None
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "is not a file", path)
    return descriptor
