"""Softmax and cross-entropy over a batch of logits, in one pass."""

from __future__ import annotations

import numpy as np

from glassnet.engine.kernel import kernel
from glassnet.nn.arrays import Array

TWINS = "glassnet.nn.kernels.losses_compiled"


@kernel(TWINS)
def softmax_cross_entropy(
    logits: Array, labels: Array, label_smoothing: float, d_logits: Array
) -> float:
    """The mean cross-entropy of softmax(logits); writes its gradient into `d_logits`."""
    count, classes = logits.shape
    rows = np.arange(count)
    np.subtract(logits, logits.max(axis=1, keepdims=True), out=d_logits)
    log_probabilities = d_logits - np.log(np.exp(d_logits).sum(axis=1, keepdims=True))
    smoothed = label_smoothing / classes
    value = -(1 - label_smoothing) * log_probabilities[rows, labels].sum()
    if smoothed:
        value -= smoothed * log_probabilities.sum()
    np.exp(log_probabilities, out=d_logits)
    d_logits -= smoothed
    d_logits[rows, labels] -= 1 - label_smoothing
    d_logits /= count
    return float(value / count)


@kernel(TWINS)
def count_correct(outputs: Array, labels: Array) -> int:
    """How many rows of `outputs` are largest at their label; a row with a NaN counts as wrong."""
    answered = ~np.isnan(outputs).any(axis=1)
    return int(((outputs.argmax(axis=1) == labels) & answered).sum())
