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

# Rows that are worked on together, one number of each in a vector. Their totals are multiplied before one
# logarithm is taken: of 1000 classes each, still a float64.
ROWS = 64


@compiled
def softmax_cross_entropy(
    logits: Array, labels: Array, label_smoothing: float, d_logits: Array
) -> float:
    """The mean cross-entropy of softmax(logits); writes its gradient into `d_logits`."""
    count, classes = logits.shape
    kind = logits.dtype.type
    certain, smoothed = 1 - label_smoothing, label_smoothing / classes
    columns = np.zeros((classes, ROWS), logits.dtype)
    value = 0.0
    for first in range(0, count, ROWS):
        rows = min(ROWS, count - first)
        _turn(logits, first, rows, columns)
        _subtract_largest(columns)
        for row in range(rows):
            value -= certain * columns[labels[first + row], row]
        if smoothed > 0:
            value -= smoothed * columns[:, :rows].sum()
        product = 1.0
        for total in _divide_by_total(columns, kind(1 / count))[:rows]:
            product *= total
        value += np.log(product)
        _turn_back(columns, kind(smoothed / count), first, rows, d_logits)
        for row in range(rows):
            d_logits[first + row, labels[first + row]] -= kind(certain / count)
    return value / count


@compiled
def _turn(rows_of_all: Array, first: int, rows: int, columns: Array) -> None:
    """columns[c, r] = rows_of_all[first + r, c], for some rows."""
    numbers, classes = rows_of_all.reshape(-1), len(columns)
    for row in range(np.uint64(rows)):
        start = (np.uint64(first) + row) * np.uint64(classes)
        for column in range(np.uint64(classes)):
            columns[column, row] = numbers[start + column]


@compiled
def _turn_back(columns: Array, subtracted: float, first: int, rows: int, target: Array) -> None:
    """target[first + r, c] = columns[c, r] - subtracted, for some rows."""
    numbers, classes = target.reshape(-1), len(columns)
    for row in range(np.uint64(rows)):
        start = (np.uint64(first) + row) * np.uint64(classes)
        for column in range(np.uint64(classes)):
            numbers[start + column] = columns[column, row] - subtracted


@compiled
def _subtract_largest(columns: Array) -> None:
    """columns <- columns - the largest of each row."""
    largest = columns[0].copy()
    for column in range(1, len(columns)):
        for row in range(ROWS):
            number = columns[column, row]
            largest[row] = number if number > largest[row] else largest[row]
    for column in range(len(columns)):
        for row in range(ROWS):
            columns[column, row] -= largest[row]


@compiled
def _divide_by_total(columns: Array, scale: float) -> Array:
    """columns <- scale * exp(columns) / total, with the total of exp(columns) of each row; these totals."""
    numbers, totals = columns.reshape(-1), np.zeros(ROWS, columns.dtype)
    for i in range(numbers.size):
        numbers[i] = exp(numbers[i])
    for column in range(len(columns)):
        for row in range(ROWS):
            totals[row] += columns[column, row]
    factors = scale / totals
    for column in range(len(columns)):
        for row in range(ROWS):
            columns[column, row] *= factors[row]
    return totals


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
