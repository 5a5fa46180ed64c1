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
from threading import Lock

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


@contextmanager
def all_processors() -> Iterator[bool]:
    """Whether all processors are free: if so, nobody else is told so inside the block."""
    free = _taken.acquire(blocking=False)
    try:
        yield free
    finally:
        if free:
            _taken.release()


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
        waiting = [pool().submit(work, part) for part in others]
        try:
            work(first)
        finally:
            for each in waiting:
                each.result()
