"""A notice while kernels are compiled: the first run waits for that, and should say so."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from rich.console import Console

NOTICE: Final = "Compiling the kernels for this machine, once: this takes up to a minute ..."
SECONDS_BETWEEN_CHECKS: Final = 0.1
SECONDS_BEFORE_NOTICE: Final = 1.0


@contextmanager
def notify_if_compiling(console: Console) -> Iterator[None]:
    """Print one line on a terminal if kernels are compiled for more than a second."""
    done = Event()
    watcher = Thread(target=_watch, args=(console, done), daemon=True)
    if console.is_terminal:
        watcher.start()
    try:
        yield
    finally:
        done.set()


def _watch(console: Console, done: Event) -> None:
    seconds = 0.0
    while not done.wait(SECONDS_BETWEEN_CHECKS):
        seconds += SECONDS_BETWEEN_CHECKS * _is_compiling()
        if seconds > SECONDS_BEFORE_NOTICE:
            console.print(NOTICE)
            return


def _is_compiling() -> bool:
    """Whether another thread holds numba's lock for compiling."""
    module = sys.modules.get("numba.core.compiler_lock")
    lock = getattr(getattr(module, "global_compiler_lock", None), "_lock", None)
    if lock is None:
        return False
    if lock.acquire(blocking=False):
        lock.release()
        return False
    return True
