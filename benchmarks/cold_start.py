"""Workload I: from starting the interpreter to 97 % on the test set.

Run as a program it is what is timed: import, read MNIST, train, evaluate, print the accuracy.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from time import perf_counter

from benchmarks.alternation import Series, environment


def series(repeats: int, tell: Callable[[str], None]) -> Series:
    """Some runs in fresh processes, after one that may fill the caches of compiled code."""
    found = Series("glassnet")
    command = [sys.executable, "-m", "benchmarks.cold_start"]
    for number in range(repeats + 1):
        tell(f"I glassnet, run {number} of {repeats}")
        began = perf_counter()
        done = subprocess.run(
            command, env=environment(), capture_output=True, text=True, check=True
        )
        seconds = perf_counter() - began
        if number:
            learned = {"test_accuracy": float(done.stdout)}
            found.runs.append({"seconds": {"": seconds}, "learned": learned, "estimated": False})
    return found


def main() -> None:
    """Train as little as 97 % needs, chosen on a validation split.

    On a quarter of the pixels, the means of four, and in plain NumPy: an epoch is over before compiled
    kernels are loaded.
    """
    from glassnet.data import load
    from glassnet.engine.kernel import using
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
    from glassnet.training import TrainingState, evaluate, train

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
    mnist = load("mnist")
    state = TrainingState.begin(recipe)
    with using("plain"):
        for _ in train(recipe, mnist, state):
            pass
        found = evaluate(recipe.network, state.current, recipe.loss, mnist.split("test"))
    print(found.accuracy)


if __name__ == "__main__":
    main()
