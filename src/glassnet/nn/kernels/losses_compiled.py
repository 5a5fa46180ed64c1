"""The compiled twins of `losses`: the same names, the same signatures, the same numbers."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

from glassnet.nn.arrays import Array

compiled: Any = numba.njit(cache=True, error_model="numpy", nogil=True)


@compiled
def softmax_cross_entropy(
    logits: Array, labels: Array, label_smoothing: float, d_logits: Array
) -> float:
    """The mean cross-entropy of softmax(logits); writes its gradient into `d_logits`."""
    count, classes = logits.shape
    kind = logits.dtype.type
    scale = kind(1) / kind(count)
    smoothed = kind(label_smoothing / classes)
    certain = kind(1 - label_smoothing)
    value = 0.0
    for row in range(count):
        largest = logits[row].max()
        total = kind(0)
        for column in range(classes):
            power = np.exp(logits[row, column] - largest)
            d_logits[row, column] = power
            total += power
        log_total = np.log(total)
        label = labels[row]
        value -= certain * (logits[row, label] - largest - log_total)
        if smoothed > 0:
            for column in range(classes):
                value -= smoothed * (logits[row, column] - largest - log_total)
        for column in range(classes):
            target = smoothed + (certain if column == label else kind(0))
            d_logits[row, column] = (d_logits[row, column] / total - target) * scale
    return value / count


@compiled
def count_correct(outputs: Array, labels: Array) -> int:
    """How many rows of `outputs` are largest at their label; a row with a NaN counts as wrong."""
    correct = 0
    for row in range(outputs.shape[0]):
        best = 0
        for column in range(outputs.shape[1]):
            if np.isnan(outputs[row, column]):
                best = -1
                break
            if outputs[row, column] > outputs[row, best]:
                best = column
        correct += best == labels[row]
    return correct
