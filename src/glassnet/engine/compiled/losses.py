"""The compiled twins of `losses`: the same names, the same signatures, the same numbers."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

from glassnet.engine.simd.exponential import exp
from glassnet.nn.arrays import Array

# Sums in any order, so that they go many numbers at a time; NaN and infinity stay what they are.
compiled: Any = numba.njit(
    cache=True, error_model="numpy", nogil=True, fastmath={"contract", "reassoc"}
)

# Rows that are worked on together, one number of each in a vector. Their totals are multiplied before one
# logarithm is taken: of 1000 classes each, still a float64.
ROWS = 64


def softmax_cross_entropy(
    logits: Array, labels: Array, label_smoothing: float, d_logits: Array
) -> float:
    """The mean cross-entropy of softmax(logits); writes its gradient into `d_logits`."""
    numbers, transposed = _without_gaps(logits)
    d_numbers = d_logits.T if transposed else d_logits
    return _softmax_cross_entropy(numbers, labels, label_smoothing, d_numbers, transposed)


def _without_gaps(numbers: Array) -> tuple[Array, bool]:
    """Numbers `(count, classes)` one after the other in memory, and whether they are transposed for that."""
    if numbers.flags.f_contiguous and not numbers.flags.c_contiguous:
        return numbers.T, True
    return np.ascontiguousarray(numbers), False


@compiled
def _softmax_cross_entropy(
    logits: Array, labels: Array, label_smoothing: float, d_logits: Array, transposed: bool
) -> float:
    """The same; logits and their gradient are `(classes, count)` if `transposed`."""
    count = len(labels)
    classes, kind = logits.size // count, logits.dtype.type
    certain, smoothed = 1 - label_smoothing, label_smoothing / classes
    columns, expected = np.zeros((classes, ROWS), logits.dtype), np.zeros(ROWS, np.int32)
    largest, totals = np.empty(ROWS, logits.dtype), np.empty(ROWS, logits.dtype)
    value = 0.0
    for first in range(0, count, ROWS):
        rows = min(ROWS, count - first)
        _take(logits.reshape(-1), first, rows, transposed, columns)
        expected[:rows] = labels[first : first + rows]
        _subtract_largest(columns, largest)
        value -= certain * _sum_at(columns, expected, rows)
        if smoothed > 0:
            value -= smoothed * _sum(columns, rows)
        _exponentials(columns, totals)
        product = 1.0
        for row in range(rows):
            product *= totals[row]
        value += np.log(product)
        _divide(columns, totals, kind(1 / count))
        _subtract_targets(columns, expected, kind(certain / count), kind(smoothed / count))
        _give_back(columns, first, rows, transposed, d_logits.reshape(-1))
    return value / count


@compiled
def _take(numbers: Array, first: int, rows: int, transposed: bool, columns: Array) -> None:
    """columns[c, r] = the number of example first + r and class c, for some rows."""
    classes, begin, width = len(columns), np.uint64(first), np.uint64(rows)
    if transposed:
        count = np.uint64(numbers.size // classes)
        for column in range(np.uint64(classes)):
            for row in range(width):
                columns[column, row] = numbers[column * count + begin + row]
    else:
        for row in range(width):
            for column in range(np.uint64(classes)):
                columns[column, row] = numbers[(begin + row) * np.uint64(classes) + column]


@compiled
def _give_back(columns: Array, first: int, rows: int, transposed: bool, numbers: Array) -> None:
    """What `_take` took, in its place."""
    classes, begin, width = len(columns), np.uint64(first), np.uint64(rows)
    if transposed:
        count = np.uint64(numbers.size // classes)
        for column in range(np.uint64(classes)):
            for row in range(width):
                numbers[column * count + begin + row] = columns[column, row]
    else:
        for row in range(width):
            for column in range(np.uint64(classes)):
                numbers[(begin + row) * np.uint64(classes) + column] = columns[column, row]


@compiled
def _sum(columns: Array, rows: int) -> float:
    """The sum of the first rows."""
    total = 0.0
    for column in range(len(columns)):
        for row in range(np.uint64(rows)):
            total += columns[column, row]
    return total


@compiled
def _sum_at(columns: Array, expected: Array, rows: int) -> float:
    """The sum of one number of each of the first rows, in the column that is expected there."""
    total = 0.0
    for column in range(len(columns)):
        for row in range(np.uint64(rows)):
            total += columns[column, row] if expected[row] == column else 0
    return total


@compiled
def _subtract_largest(columns: Array, largest: Array) -> None:
    """columns <- columns - the largest of each row, which is written down."""
    for row in range(ROWS):
        largest[row] = columns[0, row]
    for column in range(1, len(columns)):
        for row in range(ROWS):
            number = columns[column, row]
            largest[row] = number if number > largest[row] else largest[row]
    for column in range(len(columns)):
        for row in range(ROWS):
            columns[column, row] -= largest[row]


@compiled
def _exponentials(columns: Array, totals: Array) -> None:
    """columns <- exp(columns); and the total of each row."""
    numbers = columns.reshape(-1)
    for i in range(numbers.size):
        numbers[i] = exp(numbers[i])
    for row in range(ROWS):
        totals[row] = columns[0, row]
    for column in range(1, len(columns)):
        for row in range(ROWS):
            totals[row] += columns[column, row]


@compiled
def _divide(columns: Array, totals: Array, scale: float) -> None:
    """columns <- scale * columns / total of the row; changes the totals."""
    for row in range(ROWS):
        totals[row] = scale / totals[row]
    for column in range(len(columns)):
        for row in range(ROWS):
            columns[column, row] *= totals[row]


@compiled
def _subtract_targets(columns: Array, expected: Array, certain: float, smoothed: float) -> None:
    """columns <- columns - smoothed, and then less what is certain in the column that is expected."""
    numbers, zero = columns.reshape(-1), columns.dtype.type(0)
    for i in range(numbers.size):
        numbers[i] -= smoothed
    for column in range(len(columns)):
        for row in range(ROWS):
            columns[column, row] -= certain if expected[row] == column else zero


def count_correct(outputs: Array, labels: Array) -> int:
    """How many rows of `outputs` are largest at their label; a row with a NaN counts as wrong."""
    numbers, transposed = _without_gaps(outputs)
    return _count_correct(numbers, labels, transposed)


@compiled
def _count_correct(outputs: Array, labels: Array, transposed: bool) -> int:
    """The same; outputs are `(classes, count)` if `transposed`."""
    count, correct = len(labels), 0
    columns = np.zeros((outputs.size // max(count, 1), ROWS), outputs.dtype)
    scores, beaten = np.zeros(ROWS, outputs.dtype), np.zeros(ROWS, np.bool_)
    expected = np.zeros(ROWS, np.int32)
    for first in range(0, count, ROWS):
        rows = min(ROWS, count - first)
        _take(outputs.reshape(-1), first, rows, transposed, columns)
        expected[:rows] = labels[first : first + rows]
        for row in range(rows):
            beaten[row], scores[row] = False, columns[expected[row], row]
        for column in range(len(columns)):
            for row in range(ROWS):
                other = columns[column, row]
                # The first of equals is the largest; a NaN is not below anything.
                better = (not (other <= scores[row])) | (
                    (other == scores[row]) & (column < expected[row])
                )
                beaten[row] |= better
        for row in range(rows):
            correct += not beaten[row]
    return correct
