"""The compiled twins of `losses`: the same names, the same signatures, the same numbers."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

from glassnet.nn.arrays import Array
from glassnet.nn.kernels.exponential_compiled import exp

# Sums in any order, so that they go many numbers at a time; NaN and infinity stay what they are.
compiled: Any = numba.njit(
    cache=True, error_model="numpy", nogil=True, fastmath={"contract", "reassoc"}
)

# Rows whose totals are multiplied before one logarithm is taken: of 1000 classes each, still a float64.
ROWS_OF_A_LOGARITHM = 64


@compiled
def softmax_cross_entropy(
    logits: Array, labels: Array, label_smoothing: float, d_logits: Array
) -> float:
    """The mean cross-entropy of softmax(logits); writes its gradient into `d_logits`."""
    count, classes = logits.shape
    kind = logits.dtype.type
    scale, smoothed, certain = 1 / count, label_smoothing / classes, 1 - label_smoothing
    value = 0.0
    for row in range(count):
        largest = logits[row, 0]
        for column in range(1, classes):
            logit = logits[row, column]
            largest = logit if logit > largest else largest
        total = kind(0)
        for column in range(classes):
            d_logits[row, column] = logits[row, column] - largest
            total += d_logits[row, column]
        value -= certain * d_logits[row, labels[row]] + smoothed * total
    _powers(d_logits.reshape(-1))
    product = 1.0
    for row in range(count):
        total = 0.0
        for column in range(classes):
            total += d_logits[row, column]
        factor, rest = kind(scale / total), kind(smoothed * scale)
        for column in range(classes):
            d_logits[row, column] = d_logits[row, column] * factor - rest
        d_logits[row, labels[row]] -= kind(certain * scale)
        product *= total
        if row % ROWS_OF_A_LOGARITHM == 0 or row == count - 1:
            value += np.log(product)
            product = 1.0
    return value / count


@compiled
def _powers(values: Array) -> None:
    """values <- exp(values)."""
    for i in range(values.size):
        values[i] = exp(values[i])


@compiled
def count_correct(outputs: Array, labels: Array) -> int:
    """How many rows of `outputs` are largest at their label; a row with a NaN counts as wrong."""
    correct = 0
    for row in range(outputs.shape[0]):
        label = labels[row]
        score, beaten = outputs[row, label], False
        for column in range(outputs.shape[1]):
            other = outputs[row, column]
            # The first of equals is the largest; a NaN is not below anything.
            beaten |= (not (other <= score)) | ((other == score) & (column < label))
        correct += not beaten
    return correct
