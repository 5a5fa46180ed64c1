"""Work on all processors at once, for kernels that leave Python to others while they run.

Parts are of rows or numbers that have nothing to do with each other: the bits of the result do not
depend on how many there are.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from queue import SimpleQueue
from threading import Lock, Thread
from typing import TypeVar

T = TypeVar("T")

_taken = Lock()


@functools.cache
def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


# What went wrong, or nothing, as soon as a task is done.
Outcome = SimpleQueue[BaseException | None]


class _Helper:
    """A thread that waits for work; twice as fast to wake as one of a pool of the standard library."""

    def __init__(self) -> None:
        self._tasks: SimpleQueue[tuple[Callable[[], object], Outcome]] = SimpleQueue()
        Thread(target=self._run, name="glassnet", daemon=True).start()

    def begin(self, work: Callable[[], object]) -> Outcome:
        # Each task has its own, so that who is interrupted while waiting leaves nothing behind for the next.
        outcome: Outcome = SimpleQueue()
        self._tasks.put((work, outcome))
        return outcome

    def _run(self) -> None:
        while True:
            work, outcome = self._tasks.get()
            try:
                work()
                outcome.put(None)
            except BaseException as error:
                outcome.put(error)


_all_helpers: list[_Helper] = []


def _helpers(count: int) -> list[_Helper]:
    """So many, for who has all processors; they wait for work as long as the process lives."""
    while len(_all_helpers) < count:
        _all_helpers.append(_Helper())
    return _all_helpers[:count]


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
    _all_helpers.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_threads)


def at_once(works: Sequence[Callable[[], object]]) -> None:
    """Do all of these, each in a thread of its own, and wait for all; for who has `all_processors`."""
    first, *others = works
    helpers = zip(_helpers(len(others)), others, strict=True)
    outcomes = [helper.begin(work) for helper, work in helpers]
    try:
        first()
    finally:
        errors = [outcome.get() for outcome in outcomes]
    for error in filter(None, errors):
        raise error


def aside(work: Callable[[], T]) -> Callable[[], T]:
    """Begin this in another thread if all processors are free; what gives the result, and waits for it.

    Where they are not free, the work is done when the result is asked for. Until it is done,
    others find the processors taken.
    """
    taken = _taken
    if processors() == 1:
        return work
    (helper,) = _helpers(1)
    if not taken.acquire(blocking=False):
        return work
    found: list[T] = []

    def work_and_leave() -> None:
        try:
            found.append(work())
        finally:
            taken.release()

    outcome = helper.begin(work_and_leave)

    def result() -> T:
        error = outcome.get()
        # Put back for who asks again.
        outcome.put(error)
        if error:
            raise error
        return found[0]

    return result


def in_parts(count: int, work: Callable[[slice], object], *, shared: bool = True) -> None:
    """Call work(part) for parts of `count` things, one on each processor if they are free, and wait.

    No part is empty, unless there is nothing to do. Where it is not to be `shared`, as is right for little
    work, there is one part.
    """
    if not shared:
        work(slice(0, count))
        return
    with all_processors() as free:
        parts = max(1, min(processors(), count)) if free else 1
        edges = [count * i // parts for i in range(parts + 1)]
        at_once([functools.partial(work, slice(*pair)) for pair in pairwise(edges)])
