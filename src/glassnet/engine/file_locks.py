"""Taking the lock on an open file; the operating system releases it when the process ends."""

from __future__ import annotations

import sys

if sys.platform == "win32":
    import msvcrt

    def take_lock(descriptor: int, *, shared: bool = False) -> bool:
        """Try to lock an open file until it is closed; returns whether that was possible."""
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def take_lock(descriptor: int, *, shared: bool = False) -> bool:
        """Try to lock an open file until it is closed; returns whether that was possible."""
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
