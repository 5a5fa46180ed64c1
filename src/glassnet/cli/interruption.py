"""Ctrl-C, answered within a second even while native code runs.

Python delivers a signal between two of its own instructions. A compiler or a large matrix product may take
seconds before that. So a thread waits for the signal, and ends the process where the main thread does not.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

INTERRUPTED: Final = 130
SECONDS_TO_ANSWER: Final = 0.4


@contextmanager
def answering_interrupts() -> Iterator[threading.Event]:
    """Watch for Ctrl-C during the block; the event is set by the one that answers it.

    Commands with a handler of their own are left alone, and so is any thread but the main one.
    """
    answered = threading.Event()
    if threading.current_thread() is not threading.main_thread() or not _has_default_handler():
        yield answered
        return
    receiver, sender = socket.socketpair()
    sender.setblocking(False)
    before = signal.set_wakeup_fd(sender.fileno(), warn_on_full_buffer=False)
    watcher = threading.Thread(target=_watch, args=(receiver, answered), daemon=True)
    watcher.start()
    try:
        yield answered
    finally:
        answered.set()
        signal.set_wakeup_fd(before)
        sender.close()
        watcher.join()
        receiver.close()


def _has_default_handler() -> bool:
    return signal.getsignal(signal.SIGINT) is signal.default_int_handler


def _watch(receiver: socket.socket, answered: threading.Event) -> None:
    """Wait for signals until the other end is closed."""
    while received := receiver.recv(64):
        if signal.SIGINT in received and _has_default_handler():
            if answered.wait(SECONDS_TO_ANSWER):
                continue
            if _has_default_handler():
                sys.stderr.write("\nInterrupted.\n")
                os._exit(INTERRUPTED)
