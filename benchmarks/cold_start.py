"""Workload `cold-start`: from starting the interpreter to 97 % on the test set.

Run as a program it is what is timed: import, load MNIST, train, evaluate, print the accuracy.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import perf_counter
from typing import Any

from benchmarks.processes import child_environment, run_child
from benchmarks.series import Series


def time_once(
    python: str, environment: dict[str, str], folder: str | None = None
) -> dict[str, Any] | str:
    """The outcome of one fresh process, or why there is none."""
    began = perf_counter()
    found = run_child([python, "-m", "benchmarks.cold_start"], environment, folder)
    seconds = perf_counter() - began
    if isinstance(found, str):
        return found
    return {"seconds": {"": seconds}, "learned": {"test_accuracy": found}, "estimated": False}


def run_cold_starts(repeats: int, report: Callable[[str], None]) -> Series:
    """Some runs in fresh processes, after one that may fill the caches of compiled code."""
    series = Series("glassnet")
    for number in range(repeats + 1):
        report(f"cold-start glassnet, run {number} of {repeats}")
        outcome = time_once(sys.executable, child_environment())
        if number:
            series.add(outcome)
    return series


def main() -> None:
    """Train as little as 97 % needs, chosen on a validation split.

    On a quarter of the pixels, the means of four, and in NumPy alone: an epoch is over before compiled
    kernels are loaded.
    """
    from benchmarks.product import quick_accuracy
    from glassnet.data import load
    from glassnet.nn import (
        Adam,
        AveragePool2D,
        Dense,
        Flatten,
        He,
        OneCycle,
        ReLU,
        SoftmaxCrossEntropy,
    )
    from glassnet.recipes import Recipe

    recipe = Recipe(
        name="quickly",
        layers=(AveragePool2D(2), Flatten(), Dense(192, ReLU(), He()), Dense(10)),
        input_shape=(28, 28, 1),
        optimizer=Adam(beta1=0.7, beta2=0.9),
        schedule=OneCycle(0.03),
        loss=SoftmaxCrossEntropy(label_smoothing=0.15),
        batch_size=256,
        epochs=1,
        validation=0,
    )
    print(quick_accuracy(recipe, load("mnist")))


if __name__ == "__main__":
    main()
