"""The compiled twins of `dense_stack`: the same names, the same signatures, the same numbers.

Inputs that are zero are left out, forwards and in the update: four pixels in five are.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

from glassnet.nn.arrays import Array
from glassnet.nn.kernels.dense_stack import (
    LINEAR,
    MEAN_SQUARED,
    SIGMOID_CROSS_ENTROPY,
    SOFTMAX_CROSS_ENTROPY,
    TANH,
)
from glassnet.nn.kernels.exponential_compiled import exp, sigmoid, tanh

# Sums in any order, so that they go many numbers at a time; NaN and infinity stay what they are.
compiled: Any = numba.njit(
    cache=True, error_model="numpy", nogil=True, fastmath={"contract", "reassoc"}
)


@compiled
def descend_examples(
    vector: Array,
    layers: Array,
    loss: int,
    images: Array,
    labels: Array,
    order: Array,
    rates: Array,
    update_first: bool,
) -> tuple[float, int]:
    """One step of gradient descent for each example of `images` `(count, inputs)` in this order."""
    kind = vector.dtype.type
    grey = (np.arange(256) / kind(255)).astype(vector.dtype)
    values, lit, counts = _workspace(vector, layers)
    d_values, d_sums = np.empty_like(values[0]), np.empty_like(values[0])
    depth = len(layers)
    outputs = values[depth, : int(layers[depth - 1, 1])]
    loss_sum, correct = 0.0, 0
    for step in range(order.size):
        image, label, rate = images[order[step]], labels[order[step]], kind(rates[step])
        for i in range(image.size):
            values[0, i] = grey[image[i]]
        _forward(vector, layers, values, lit, counts)
        loss_sum += _loss(loss, outputs, label, d_values)
        correct += np.argmax(outputs) == label
        end = vector.size
        for index in range(depth - 1, -1, -1):
            inputs, units = int(layers[index, 0]), int(layers[index, 1])
            part = vector[end - (inputs + 1) * units : end]
            end -= part.size
            d = d_sums[:units]
            _derivative(values[index + 1], layers[index, 2], kind(layers[index, 3]), d_values, d)
            if index > 0 and not update_first:
                _send_back(part, d, d_values[:inputs])
            _update(part, values[index], lit[index, : counts[index]], rate, d)
            if index > 0 and update_first:
                _send_back(part, d, d_values[:inputs])
    return loss_sum, correct


@compiled
def outputs_of_one(vector: Array, layers: Array, inputs: Array) -> Array:
    """The outputs `(classes,)` for one example `inputs` `(inputs,)` in the precision of `vector`."""
    values, lit, counts = _workspace(vector, layers)
    values[0, : inputs.size] = inputs
    _forward(vector, layers, values, lit, counts)
    depth = len(layers)
    return values[depth, : int(layers[depth - 1, 1])]


@compiled
def class_of_one(vector: Array, layers: Array, inputs: Array) -> int:
    """The class with the largest output for one example."""
    return int(np.argmax(outputs_of_one(vector, layers, inputs)))


@compiled
def _workspace(vector: Array, layers: Array) -> tuple[Array, Array, Array]:
    """The values before and behind each layer, the indices of lit inputs, and how many are."""
    depth, widest = len(layers), int(layers[:, :2].max())
    values = np.empty((depth + 1, widest), vector.dtype)
    # Unsigned, since an index that may be negative must be checked each time.
    return values, np.empty((depth, widest), np.uint64), np.empty(depth, np.int64)


@compiled
def _forward(vector: Array, layers: Array, values: Array, lit: Array, counts: Array) -> None:
    """Fill `values[l + 1]` from `values[l]` for each layer, and note which inputs are not zero."""
    start = 0
    for index in range(len(layers)):
        inputs, units = int(layers[index, 0]), int(layers[index, 1])
        part = vector[start : start + (inputs + 1) * units]
        start += part.size
        counts[index] = _find_lit(values[index, :inputs], lit[index])
        outputs = values[index + 1, :units]
        outputs[:] = part[part.size - units :]
        _add_rows(part, values[index], lit[index, : counts[index]], outputs)
        _activate(outputs, layers[index, 2], outputs.dtype.type(layers[index, 3]))


@compiled
def _find_lit(values: Array, lit: Array) -> int:
    """Write the indices of all values that are not zero; how many there are."""
    count = 0
    for i in range(values.size):
        lit[count] = i
        count += values[i] != 0
    return count


@compiled
def _add_rows(part: Array, values: Array, lit: Array, sums: Array) -> None:
    """sums <- sums + values @ weights, four rows at a time: one addition need not wait for another."""
    units, whole = np.uint64(sums.size), lit.size // 4 * 4
    for k in range(0, whole, 4):
        a, b, c, d = lit[k], lit[k + 1], lit[k + 2], lit[k + 3]
        x, y, z, w = values[a], values[b], values[c], values[d]
        row_a, row_b = part[a * units :], part[b * units :]
        row_c, row_d = part[c * units :], part[d * units :]
        for j in range(sums.size):
            sums[j] += (x * row_a[j] + y * row_b[j]) + (z * row_c[j] + w * row_d[j])
    for k in range(whole, lit.size):
        value, row = values[lit[k]], part[lit[k] * units :]
        for j in range(sums.size):
            sums[j] += value * row[j]


@compiled
def _update(part: Array, values: Array, lit: Array, rate: float, d_sums: Array) -> None:
    """weights <- weights - rate * outer(values, d_sums);  bias <- bias - rate * d_sums."""
    units = np.uint64(d_sums.size)
    bias = part[part.size - d_sums.size :]
    for j in range(d_sums.size):
        bias[j] -= rate * d_sums[j]
    for k in range(lit.size):
        row, step = part[lit[k] * units :], rate * values[lit[k]]
        for j in range(d_sums.size):
            row[j] -= step * d_sums[j]


@compiled
def _send_back(part: Array, d_sums: Array, d_inputs: Array) -> None:
    """d_inputs = weights @ d_sums."""
    units = d_sums.size
    for i in range(d_inputs.size):
        row = part[i * units : (i + 1) * units]
        total = part.dtype.type(0)
        for j in range(units):
            total += row[j] * d_sums[j]
        d_inputs[i] = total


@compiled
def _activate(values: Array, activation: float, slope: float) -> None:
    if activation == LINEAR:
        for j in range(values.size):
            values[j] = values[j] if values[j] > 0 else slope * values[j]
    elif activation == TANH:
        for j in range(values.size):
            values[j] = tanh(values[j])
    else:
        for j in range(values.size):
            values[j] = sigmoid(values[j])


@compiled
def _derivative(
    outputs: Array, activation: float, slope: float, d_outputs: Array, d_sums: Array
) -> None:
    one = outputs.dtype.type(1)
    for j in range(d_sums.size):
        a, d = outputs[j], d_outputs[j]
        if activation == LINEAR:
            d_sums[j] = d if a > 0 else slope * d
        elif activation == TANH:
            d_sums[j] = d * (one - a * a)
        else:
            d_sums[j] = d * (a * (one - a))


@compiled
def _loss(loss: int, outputs: Array, label: int, d_outputs: Array) -> float:
    """The loss of one example; writes its gradient by the outputs."""
    if loss == SOFTMAX_CROSS_ENTROPY:
        return _softmax_cross_entropy(outputs, label, d_outputs)
    if loss == SIGMOID_CROSS_ENTROPY:
        return _sigmoid_cross_entropy(outputs, label, d_outputs)
    kind, value = outputs.dtype.type, 0.0
    factor = kind(2 / outputs.size if loss == MEAN_SQUARED else 1)
    for j in range(outputs.size):
        error = outputs[j] - kind(j == label)
        value += error * error
        d_outputs[j] = error * factor
    return value * factor / 2


@compiled
def _softmax_cross_entropy(logits: Array, label: int, d_logits: Array) -> float:
    largest, total = logits.max(), 0.0
    for j in range(logits.size):
        power = exp(logits[j] - largest)
        d_logits[j] = power
        total += power
    for j in range(logits.size):
        d_logits[j] /= total
    d_logits[label] -= 1
    return np.log(total) + largest - logits[label]


@compiled
def _sigmoid_cross_entropy(logits: Array, label: int, d_logits: Array) -> float:
    value = 0.0
    for j in range(logits.size):
        z, target = logits[j], 1.0 if j == label else 0.0
        value += max(z, 0.0) - target * z + np.log1p(exp(-abs(z)))
        d_logits[j] = sigmoid(z) - target
    return value
