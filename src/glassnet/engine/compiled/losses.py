"""Softmax cross-entropy and the number correct of a batch, as in `glassnet.nn.losses`.

Examples are processed in chunks, of which each class is a row, so that all loops run over examples.
Outputs `(batch, classes)` may lie in memory example by example or class by class.
"""

from __future__ import annotations

import numpy as np

from glassnet.engine.compiled.exponential import exp
from glassnet.engine.compiled.options import compiled_any_order, formula
from glassnet.nn.arrays import Array

# Examples in a chunk. One logarithm is taken of the product of their sums of exponentials, which are at most
# the number of classes each: a float64 holds the product for 10^4 classes.
CHUNK = 64


def softmax_cross_entropy(
    logits: Array, labels: Array, label_smoothing: float, d_logits: Array
) -> tuple[float, int]:
    """The mean cross-entropy of softmax(logits) and the number correct, as `count_correct`.

    Writes the gradient into `d_logits`, which is contiguous.
    """
    values, transposed = _make_contiguous(logits)
    d_transposed = not d_logits.flags.c_contiguous
    d_values = d_logits.T if d_transposed else d_logits
    return _softmax_cross_entropy(
        values, labels, label_smoothing, d_values, transposed, d_transposed
    )


def count_correct(outputs: Array, labels: Array) -> int:
    """The number of rows of `outputs` that are largest at their label; a row with a NaN counts as wrong."""
    values, transposed = _make_contiguous(outputs)
    return _count_correct(values, labels, transposed)


def _make_contiguous(outputs: Array) -> tuple[Array, bool]:
    """The outputs as a contiguous array, and whether it is `(classes, batch)`."""
    if outputs.flags.f_contiguous and not outputs.flags.c_contiguous:
        return outputs.T, True
    return np.ascontiguousarray(outputs), False


@compiled_any_order
def _softmax_cross_entropy(
    logits: Array,
    labels: Array,
    label_smoothing: float,
    d_logits: Array,
    transposed: bool,
    d_transposed: bool,
) -> tuple[float, int]:
    """As `softmax_cross_entropy`; what is transposed is `(classes, batch)`."""
    count = len(labels)
    classes, scalar = logits.size // count, logits.dtype.type
    label_weight, uniform_weight = 1 - label_smoothing, label_smoothing / classes
    chunk, chunk_labels = np.zeros((classes, CHUNK), logits.dtype), np.zeros(CHUNK, np.int32)
    largest, totals = np.empty(CHUNK, logits.dtype), np.empty(CHUNK, logits.dtype)
    value, correct = 0.0, 0
    for first in range(0, count, CHUNK):
        size = min(CHUNK, count - first)
        _read_chunk(logits.reshape(-1), first, size, transposed, chunk)
        _read_labels(labels, first, size, chunk_labels)
        correct += _count_correct_of_chunk(chunk, chunk_labels, size, totals)
        _subtract_largest(chunk, largest)
        value -= label_weight * _sum_at_labels(chunk, chunk_labels, size)
        if uniform_weight > 0:
            value -= uniform_weight * _sum_all(chunk, size)
        _exponentiate(chunk, totals)
        product = 1.0
        for example in range(size):
            product *= totals[example]
        value += np.log(product)
        _divide(chunk, totals, scalar(1 / count))
        _subtract_targets(
            chunk, chunk_labels, scalar(label_weight / count), scalar(uniform_weight / count)
        )
        _write_chunk(chunk, first, size, d_transposed, d_logits.reshape(-1))
    return value / count, correct


