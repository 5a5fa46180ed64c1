"""GlassnetClassifier beside MLPClassifier on its own examples: seconds of training and accuracy.

python -m benchmarks.estimator [ROUNDS]

Both get the same arrays, settings and number of epochs, one after the other in each round. Threads of a BLAS
library that wait for each other would be counted: run it on one CPU, as in
`OPENBLAS_NUM_THREADS=1 taskset -c 0 python -m benchmarks.estimator`.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator, Sequence
from statistics import median
from time import process_time
from typing import Any

import numpy as np
from sklearn.datasets import load_digits, make_classification
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier

from glassnet.data import load
from glassnet.sklearn import GlassnetClassifier

Example = tuple[str, Any, Any, dict[str, Any]]


def make_examples() -> Iterator[Example]:
    """Name, table, labels and settings of each example."""
    table, labels = load_digits(return_X_y=True)
    yield "8x8 digits", table / 16, labels, {"max_iter": 60}
    table, labels = make_classification(20_000, 50, n_informative=20, n_classes=5, random_state=0)
    yield "20,000 x 50 table", table, labels, {"max_iter": 20}
    train = load("mnist").split("train").take(slice(20_000))
    pixels = train.images.reshape(len(train), -1) / 255
    yield "MNIST, 20,000, float64", pixels, train.labels, {"max_iter": 5}
    yield "MNIST, 20,000, float32", pixels.astype(np.float32), train.labels, {"max_iter": 5}


def measure(classifier: Any, split: Sequence[Any]) -> tuple[float, float]:
    """CPU seconds of training, and the accuracy on the test part."""
    train, test, y_train, y_test = split
    began = process_time()
    classifier.fit(train, y_train)
    return process_time() - began, classifier.score(test, y_test)


def main(rounds: int = 3) -> None:
    """Print a line for each example."""
    warnings.simplefilter("ignore", ConvergenceWarning)
    for precision in ("float32", "float64"):  # compiles, where it is not yet
        GlassnetClassifier(max_iter=1, precision=precision).fit(np.eye(4), np.arange(4))
    print("example: CPU seconds MLPClassifier, GlassnetClassifier, ratio; accuracy of each")
    for name, table, labels, settings in make_examples():
        split = train_test_split(table, labels, random_state=0)
        sides: list[list[tuple[float, float]]] = [[], []]
        for number in range(rounds):
            settings |= {"random_state": number, "tol": 0}
            # Without calibration both train on the same examples.
            classifiers = MLPClassifier(**settings), GlassnetClassifier(calibrate=False, **settings)
            for results, classifier in zip(sides, classifiers, strict=True):
                results.append(measure(classifier, split))
        (peer, peer_accuracy), (own, own_accuracy) = (
            (median(seconds for seconds, _ in each), float(np.mean([score for _, score in each])))
            for each in sides
        )
        times = f"{peer:.2f}, {own:.2f}, {peer / own:.1f}x"
        print(f"{name}: {times}; {peer_accuracy:.2%}, {own_accuracy:.2%}", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
