"""One process at a time: a lock that the operating system lets go of when its holder dies."""

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
    path: Path, patience_seconds: float, error: type[GlassnetError] = DownloadError
) -> Iterator[None]:
    """Hold the lock file `path` during the block. Raises `error` when it stays taken."""
    deadline = time.monotonic() + patience_seconds
    with path.open("ab") as file:
        while not _take(file.fileno()):
            if time.monotonic() >= deadline:
                raise error(
                    f"{path}: expected to be free within {patience_seconds:.0f} s, got another "
                    "process that is at work there. Wait for it, or stop it."
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
