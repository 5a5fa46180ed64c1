"""Signals that ask a command to stop: it ends in its own time, with everything saved."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

STOP_SIGNALS: Final = ("SIGINT", "SIGTERM", "SIGHUP")


class Stopping:
    """Whether a signal asked the run to stop, and which."""

    def __init__(self) -> None:
        self.signal = 0

    def is_set(self) -> bool:
        """Whether one came."""
        return bool(self.signal)


@contextmanager
def stop_on_signals(on_signal: Callable[[], object]) -> Iterator[Stopping]:
    """Turn the first Ctrl-C, SIGTERM or SIGHUP into a request to stop; the second one ends at once.

    `on_signal` is called for the first one.
    """
    stopping = Stopping()

    def request(signum: int, frame: object) -> None:
        stopping.signal = signum
        on_signal()
        ends = signal.default_int_handler if signum == signal.SIGINT else signal.SIG_DFL
        signal.signal(signum, ends)

    handled = [getattr(signal, name) for name in STOP_SIGNALS if hasattr(signal, name)]
    before = {each: signal.signal(each, request) for each in handled}
    try:
        yield stopping
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
