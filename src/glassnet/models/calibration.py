"""Calibration: from outputs to probabilities, by two numbers fitted on the validation split."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from glassnet.nn import Array, Loss

MIN_TEMPERATURE: Final = 0.05
MAX_TEMPERATURE: Final = 20.0
SEARCH_STEPS: Final = 40


@dataclass(frozen=True)
class Calibration:
    """How the outputs of a network become probabilities, and what it rejects.

    `temperature` divides the logits before the softmax, so that of the answers with a probability of
    90 %, nine in ten are right (Guo et al. 2017). `threshold` is the least `class_evidence` with which
    an image is accepted as one of the classes; None accepts every image.
    """

    temperature: float = 1.0
    threshold: float | None = None

    def probabilities(self, outputs: Array, loss: Loss) -> Array:
        """Probabilities `(count, classes)` for the outputs of the classes, `(count, classes)`."""
        return loss.probabilities(outputs / self.temperature)

    def margins(self, outputs: Array) -> Array:
        """By how much the evidence of each row of `(count, classes + 1)` exceeds the threshold."""
        return class_evidence(outputs) - (-np.inf if self.threshold is None else self.threshold)

    def accepts(self, outputs: Array) -> Array:
        """Which rows of outputs `(count, classes + 1)` are one of the classes, `(count,)` bool."""
        return self.margins(outputs) >= 0


def class_evidence(outputs: Array) -> Array:
    """The log odds that an image is one of the classes, `(count,)`, from outputs `(count, classes + 1)`.

    log(p / (1 - p)) = log sum exp of the classes' logits - the last logit, "none of these".
    """
    return np.logaddexp.reduce(outputs[:, :-1], axis=1) - outputs[:, -1]


def fit_temperature(logits: Array, labels: Array) -> float:
    """The T for which softmax(logits / T) has the least cross-entropy on `labels`.

    Golden-section search over log T, where the cross-entropy has one minimum.
    """
    ratio = (5**0.5 - 1) / 2
    low, high = np.log(MIN_TEMPERATURE), np.log(MAX_TEMPERATURE)
    for _ in range(SEARCH_STEPS):
        left, right = high - ratio * (high - low), low + ratio * (high - low)
        if _cross_entropy(logits, labels, left) < _cross_entropy(logits, labels, right):
            high = right
        else:
            low = left
    return float(np.exp((low + high) / 2))


def fit_threshold(evidence: Array, rejected_share: float) -> float:
    """The highest threshold that rejects at most this share of `evidence` `(count,)`."""
    return float(np.sort(evidence)[int(rejected_share * len(evidence))])


def _cross_entropy(logits: Array, labels: Array, log_temperature: float) -> float:
    scaled = logits.astype(np.float64) / np.exp(log_temperature)
    totals = np.logaddexp.reduce(scaled, axis=1)
    return float((totals - scaled[np.arange(len(labels)), labels]).mean())
