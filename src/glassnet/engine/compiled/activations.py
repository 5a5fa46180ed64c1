"""Activations of whole arrays `(..., units)`, together with the sum with the layer's bias.

The formulas are those of `glassnet.nn.activations`. `out` is contiguous, and may be the array that is read.
"""

from __future__ import annotations

import numpy as np

from glassnet.engine.compiled.options import compiled
from glassnet.engine.compiled.scalar_activations import (
    leaky_relu,
    leaky_relu_derivative,
    relu,
    relu_derivative,
    sigmoid_derivative,
    tanh_derivative,
)
from glassnet.nn.arrays import Array

# The shortest loop over repeated biases: in shorter ones, most time passes outside the vectorized part.
MIN_LOOP = 128


@compiled
def add_bias(sums: Array, bias: Array | None, out: Array) -> None:
    """out = sums + bias."""
    values = _copy(sums, out)
    if bias is not None:
        biases = _repeat(bias, out)
        for start in range(0, values.size, biases.size):
            part = values[start : start + biases.size]
            for i in range(part.size):
                part[i] += biases[i]


@compiled
def add_rows(rows: Array, total: Array) -> None:
    """total <- total + the sum of all rows: the gradient by the bias of `add_bias`."""
    values, columns = _flatten(rows), rows.shape[-1]
    totals = _repeat(None, rows)
    for start in range(0, values.size, totals.size):
        part = values[start : start + totals.size]
        for i in range(part.size):
            totals[i] += part[i]
    for start in range(0, totals.size, columns):
        for column in range(columns):
            total[column] += totals[start + column]


@compiled
def relu_forward(sums: Array, bias: Array | None, out: Array) -> None:
    """out = max(sums + bias, 0)."""
    zero = sums.dtype.type(0)
    values, biases = _copy(sums, out), _repeat(bias, out)
    for start in range(0, values.size, biases.size):
        part = values[start : start + biases.size]
        for i in range(part.size):
            part[i] = relu(part[i] + biases[i], zero)


@compiled
def relu_backward(outputs: Array, d_outputs: Array, out: Array) -> None:
    """out = d_outputs where outputs > 0, else 0."""
    zero = outputs.dtype.type(0)
    y, d_y, d_x = _flatten(outputs), _flatten(d_outputs), out.reshape(-1)
    for i in range(y.size):
        d_x[i] = relu_derivative(y[i], d_y[i], zero)


@compiled
def leaky_relu_forward(sums: Array, bias: Array | None, slope: float, out: Array) -> None:
    """out = x where x > 0, else slope * x, with x = sums + bias."""
    factor, zero = sums.dtype.type(slope), sums.dtype.type(0)
    values, biases = _copy(sums, out), _repeat(bias, out)
    for start in range(0, values.size, biases.size):
        part = values[start : start + biases.size]
        for i in range(part.size):
            part[i] = leaky_relu(part[i] + biases[i], factor, zero)


@compiled
def leaky_relu_backward(outputs: Array, d_outputs: Array, slope: float, out: Array) -> None:
    """out = d_outputs where outputs > 0, else slope * d_outputs."""
    factor, zero = outputs.dtype.type(slope), outputs.dtype.type(0)
    y, d_y, d_x = _flatten(outputs), _flatten(d_outputs), out.reshape(-1)
    for i in range(y.size):
        d_x[i] = leaky_relu_derivative(y[i], d_y[i], factor, zero)


@compiled
def sigmoid_backward(outputs: Array, d_outputs: Array, out: Array) -> None:
    """out = d_outputs * outputs * (1 - outputs)."""
    one = outputs.dtype.type(1)
    y, d_y, d_x = _flatten(outputs), _flatten(d_outputs), out.reshape(-1)
    for i in range(y.size):
        d_x[i] = sigmoid_derivative(y[i], d_y[i], one)


@compiled
def tanh_backward(outputs: Array, d_outputs: Array, out: Array) -> None:
    """out = d_outputs * (1 - outputs^2)."""
    one = outputs.dtype.type(1)
    y, d_y, d_x = _flatten(outputs), _flatten(d_outputs), out.reshape(-1)
    for i in range(y.size):
        d_x[i] = tanh_derivative(y[i], d_y[i], one)


@compiled
def _flatten(array: Array) -> Array:
    """All elements in one dimension; a copy only where `array` is not contiguous."""
    return np.ascontiguousarray(array).reshape(-1)


@compiled
def _copy(sums: Array, out: Array) -> Array:
    """Copy `sums` to `out`, and return `out` in one dimension.

    With one array to read and write, no check for overlapping memory keeps a loop from being vectorized.
    """
    values = out.reshape(-1)
    if sums.ctypes.data != out.ctypes.data:
        source = _flatten(sums)
        for i in range(values.size):
            values[i] = source[i]
    return values


@compiled
def _repeat(bias: Array | None, like: Array) -> Array:
    """The bias `(units,)`, or zeros for None, repeated to a length of more than `MIN_LOOP`."""
    columns = like.shape[-1]
    biases = np.zeros((1 + MIN_LOOP // columns) * columns, like.dtype)
    if bias is not None:
        for start in range(0, biases.size, columns):
            for column in range(columns):
                biases[start + column] = bias[column]
    return biases
