"""The compiled twins of `elementwise`: the same names, the same signatures, the same numbers."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

from glassnet.nn.arrays import Array

compiled: Any = numba.njit(cache=True, error_model="numpy", nogil=True)


@compiled
def _flat(array: Array) -> Array:
    """All entries in a row; copies only what is not contiguous, such as a caller's strided array."""
    return np.ascontiguousarray(array).reshape(-1)


@compiled
def _begin_with(sums: Array, out: Array) -> Array:
    """`out` as rows that hold `sums`.

    From here on there is one array, and no doubt whether writing to one changes another: only so can a
    loop take many numbers at a time.
    """
    if sums.ctypes.data != out.ctypes.data:
        out[...] = sums
    return out.reshape(-1, out.shape[-1])


@compiled
def _with_bias(rows: Array, bias: Array | None, row: int, column: int) -> Any:
    if bias is None:
        return rows[row, column]
    return rows[row, column] + bias[column]


@compiled
def add_bias(sums: Array, bias: Array | None, out: Array) -> None:
    """out = sums + bias."""
    rows = _begin_with(sums, out)
    if bias is not None:
        for row in range(rows.shape[0]):
            for column in range(rows.shape[1]):
                rows[row, column] += bias[column]


@compiled
def add_rows(rows: Array, total: Array) -> None:
    """total <- total + the sum of all rows: the way back through `add_bias`."""
    for row in range(rows.shape[0]):
        for column in range(rows.shape[1]):
            total[column] += rows[row, column]


@compiled
def relu_forward(sums: Array, bias: Array | None, out: Array) -> None:
    """out = max(sums + bias, 0)."""
    zero = sums.dtype.type(0)
    rows = _begin_with(sums, out)
    for row in range(rows.shape[0]):
        for column in range(rows.shape[1]):
            value = _with_bias(rows, bias, row, column)
            # Not max(): a NaN must stay one, so that training can see it.
            rows[row, column] = zero if value < zero else value


@compiled
def relu_backward(outputs: Array, d_outputs: Array, out: Array) -> None:
    """out = d_outputs where outputs > 0, else 0."""
    zero = outputs.dtype.type(0)
    a, d, o = _flat(outputs), _flat(d_outputs), out.reshape(-1)
    for i in range(a.size):
        o[i] = d[i] if a[i] > zero else zero


@compiled
def leaky_relu_forward(sums: Array, bias: Array | None, slope: float, out: Array) -> None:
    """out = x where x > 0, else slope * x, with x = sums + bias."""
    factor = sums.dtype.type(slope)
    zero = sums.dtype.type(0)
    rows = _begin_with(sums, out)
    for row in range(rows.shape[0]):
        for column in range(rows.shape[1]):
            value = _with_bias(rows, bias, row, column)
            rows[row, column] = value if value > zero else factor * value


@compiled
def leaky_relu_backward(outputs: Array, d_outputs: Array, slope: float, out: Array) -> None:
    """out = d_outputs where outputs > 0, else slope * d_outputs."""
    factor = outputs.dtype.type(slope)
    zero = outputs.dtype.type(0)
    a, d, o = _flat(outputs), _flat(d_outputs), out.reshape(-1)
    for i in range(a.size):
        o[i] = d[i] if a[i] > zero else factor * d[i]


@compiled
def sigmoid_backward(outputs: Array, d_outputs: Array, out: Array) -> None:
    """out = d_outputs * outputs * (1 - outputs)."""
    one = outputs.dtype.type(1)
    a, d, o = _flat(outputs), _flat(d_outputs), out.reshape(-1)
    for i in range(a.size):
        o[i] = d[i] * (a[i] * (one - a[i]))


@compiled
def tanh_backward(outputs: Array, d_outputs: Array, out: Array) -> None:
    """out = d_outputs * (1 - outputs^2)."""
    one = outputs.dtype.type(1)
    a, d, o = _flat(outputs), _flat(d_outputs), out.reshape(-1)
    for i in range(a.size):
        o[i] = d[i] * (one - a[i] * a[i])
