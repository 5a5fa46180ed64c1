"""The compiled twins of `dense_stack`: the same names, the same signatures, the same numbers.

Inputs that are zero are left out, forwards and in the update: four pixels in five are. What a kernel
works on is passed as an array and a place in it, since to cut a piece from an array takes longer here
than to work on the piece.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

from glassnet.engine.compiled.sparse_one import add_outer, add_weighted, list_nonzero_of_one
from glassnet.engine.layer_codes import (
    LINEAR,
    MEAN_SQUARED,
    SIGMOID_CROSS_ENTROPY,
    SOFTMAX_CROSS_ENTROPY,
    TANH,
)
from glassnet.engine.simd.exponential import exp, sigmoid, tanh
from glassnet.engine.simd.rows import dot
from glassnet.engine.simd.tiles import lanes_of
from glassnet.engine.sparse_format import SPARE
from glassnet.nn.arrays import Array

# Sums in any order, so that they go many numbers at a time; NaN and infinity stay what they are.
compiled: Any = numba.njit(
    cache=True, error_model="numpy", nogil=True, fastmath={"contract", "reassoc"}
)


@compiled
def descend(
    vector: Array,
    layers: Array,
    loss: int,
    images: Array,
    labels: Array,
    order: Array,
    rates: Array,
    update_during_backward: bool,
) -> tuple[float, int]:
    """One step of gradient descent for each example of `images` `(count, inputs)` in this order."""
    kind = vector.dtype.type
    values, nonzero, nonzero_values, ends = _workspace(vector, layers)
    depth = len(layers)
    widest = values.size // (depth + 1)
    d_values, d_sums = np.empty(widest, vector.dtype), np.empty(widest, vector.dtype)
    pixels = np.ascontiguousarray(images).reshape(-1)
    size, units_of_first, classes = images.shape[1], int(layers[0, 1]), int(layers[depth - 1, 1])
    loss_sum, correct = 0.0, 0
    for step in range(order.size):
        label, rate = labels[order[step]], kind(rates[step])
        ends[0] = list_nonzero_of_one(
            pixels, order[step] * size, size, units_of_first, nonzero, nonzero_values, 0
        )
        _forward(vector, layers, values, nonzero, nonzero_values, ends)
        loss_sum += _loss(loss, values, depth * widest, classes, label, d_values)
        correct += _largest(values, depth * widest, classes) == label
        end = vector.size
        for index in range(depth - 1, -1, -1):
            inputs, units = int(layers[index, 0]), int(layers[index, 1])
            start, bias = end - (inputs + 1) * units, end - units
            activation, slope = layers[index, 2], kind(layers[index, 3])
            activate_backward(
                values, (index + 1) * widest, units, activation, slope, d_values, d_sums
            )
            if index > 0 and not update_during_backward:
                _backward_to_inputs(vector, start, d_sums, units, d_values, inputs)
            first, last = index * (nonzero.size // depth), ends[index]
            add_outer(vector, start, units, nonzero, nonzero_values, first, last, d_sums, -rate)
            for j in range(units):
                vector[bias + j] -= rate * d_sums[j]
            if index > 0 and update_during_backward:
                _backward_to_inputs(vector, start, d_sums, units, d_values, inputs)
            end = start
    return loss_sum, correct


@compiled
def predict_one(vector: Array, layers: Array, inputs: Array) -> Array:
    """The outputs `(classes,)` for one example `inputs` `(inputs,)` in the precision of `vector`."""
    values, nonzero, nonzero_values, ends = _workspace(vector, layers)
    units = int(layers[0, 1])
    ends[0] = list_nonzero_of_one(inputs, 0, inputs.size, units, nonzero, nonzero_values, 0)
    _forward(vector, layers, values, nonzero, nonzero_values, ends)
    last = len(layers) * (values.size // (len(layers) + 1))
    return values[last : last + int(layers[-1, 1])]


@compiled
def classify_one(vector: Array, layers: Array, inputs: Array) -> int:
    """The class with the largest output for one example."""
    outputs = predict_one(vector, layers, inputs)
    return _largest(outputs, 0, outputs.size)


@compiled
def multiply_one(inputs: Array, weights: Array, sums: Array) -> None:
    """sums = inputs @ weights, for one example `inputs` `(inputs,)`."""
    nonzero = np.empty(inputs.size + SPARE, np.int32)
    nonzero_values = np.empty(nonzero.size, inputs.dtype)
    end = list_nonzero_of_one(inputs, 0, inputs.size, sums.size, nonzero, nonzero_values, 0)
    sums[:] = 0
    add_weighted(weights.reshape(-1), 0, sums.size, nonzero, nonzero_values, 0, end, sums, 0)


@compiled
def _workspace(vector: Array, layers: Array) -> tuple[Array, Array, Array, Array]:
    """The values before and behind each layer; lists of those that are not zero, and their ends.

    Each layer has room for the widest, and each list for what may be written behind it.
    """
    depth, widest = len(layers), int(layers[0, 0])
    for index in range(depth):
        widest = max(widest, int(layers[index, 1]))
    size, entries = (depth + 1) * widest, depth * (widest + SPARE)
    # Asking for memory takes as long as a narrow layer.
    numbers, offsets = np.empty(size + entries, vector.dtype), np.empty(entries + depth, np.int32)
    return numbers[:size], offsets[:entries], numbers[size:], offsets[entries:]


@compiled
def _forward(
    vector: Array, layers: Array, values: Array, nonzero: Array, nonzero_values: Array, ends: Array
) -> None:
    """Fill the values behind each layer; of the first layer the nonzero inputs are known."""
    start, widest = 0, values.size // (len(layers) + 1)
    for index in range(len(layers)):
        inputs, units = int(layers[index, 0]), int(layers[index, 1])
        before, behind, first = (
            index * widest,
            (index + 1) * widest,
            index * (nonzero.size // len(layers)),
        )
        if index > 0:
            ends[index] = list_nonzero_of_one(
                values, before, inputs, units, nonzero, nonzero_values, first
            )
        bias = start + inputs * units
        for j in range(units):
            values[behind + j] = vector[bias + j]
        add_weighted(
            vector, start, units, nonzero, nonzero_values, first, ends[index], values, behind
        )
        activate(values, behind, units, layers[index, 2], values.dtype.type(layers[index, 3]))
        start = bias + units


@compiled
def _backward_to_inputs(
    vector: Array, start: int, d_sums: Array, units: int, d_inputs: Array, inputs: int
) -> None:
    """d_inputs = weights @ d_sums."""
    for i in range(inputs):
        total = vector.dtype.type(0)
        for f in range(0, units, lanes_of(vector)):
            total += dot(vector, start + i * units + f, d_sums, f, units - f)
        d_inputs[i] = total


@compiled
def activate(values: Array, start: int, size: int, activation: float, slope: float) -> None:
    """values <- activation(values), for `size` of them from `start` on."""
    begin, end = np.uint64(start), np.uint64(start + size)
    if activation == LINEAR:
        for j in range(begin, end):
            values[j] = values[j] if values[j] > 0 else slope * values[j]
    elif activation == TANH:
        for j in range(begin, end):
            values[j] = tanh(values[j])
    else:
        for j in range(begin, end):
            values[j] = sigmoid(values[j])


@compiled
def activate_backward(
    values: Array,
    start: int,
    size: int,
    activation: float,
    slope: float,
    d_outputs: Array,
    d_sums: Array,
) -> None:
    """d_sums = d_outputs * activation'(sums), given the values behind the activation from `start` on."""
    one, begin = values.dtype.type(1), np.uint64(start)
    for j in range(np.uint64(size)):
        a, d = values[begin + j], d_outputs[j]
        if activation == LINEAR:
            d_sums[j] = d if a > 0 else slope * d
        elif activation == TANH:
            d_sums[j] = d * (one - a * a)
        else:
            d_sums[j] = d * (a * (one - a))


