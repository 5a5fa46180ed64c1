"""A lock file: one process at a time; the operating system releases it when the process ends."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from glassnet.data.errors import DownloadError
from glassnet.errors import GlassnetError

POLL_SECONDS = 0.05


@contextmanager
def exclusive(
    path: Path, timeout_seconds: float, error: type[GlassnetError] = DownloadError
) -> Iterator[None]:
    """Hold the lock file `path` during the block. Raises `error` when it is not released in time."""
    deadline = time.monotonic() + timeout_seconds
    with path.open("ab") as file:
        while not _take(file.fileno()):
            if time.monotonic() >= deadline:
                raise error(
                    f"{path}: expected the lock to be free within {timeout_seconds:.0f} s, got another "
                    "process that holds it. Wait for it, or stop it."
                )
            time.sleep(POLL_SECONDS)
        yield


if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _take(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
