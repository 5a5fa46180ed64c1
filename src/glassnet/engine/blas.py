"""The number of threads that NumPy's matrix products use."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any


@functools.cache
def _libraries() -> list[Any] | None:
    """The controllers of the BLAS libraries in use; None where threadpoolctl is not installed."""
    try:
        from threadpoolctl import ThreadpoolController
    except ImportError:
        return None
    return ThreadpoolController().select(user_api="blas").lib_controllers


def blas_can_be_limited() -> bool:
    """Whether `single_threaded_blas` has an effect."""
    return _libraries() is not None


# For each block within `single_threaded_blas` the thread counts to restore after the last one.
_limits: list[list[int]] = []
_lock = Lock()


@contextmanager
def single_threaded_blas() -> Iterator[None]:
    """Run matrix products on one thread inside the block: its callers are the threads.

    Blocks may overlap: the first one sets the limit, and the last one lifts it.
    """
    libraries = _libraries() or []
    with _lock:
        counts = _limits[0] if _limits else [library.num_threads for library in libraries]
        if not _limits:
            _set_thread_counts(libraries, [1] * len(libraries))
        _limits.append(counts)
    try:
        yield
    finally:
        with _lock:
            # The list is empty if the process was forked meanwhile.
            if _limits:
                _limits.pop()
                if not _limits:
                    _set_thread_counts(libraries, counts)


def _reset_after_fork() -> None:
    """A forked process has none of its parent's other threads, which would have lifted their limits."""
    global _lock
    _lock = Lock()
    if _limits:
        _set_thread_counts(_libraries() or [], _limits[0])
        _limits.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_reset_after_fork)


def _set_thread_counts(libraries: list[Any], counts: list[int]) -> None:
    for library, count in zip(libraries, counts, strict=True):
        # Some libraries let only one thread set the limit, until it gives that right up.
        release = getattr(library, "clear_controlling_thread", lambda force: None)
        release(force=True)
        library.set_num_threads(count)
        release(force=True)
