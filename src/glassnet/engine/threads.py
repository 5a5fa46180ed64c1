"""Work on all CPUs at once, for compiled functions that release Python's lock.

The parts of a task do not depend on each other: the bits of the result do not depend on how many
there are. One caller at a time has all CPUs; others meanwhile work on one, which a lock decides.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import copy_context
from itertools import pairwise
from queue import SimpleQueue
from threading import Lock, Thread
from typing import TypeVar

T = TypeVar("T")

_reserved = Lock()


@functools.cache
def _available_cpus() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


_max_cpus: int | None = None


def limit_cpus(count: int | None) -> None:
    """Use at most so many CPUs from now on in this process; None: all that it may use."""
    global _max_cpus
    _max_cpus = count


def cpu_count() -> int:
    """The number of CPUs that this process uses."""
    return min(_max_cpus or _available_cpus(), _available_cpus())


# The error of a task, or None, once it is done.
Outcome = SimpleQueue[BaseException | None]


class _Worker:
    """A thread that waits for tasks; it wakes twice as fast as one of the standard library's pool."""

    def __init__(self) -> None:
        self._tasks: SimpleQueue[tuple[Callable[[], object], Outcome]] = SimpleQueue()
        Thread(target=self._run, name="glassnet", daemon=True).start()

    def begin(self, task: Callable[[], object]) -> Outcome:
        # A queue for each task: a caller that is interrupted while waiting leaves nothing for the next.
        outcome: Outcome = SimpleQueue()
        # In the caller's context: which implementation is in use holds in all its threads.
        self._tasks.put((functools.partial(copy_context().run, task), outcome))
        return outcome

    def _run(self) -> None:
        while True:
            task, outcome = self._tasks.get()
            try:
                task()
                outcome.put(None)
            except BaseException as error:
                outcome.put(error)


_all_workers: list[_Worker] = []


def _get_workers(count: int) -> list[_Worker]:
    """So many workers, for a caller that has reserved the CPUs; they live as long as the process."""
    while len(_all_workers) < count:
        _all_workers.append(_Worker())
    return _all_workers[:count]


@contextmanager
def reserve_cpus() -> Iterator[bool]:
    """Try to reserve all CPUs for the block; yields whether they were free."""
    lock = _reserved
    free = lock.acquire(blocking=False)
    try:
        yield free
    finally:
        if free:
            lock.release()


def _reset_after_fork() -> None:
    """A forked process has none of its parent's threads, and nothing that would release the lock."""
    global _reserved
    _reserved = Lock()
    _all_workers.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_reset_after_fork)


def run_parallel(tasks: Sequence[Callable[[], object]]) -> None:
    """Run all tasks, each in a thread of its own, and wait; for callers within `reserve_cpus`."""
    first, *others = tasks
    workers = zip(_get_workers(len(others)), others, strict=True)
    outcomes = [worker.begin(task) for worker, task in workers]
    try:
        first()
    finally:
        errors = [outcome.get() for outcome in outcomes]
    for error in filter(None, errors):
        raise error


def submit(task: Callable[[], T], threads: int | None = None) -> Callable[[], T]:
    """Begin a task in the background if the CPUs are free; returns a function that waits for its result.

    Where they are not free, or `threads` is 1, the task runs when its result is asked for. Until it
    is done, other callers find the CPUs reserved.
    """
    lock = _reserved
    if (threads or cpu_count()) == 1:
        return task
    (worker,) = _get_workers(1)
    if not lock.acquire(blocking=False):
        return task
    results: list[T] = []

    def run_and_release() -> None:
        try:
            results.append(task())
        finally:
            lock.release()

    outcome = worker.begin(run_and_release)

    def wait() -> T:
        error = outcome.get()
        # For a caller that asks again.
        outcome.put(error)
        if error:
            raise error
        return results[0]

    return wait


def parallel_for(count: int, work: Callable[[slice], object], threads: int | None = None) -> None:
    """Call work(part) for parts of range(count), one on each CPU if they are free, and wait.

    No part is empty, unless `count` is 0. `threads` limits the parts, 1 for little work; None: all CPUs.
    """
    if threads == 1:
        work(slice(0, count))
        return
    with reserve_cpus() as free:
        parts = max(1, min(threads or cpu_count(), count)) if free else 1
        edges = [count * i // parts for i in range(parts + 1)]
        run_parallel([functools.partial(work, slice(*pair)) for pair in pairwise(edges)])