@compiled_any_order
def _count_correct(outputs: Array, labels: Array, transposed: bool) -> int:
    """As `count_correct`; outputs are `(classes, batch)` if `transposed`."""
    count, correct = len(labels), 0
    chunk = np.zeros((outputs.size // max(count, 1), CHUNK), outputs.dtype)
    scores, chunk_labels = np.zeros(CHUNK, outputs.dtype), np.zeros(CHUNK, np.int32)
    for first in range(0, count, CHUNK):
        size = min(CHUNK, count - first)
        _read_chunk(outputs.reshape(-1), first, size, transposed, chunk)
        _read_labels(labels, first, size, chunk_labels)
        correct += _count_correct_of_chunk(chunk, chunk_labels, size, scores)
    return correct


@formula
def _count_correct_of_chunk(chunk: Array, chunk_labels: Array, size: int, scores: Array) -> int:
    """How many of the first examples are largest at their label; `scores` is for its own use."""
    wrong, count = np.zeros(CHUNK, np.bool_), 0
    for i in range(size):
        scores[i] = chunk[chunk_labels[i], i]
    for c in range(len(chunk)):
        for i in range(CHUNK):
            other = chunk[c, i]
            # Of equal outputs the first counts as the largest; a NaN is not below anything.
            better = (not (other <= scores[i])) | ((other == scores[i]) & (c < chunk_labels[i]))
            wrong[i] |= better
    for i in range(size):
        count += not wrong[i]
    return count


@formula
def _read_chunk(outputs: Array, first: int, size: int, transposed: bool, chunk: Array) -> None:
    """chunk[c, i] = the output of example first + i for class c, for i < size."""
    classes, begin, width = len(chunk), np.uint64(first), np.uint64(size)
    if transposed:
        count = np.uint64(outputs.size // classes)
        for c in range(np.uint64(classes)):
            for i in range(width):
                chunk[c, i] = outputs[c * count + begin + i]
    else:
        for i in range(width):
            for c in range(np.uint64(classes)):
                chunk[c, i] = outputs[(begin + i) * np.uint64(classes) + c]


@formula
def _write_chunk(chunk: Array, first: int, size: int, transposed: bool, outputs: Array) -> None:
    """The reverse of `_read_chunk`."""
    classes, begin, width = len(chunk), np.uint64(first), np.uint64(size)
    if transposed:
        count = np.uint64(outputs.size // classes)
        for c in range(np.uint64(classes)):
            for i in range(width):
                outputs[c * count + begin + i] = chunk[c, i]
    else:
        for i in range(width):
            for c in range(np.uint64(classes)):
                outputs[(begin + i) * np.uint64(classes) + c] = chunk[c, i]


@formula
def _read_labels(labels: Array, first: int, size: int, chunk_labels: Array) -> None:
    """chunk_labels[i] = labels[first + i], for i < size."""
    begin = np.uint64(first)
    for i in range(np.uint64(size)):
        chunk_labels[i] = labels[begin + i]


@formula
def _sum_all(chunk: Array, size: int) -> float:
    """The sum over all classes of the first examples."""
    total = 0.0
    for c in range(len(chunk)):
        for i in range(np.uint64(size)):
            total += chunk[c, i]
    return total


@formula
def _sum_at_labels(chunk: Array, chunk_labels: Array, size: int) -> float:
    """The sum over the first examples of the value at their label."""
    total = 0.0
    for c in range(len(chunk)):
        for i in range(np.uint64(size)):
            total += chunk[c, i] if chunk_labels[i] == c else 0
    return total


@formula
def _subtract_largest(chunk: Array, largest: Array) -> None:
    """chunk <- chunk - largest, the largest value of each example."""
    for i in range(CHUNK):
        largest[i] = chunk[0, i]
    for c in range(1, len(chunk)):
        for i in range(CHUNK):
            value = chunk[c, i]
            largest[i] = value if value > largest[i] else largest[i]
    for c in range(len(chunk)):
        for i in range(CHUNK):
            chunk[c, i] -= largest[i]


@formula
def _exponentiate(chunk: Array, totals: Array) -> None:
    """chunk <- exp(chunk); totals = its sum over the classes."""
    values = chunk.reshape(-1)
    for i in range(values.size):
        values[i] = exp(values[i])
    for i in range(CHUNK):
        totals[i] = chunk[0, i]
    for c in range(1, len(chunk)):
        for i in range(CHUNK):
            totals[i] += chunk[c, i]


@formula
def _divide(chunk: Array, totals: Array, scale: float) -> None:
    """totals <- scale / totals; chunk <- chunk * totals."""
    for i in range(CHUNK):
        totals[i] = scale / totals[i]
    for c in range(len(chunk)):
        for i in range(CHUNK):
            chunk[c, i] *= totals[i]


@formula
def _subtract_targets(
    chunk: Array, chunk_labels: Array, label_weight: float, uniform_weight: float
) -> None:
    """chunk <- chunk - uniform_weight, and - label_weight at the label."""
    values, zero = chunk.reshape(-1), chunk.dtype.type(0)
    for i in range(values.size):
        values[i] -= uniform_weight
    for c in range(len(chunk)):
        for i in range(CHUNK):
            chunk[c, i] -= label_weight if chunk_labels[i] == c else zero
