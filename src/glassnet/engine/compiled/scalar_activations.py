"""The formulas of activations for one element: f(x), and dL/dx = dL/dy f'(x) from the output y = f(x).

`activate` and `activate_backward` apply the activation that a code of `layer_codes` names to part of an
array.
"""

from __future__ import annotations

import numpy as np

from glassnet.engine.compiled.exponential import sigmoid, tanh
from glassnet.engine.compiled.options import compiled_any_order, formula
from glassnet.engine.layer_codes import LINEAR, TANH
from glassnet.nn.arrays import Array


@formula
def relu(x: float, zero: float) -> float:
    """max(x, 0); unlike max(), it keeps a NaN."""
    return zero if x < zero else x


@formula
def relu_derivative(y: float, d_y: float, zero: float) -> float:
    """dL/dy where y > 0, else 0."""
    return d_y if y > zero else zero


@formula
def leaky_relu(x: float, slope: float, zero: float) -> float:
    """x where x > 0, else slope x."""
    return x if x > zero else slope * x


@formula
def leaky_relu_derivative(y: float, d_y: float, slope: float, zero: float) -> float:
    """dL/dy where y > 0, else slope dL/dy."""
    return d_y if y > zero else slope * d_y


@formula
def sigmoid_derivative(y: float, d_y: float, one: float) -> float:
    """dL/dy y (1 - y)."""
    return d_y * (y * (one - y))


@formula
def tanh_derivative(y: float, d_y: float, one: float) -> float:
    """dL/dy (1 - y^2)."""
    return d_y * (one - y * y)


@compiled_any_order
def activate(values: Array, start: int, size: int, activation: float, slope: float) -> None:
    """values <- f(values), for `size` elements from `start` on."""
    zero, first, end = values.dtype.type(0), np.uint64(start), np.uint64(start + size)
    if activation == LINEAR:
        for j in range(first, end):
            values[j] = leaky_relu(values[j], slope, zero)
    elif activation == TANH:
        for j in range(first, end):
            values[j] = tanh(values[j])
    else:
        for j in range(first, end):
            values[j] = sigmoid(values[j])


@compiled_any_order
def activate_backward(
    outputs: Array,
    start: int,
    size: int,
    activation: float,
    slope: float,
    d_outputs: Array,
    d_sums: Array,
) -> None:
    """d_sums = d_outputs f'(sums), for `size` elements; those of `outputs` begin at `start`."""
    zero, one, first = outputs.dtype.type(0), outputs.dtype.type(1), np.uint64(start)
    for j in range(np.uint64(size)):
        y, d_y = outputs[first + j], d_outputs[j]
        if activation == LINEAR:
            d_sums[j] = leaky_relu_derivative(y, d_y, slope, zero)
        elif activation == TANH:
            d_sums[j] = tanh_derivative(y, d_y, one)
        else:
            d_sums[j] = sigmoid_derivative(y, d_y, one)
