"""Metrics of predictions: accuracy, confusion, precision and recall, calibration."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np

from glassnet.nn import Array

# The 97.5 % quantile of the standard normal distribution.
Z95 = 1.959963984540054


@dataclass(frozen=True)
class Interval:
    """A share, 0 to 1, and the range that holds it with 95 % confidence."""

    share: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.share:.2%} (95 %: {self.low:.2%} to {self.high:.2%})"


def wilson_interval(correct: int, count: int) -> Interval:
    """The 95 % confidence interval of a share, seen `correct` times in `count` (Wilson 1927)."""
    if count < 1:
        raise ValueError(
            f"wilson_interval expects at least one example, got {count}. Add examples."
        )
    share = correct / count
    denominator = 1 + Z95**2 / count
    center = (share + Z95**2 / (2 * count)) / denominator
    half = Z95 * sqrt(share * (1 - share) / count + Z95**2 / (4 * count**2)) / denominator
    return Interval(share, max(center - half, 0.0), min(center + half, 1.0))


def confusion_matrix(labels: Array, predictions: Array, classes: int) -> Array:
    """Counts `(classes, classes)`: row is the label, column the prediction."""
    flat = np.bincount(labels * classes + predictions, minlength=classes * classes)
    return flat.reshape(classes, classes)


def precision_and_recall(confusion: Array) -> tuple[Array, Array]:
    """Precision and recall of each class, `(classes,)` each; NaN for a class that never occurs."""
    hits = np.diag(confusion).astype(float)
    with np.errstate(invalid="ignore"):
        return hits / confusion.sum(axis=0), hits / confusion.sum(axis=1)


def cross_entropy(probabilities: Array, labels: Array) -> float:
    """The mean of -log p over examples, where p is the probability of the label.

    `probabilities` `(count, classes)`.
    """
    of_labels = probabilities[np.arange(len(labels)), labels].astype(np.float64)
    return float(-np.log(np.maximum(of_labels, np.finfo(np.float32).tiny)).mean())


@dataclass(frozen=True)
class ReliabilityBin:
    """The predictions with a confidence from `low` to `high`: their mean confidence and their accuracy."""

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float


def reliability_curve(
    probabilities: Array, labels: Array, bins: int = 15
) -> tuple[ReliabilityBin, ...]:
    """Accuracy against confidence, in bins of confidence; those without a prediction are left out.

    `probabilities` `(count, classes)`. Where confidences can be trusted, the two are about equal.
    """
    confidence = probabilities.max(axis=1)
    correct = probabilities.argmax(axis=1) == labels
    index = np.minimum((confidence * bins).astype(int), bins - 1)
    return tuple(
        ReliabilityBin(
            number / bins,
            (number + 1) / bins,
            int(own.sum()),
            float(confidence[own].mean()),
            float(correct[own].mean()),
        )
        for number in range(bins)
        if (own := index == number).any()
    )


def calibration_error(probabilities: Array, labels: Array, bins: int = 15) -> float:
    """Expected calibration error: |accuracy - confidence| over bins of confidence, weighted by size.

    `probabilities` `(count, classes)`. Guo et al. 2017, equation 3.
    """
    confidence = probabilities.max(axis=1)
    correct = probabilities.argmax(axis=1) == labels
    index = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = np.bincount(index, weights=correct - confidence, minlength=bins)
    return float(np.abs(gaps).sum() / len(labels))
