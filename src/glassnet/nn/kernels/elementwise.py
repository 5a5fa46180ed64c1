"""Activations over whole arrays: each reads sums and a bias, and writes outputs in one pass.

A kernel writes into `out` and may be given its own input as `out`. `bias` has one number for each
entry of the last axis, or is None.
"""

from __future__ import annotations

import numpy as np

from glassnet.engine.kernel import kernel
from glassnet.nn.arrays import Array

TWINS = "glassnet.nn.kernels.elementwise_compiled"


@kernel(TWINS)
def add_bias(sums: Array, bias: Array | None, out: Array) -> None:
    """out = sums + bias."""
    if bias is not None:
        np.add(sums, bias, out=out)
    elif out is not sums:
        np.copyto(out, sums)


@kernel(TWINS)
def add_rows(rows: Array, total: Array) -> None:
    """total <- total + the sum of all rows: the way back through `add_bias`."""
    total += rows.sum(axis=0)


@kernel(TWINS)
def relu_forward(sums: Array, bias: Array | None, out: Array) -> None:
    """out = max(sums + bias, 0)."""
    add_bias(sums, bias, out)
    np.maximum(out, 0, out=out)


@kernel(TWINS)
def relu_backward(outputs: Array, d_outputs: Array, out: Array) -> None:
    """out = d_outputs where outputs > 0, else 0."""
    np.multiply(d_outputs, outputs > 0, out=out)


@kernel(TWINS)
def leaky_relu_forward(sums: Array, bias: Array | None, slope: float, out: Array) -> None:
    """out = x where x > 0, else slope * x, with x = sums + bias."""
    add_bias(sums, bias, out)
    np.multiply(out, slope, out=out, where=out <= 0)


@kernel(TWINS)
def leaky_relu_backward(outputs: Array, d_outputs: Array, slope: float, out: Array) -> None:
    """out = d_outputs where outputs > 0, else slope * d_outputs."""
    one = outputs.dtype.type(1)
    np.multiply(d_outputs, np.where(outputs > 0, one, one * outputs.dtype.type(slope)), out=out)


def sigmoid_forward(sums: Array, bias: Array | None, out: Array) -> None:
    """out = 1 / (1 + exp(-x)), as (1 + tanh(x / 2)) / 2, which cannot overflow; x = sums + bias."""
    add_bias(sums, bias, out)
    out *= 0.5
    np.tanh(out, out=out)
    out *= 0.5
    out += 0.5


@kernel(TWINS)
def sigmoid_backward(outputs: Array, d_outputs: Array, out: Array) -> None:
    """out = d_outputs * outputs * (1 - outputs)."""
    np.multiply(d_outputs, outputs * (1 - outputs), out=out)


def tanh_forward(sums: Array, bias: Array | None, out: Array) -> None:
    """out = tanh(sums + bias)."""
    add_bias(sums, bias, out)
    np.tanh(out, out=out)


@kernel(TWINS)
def tanh_backward(outputs: Array, d_outputs: Array, out: Array) -> None:
    """out = d_outputs * (1 - outputs^2)."""
    np.multiply(d_outputs, 1 - outputs * outputs, out=out)


def softmax_forward(sums: Array, bias: Array | None, out: Array) -> None:
    """out_i = exp(x_i - max x) / sum_j exp(x_j - max x) along the last axis; x = sums + bias."""
    add_bias(sums, bias, out)
    out -= out.max(axis=-1, keepdims=True)
    np.exp(out, out=out)
    out /= out.sum(axis=-1, keepdims=True)


def softmax_backward(outputs: Array, d_outputs: Array, out: Array) -> None:
    """out_i = outputs_i * (d_outputs_i - sum_j d_outputs_j outputs_j)."""
    shared = np.einsum("...i,...i->...", d_outputs, outputs)[..., np.newaxis]
    np.multiply(outputs, d_outputs - shared, out=out)
