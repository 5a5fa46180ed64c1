"""A lock file: one process at a time; the operating system releases it when the process ends."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from glassnet.bounded_file import open_file
from glassnet.data.errors import DownloadError
from glassnet.engine.file_locks import take_lock
from glassnet.errors import GlassnetError

POLL_SECONDS = 0.05


@contextmanager
def exclusive(
    path: Path, timeout_seconds: float, error: type[GlassnetError] = DownloadError
) -> Iterator[None]:
    """Hold the lock file `path` during the block. Raises `error` when it is not released in time."""
    deadline = time.monotonic() + timeout_seconds
    with open_file(path, "ab") as file:
        while not take_lock(file.fileno()):
            if time.monotonic() >= deadline:
                raise error(
                    f"{path}: expected the lock to be free within {timeout_seconds:.0f} s, got another "
                    "process that holds it. Wait for it, or stop it."
                )
            time.sleep(POLL_SECONDS)
        yield


def is_held(path: Path) -> bool:
    """Whether a process holds the lock file `path`. Looking takes it for a moment, where it is free."""
    try:
        with open_file(path) as file:
            return not take_lock(file.fileno(), shared=True)
    except OSError:
        return False  # no process holds what is not there, or is no file
