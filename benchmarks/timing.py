"""Seconds of one call and of many."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from time import perf_counter, perf_counter_ns
from typing import Any

import numpy as np


def best_of(work: Callable[[], Any], times: int) -> float:
    """The least seconds of some calls, after one that is not counted."""
    work()
    seconds = []
    for _ in range(times):
        began = perf_counter()
        work()
        seconds.append(perf_counter() - began)
    return min(seconds)


def each_of(call: Callable[[Any], Any], inputs: Iterable[Any], rounds: int) -> float:
    """The median seconds of a single call, over all inputs in some rounds."""
    each = list(inputs)
    for one in each:
        call(one)
    taken = []
    for _ in range(rounds):
        for one in each:
            began = perf_counter_ns()
            call(one)
            taken.append(perf_counter_ns() - began)
    return float(np.median(taken)) * 1e-9