@compiled
def _largest(values: Array, start: int, size: int) -> int:
    """The place of the largest of these values, the first of equals."""
    best = 0
    for j in range(1, size):
        best = j if values[start + j] > values[start + best] else best
    return best


@compiled
def _loss(loss: int, values: Array, start: int, size: int, label: int, d_outputs: Array) -> float:
    """The loss of one example; writes its gradient by the outputs."""
    if loss == SOFTMAX_CROSS_ENTROPY:
        return _softmax_cross_entropy(values, start, size, label, d_outputs)
    if loss == SIGMOID_CROSS_ENTROPY:
        return _sigmoid_cross_entropy(values, start, size, label, d_outputs)
    kind, value = values.dtype.type, 0.0
    factor = kind(2 / size if loss == MEAN_SQUARED else 1)
    for j in range(size):
        error = values[start + j] - kind(j == label)
        value += error * error
        d_outputs[j] = error * factor
    return value * factor / 2


@compiled
def _softmax_cross_entropy(
    logits: Array, start: int, size: int, label: int, d_logits: Array
) -> float:
    largest, total = logits[start + _largest(logits, start, size)], 0.0
    for j in range(size):
        power = exp(logits[start + j] - largest)
        d_logits[j] = power
        total += power
    for j in range(size):
        d_logits[j] /= total
    d_logits[label] -= 1
    return np.log(total) + largest - logits[start + label]


@compiled
def _sigmoid_cross_entropy(
    logits: Array, start: int, size: int, label: int, d_logits: Array
) -> float:
    value = 0.0
    for j in range(size):
        z, target = logits[start + j], 1.0 if j == label else 0.0
        value += max(z, 0.0) - target * z + np.log1p(exp(-abs(z)))
        d_logits[j] = sigmoid(z) - target
    return value
