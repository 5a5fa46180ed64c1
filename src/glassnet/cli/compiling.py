"""A notice while kernels are compiled: the first run waits for that, and should say so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import TYPE_CHECKING, Final

from glassnet.engine.compiling import Compiling, watching_compiler

if TYPE_CHECKING:
    from rich.console import Console

SECONDS_BEFORE_NOTICE: Final = 1.0
SECONDS_BETWEEN_NOTICES: Final = 3.0


@contextmanager
def notify_if_compiling(console: Console) -> Iterator[None]:
    """Print lines while kernels are compiled for more than a second.

    At the end one line says what to do where they cannot be kept; the others are for terminals only.
    """
    notice = _Notice(console)
    with watching_compiler(notice.watch):
        yield
    if notice.unkept:
        console.print(notice.unkept, soft_wrap=True, markup=False, highlight=False)


class _Notice:
    """What has been compiled so far, and when that was said."""

    def __init__(self, console: Console) -> None:
        self.unkept = ""
        self._console = console
        self._count = 0
        self._began = self._said = 0.0
        self._seconds = 0.0

    def watch(self, now: Compiling) -> None:
        """A kernel begins to be compiled, or has been."""
        if now.kernel:
            self._began = perf_counter()
            self._count += 1
            self._say(now)
        else:
            self._seconds += perf_counter() - self._began
            self.unkept = now.unkept

    def _say(self, now: Compiling) -> None:
        if not self._console.is_terminal or self._seconds < SECONDS_BEFORE_NOTICE:
            return
        if self._said and perf_counter() - self._said < SECONDS_BETWEEN_NOTICES:
            return
        self._said = perf_counter()
        part = f"part {now.number} of {now.parts}" if now.parts else f"number {self._count}"
        text = f"Compiling kernels, once on this machine: {part} ({now.kernel.rpartition('.')[2]})"
        self._console.print(text, markup=False, highlight=False)
