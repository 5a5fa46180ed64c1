"""What is being compiled in this process, for those who show it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal

# The name of a kernel, and whether compiling it begins or has ended.
Watcher = Callable[[str, Literal["begins", "ended"]], None]

_watchers: list[Watcher] = []


@contextmanager
def watching_compiler(watcher: Watcher) -> Iterator[None]:
    """Call `watcher` for each kernel that is compiled inside the block, in whichever thread."""
    _watchers.append(watcher)
    try:
        yield
    finally:
        _watchers.remove(watcher)


def report_compiling(name: str) -> None:
    """A kernel is being compiled."""
    for watcher in list(_watchers):
        watcher(name, "begins")


def report_compiled(name: str) -> None:
    """A kernel has been compiled."""
    for watcher in list(_watchers):
        watcher(name, "ended")
