"""Work in parts, one on each processor, for kernels that leave Python to others while they run.

Parts are of rows or numbers that have nothing to do with each other: the bits of the result do not
depend on how many there are.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import pairwise
from queue import SimpleQueue
from threading import Lock, Thread

_taken = Lock()


@functools.cache
def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@functools.cache
def pool() -> ThreadPoolExecutor:
    """A thread for each processor; they wait for work as long as the process lives."""
    return ThreadPoolExecutor(processors(), "glassnet")


# What went wrong in a part, or nothing, as soon as it is done.
Outcome = SimpleQueue[BaseException | None]


class _Helper:
    """A thread that waits for a part of somebody's work; twice as fast to wake as one of a pool."""

    def __init__(self) -> None:
        self._tasks: SimpleQueue[tuple[Callable[[slice], object], slice, Outcome]] = SimpleQueue()
        Thread(target=self._run, name="glassnet", daemon=True).start()

    def begin(self, work: Callable[[slice], object], part: slice) -> Outcome:
        # Each task has its own, so that who is interrupted while waiting leaves nothing behind for the next.
        outcome: Outcome = SimpleQueue()
        self._tasks.put((work, part, outcome))
        return outcome

    def _run(self) -> None:
        while True:
            work, part, outcome = self._tasks.get()
            try:
                work(part)
                outcome.put(None)
            except BaseException as error:
                outcome.put(error)


@functools.cache
def _helpers(count: int) -> list[_Helper]:
    return [_Helper() for _ in range(count)]


@contextmanager
def all_processors() -> Iterator[bool]:
    """Whether all processors are free: if so, nobody else is told so inside the block."""
    taken = _taken
    free = taken.acquire(blocking=False)
    try:
        yield free
    finally:
        if free:
            taken.release()


def _forget_threads() -> None:
    """A forked process has none of its parent's threads, and nobody who would give its lock back."""
    global _taken
    _taken = Lock()
    _helpers.cache_clear()
    pool.cache_clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_threads)


def in_parts(count: int, work: Callable[[slice], object], *, shared: bool = True) -> None:
    """Call work(part) for parts of `count` things, one on each processor if they are free, and wait.

    Where it is not to be `shared`, as is right for little work, there is one part.
    """
    if not shared:
        work(slice(0, count))
        return
    with all_processors() as free:
        parts = processors() if free else 1
        edges = [count * i // parts for i in range(parts + 1)]
        first, *others = (slice(*pair) for pair in pairwise(edges))
        helpers = zip(_helpers(parts - 1), others, strict=True)
        outcomes = [helper.begin(work, part) for helper, part in helpers]
        try:
            work(first)
        finally:
            errors = [outcome.get() for outcome in outcomes]
        for error in filter(None, errors):
            raise error
