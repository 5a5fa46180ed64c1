"""What is being compiled in this process, for those who show it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from glassnet.engine.kernel_cache import explain_unwritable


@dataclass(frozen=True)
class Compiling:
    """Part `number` of `parts` (0: not known), and the kernel that is being compiled, "" if none is.

    `unkept` says why compiled kernels cannot be kept, and what to do, where that is so.
    """

    number: int = 0
    parts: int = 0
    kernel: str = ""
    unkept: str = ""


Watcher = Callable[[Compiling], None]

_watchers: list[Watcher] = []
_now = Compiling()


@contextmanager
def watching_compiler(watcher: Watcher) -> Iterator[None]:
    """Call `watcher` whenever a kernel begins or ends to be compiled inside the block, in any thread."""
    _watchers.append(watcher)
    try:
        yield
    finally:
        _watchers.remove(watcher)


def report_task(number: int, parts: int) -> None:
    """One of several parts begins, that may have something to compile."""
    global _now
    _now = Compiling(number, parts)


def report_compiling(name: str) -> None:
    """A kernel is being compiled."""
    _report(replace(_now, kernel=name))


def report_compiled(name: str) -> None:
    """A kernel has been compiled."""
    _report(replace(_now, kernel="", unkept=explain_unwritable()))


def _report(now: Compiling) -> None:
    global _now
    _now = now
    for watcher in list(_watchers):
        watcher(now)
