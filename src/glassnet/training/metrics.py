"""Figures about readings: how many are right, which are confused, and whether to believe them."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np

from glassnet.nn import Array

# The standard normal's 97.5 % point.
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
    """The 95 % interval of a share that was `correct` of `count` times seen (Wilson 1927)."""
    if count < 1:
        raise ValueError(f"An interval expects at least one example, got {count}. Add examples.")
    share = correct / count
    denominator = 1 + Z95**2 / count
    centre = (share + Z95**2 / (2 * count)) / denominator
    reach = Z95 * sqrt(share * (1 - share) / count + Z95**2 / (4 * count**2)) / denominator
    return Interval(share, max(centre - reach, 0.0), min(centre + reach, 1.0))


def confusion_matrix(labels: Array, readings: Array, classes: int = 10) -> Array:
    """Counts `(classes, classes)`: row is the label, column what was read."""
    flat = np.bincount(labels * classes + readings, minlength=classes * classes)
    return flat.reshape(classes, classes)


def precision_and_recall(confusion: Array) -> tuple[Array, Array]:
    """For each class: of those read so, the share that is; and of those that are, the share read so.

    A class that never occurs has NaN.
    """
    hits = np.diag(confusion).astype(float)
    with np.errstate(invalid="ignore"):
        return hits / confusion.sum(axis=0), hits / confusion.sum(axis=1)


def cross_entropy(probabilities: Array, labels: Array) -> float:
    """The mean of -log p over examples, with p `(count, classes)` the probability of the label."""
    of_labels = probabilities[np.arange(len(labels)), labels].astype(np.float64)
    return float(-np.log(np.maximum(of_labels, np.finfo(np.float32).tiny)).mean())


def calibration_error(probabilities: Array, labels: Array, bins: int = 15) -> float:
    """Expected calibration error: |accuracy - confidence| over bins of confidence, weighted by size.

    `probabilities` `(count, classes)`. Guo et al. 2017, equation 3.
    """
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    index = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = np.bincount(index, weights=right - confidence, minlength=bins)
    return float(np.abs(gaps).sum() / len(labels))
