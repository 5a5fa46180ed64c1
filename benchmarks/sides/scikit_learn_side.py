"""scikit-learn's MLPClassifier, without its extras: no penalty, no early stopping, float32."""

from __future__ import annotations

import warnings
from time import perf_counter

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from benchmarks.examples import Task
from benchmarks.sides import Outcome
from glassnet.nn import Adam, Dense, Tanh


def run(slug: str, variant: str, quick: bool) -> Outcome:
    """Train in batches; its first weights are its own."""
    task = Task(slug, quick)
    hidden = [layer for layer in task.recipe.layers if isinstance(layer, Dense)][:-1]
    size = task.recipe.batch_size
    adam = isinstance(task.recipe.optimizer, Adam)
    classifier = MLPClassifier(
        tuple(layer.unit_count for layer in hidden),
        activation="tanh" if hidden[0].activation == Tanh() else "relu",
        solver="adam" if adam else "sgd",
        learning_rate_init=task.rate,
        # Its stubs know "auto" alone; numbers are documented.
        batch_size=len(task.labels) if size == "full" else size,  # type: ignore[arg-type] # the stubs say str
        max_iter=task.recipe.epochs,
        shuffle=task.recipe.order == "shuffled",
        alpha=0,
        momentum=0,
        nesterovs_momentum=False,
        tol=0,
        n_iter_no_change=10**9,
        random_state=task.recipe.seed,
    )
    labels, images = np.array(task.labels), task.images
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        began = perf_counter()
        classifier.fit(images, labels)
        seconds = perf_counter() - began
    test = task.dataset.split("test")
    rows = (test.images.reshape(len(test), -1) / np.float32(255)).astype(np.float32)
    accuracy = float(np.mean(classifier.predict(rows) == test.labels))
    return Outcome({"": seconds * task.scale}, {"test_accuracy": accuracy})
