"""Reads a whole set with a network and sums up how well."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from glassnet import engine
from glassnet.data.labeled_images import LabeledImages
from glassnet.nn import Array, Loss, Network, Parameters
from glassnet.training.metrics import (
    Interval,
    calibration_error,
    confusion_matrix,
    cross_entropy,
    precision_and_recall,
    wilson_interval,
)


def outputs_of_classes(outputs: Array, digits: LabeledImages) -> Array:
    """The columns of the classes that a set has: digits have none for "no digit"."""
    return np.ascontiguousarray(outputs[:, : len(digits.class_names)])


@dataclass(frozen=True, eq=False)
class Evaluation:
    """What a network reads in a set: probabilities `(count, classes)`, the set, and the mean loss.

    The loss is the one that it learnt with; of networks that learnt with others, `cross_entropy` compares.
    `refused` `(count,)` says what is answered by "no digit", where the reader can; what is read counts
    all the same.
    """

    digits: LabeledImages
    probabilities: Array
    loss: float
    refused: Array | None = None

    @cached_property
    def readings(self) -> Array:
        """The class read in each image `(count,)`."""
        return self.probabilities.argmax(axis=1)

    @cached_property
    def correct(self) -> int:
        """How many are read right."""
        return int((self.readings == self.digits.labels).sum())

    @property
    def accuracy(self) -> float:
        """The share read right, 0 to 1."""
        return self.correct / len(self.digits)

    @property
    def interval(self) -> Interval:
        """The accuracy with its 95 % interval."""
        return wilson_interval(self.correct, len(self.digits))

    @property
    def refused_share(self) -> float | None:
        """The share answered by "no digit", 0 to 1."""
        return None if self.refused is None else float(self.refused.mean())

    @cached_property
    def confusion(self) -> Array:
        """Counts by label (row) and reading (column)."""
        return confusion_matrix(self.digits.labels, self.readings, len(self.digits.class_names))

    @cached_property
    def calibration_error(self) -> float:
        """Expected calibration error over 15 bins, 0 to 1."""
        return calibration_error(self.probabilities, self.digits.labels)

    @cached_property
    def cross_entropy(self) -> float:
        """The mean of -log p over examples, with p the probability of the label."""
        return cross_entropy(self.probabilities, self.digits.labels)

    def misread(self) -> Array:
        """Indices of what is misread, the most confident mistakes first."""
        wrong = np.flatnonzero(self.readings != self.digits.labels)
        confidence = self.probabilities[wrong].max(axis=1)
        return wrong[np.argsort(-confidence, kind="stable")]

    def by_writer(self) -> dict[str, float]:
        """Accuracy per writer, of those examples whose writer is known."""
        if self.digits.writers is None:
            return {}
        right = self.readings == self.digits.labels
        writers = np.array(self.digits.writers)
        return {
            str(name): float(right[writers == name].mean()) for name in np.unique(writers) if name
        }

    def to_plain(self) -> dict[str, Any]:
        """All figures as plain values."""
        precision, recall = precision_and_recall(self.confusion)
        plain: dict[str, Any] = {
            "set": str(self.digits),
            "digest": self.digits.digest(),
            "examples": len(self.digits),
            "correct": self.correct,
            "accuracy": self.accuracy,
            "accuracy_low": self.interval.low,
            "accuracy_high": self.interval.high,
            "loss": self.loss,
            "cross_entropy": self.cross_entropy,
            "calibration_error": self.calibration_error,
            "refused_share": self.refused_share,
            "confusion": self.confusion.tolist(),
            "per_class": [
                {"class": name, "precision": _number(p), "recall": _number(r)}
                for name, p, r in zip(self.digits.class_names, precision, recall, strict=True)
            ],
        }
        writers = sorted(self.by_writer().values())
        if writers:
            worst = writers[: max(len(writers) // 10, 1)]
            plain["writers"] = {
                "count": len(writers),
                "median_accuracy": float(np.median(writers)),
                "worst_tenth_accuracy": float(np.mean(worst)),
            }
        return plain


def evaluate(
    network: Network, parameters: Parameters, loss: Loss, digits: LabeledImages
) -> Evaluation:
    """Read every image of `digits`."""
    outputs = outputs_of_classes(engine.outputs(network, parameters, digits.images), digits)
    value, _ = loss(outputs, digits.labels)
    return Evaluation(digits, loss.probabilities(outputs), value)


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
