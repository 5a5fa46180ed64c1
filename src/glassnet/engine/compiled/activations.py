"""The compiled twins of `elementwise`: the same names, the same signatures, the same numbers."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

from glassnet.nn.arrays import Array

compiled: Any = numba.njit(cache=True, error_model="numpy", nogil=True)

# Numbers that a loop should go over, so that what comes before and behind it does not count.
LONG_ENOUGH = 128


@compiled
def _flat(array: Array) -> Array:
    """All entries in a row; copies only what is not contiguous, such as a caller's strided array."""
    return np.ascontiguousarray(array).reshape(-1)


@compiled
def _begin_with(sums: Array, out: Array) -> Array:
    """All entries of `out`, which hold `sums`.

    From here on there is one array, and no doubt whether writing to one changes another: only so can a
    loop take many numbers at a time.
    """
    if sums.ctypes.data != out.ctypes.data:
        out[...] = sums
    return out.reshape(-1)


@compiled
def _for_some_rows(bias: Array | None, out: Array) -> Array:
    """The bias, or zeros for none, of as many rows as make a loop long enough to be fast."""
    columns = out.shape[-1]
    some = np.zeros((1 + LONG_ENOUGH // columns, columns), out.dtype)
    if bias is not None:
        some[:] = bias
    return some.reshape(-1)


@compiled
def add_bias(sums: Array, bias: Array | None, out: Array) -> None:
    """out = sums + bias."""
    values = _begin_with(sums, out)
    if bias is not None:
        some = _for_some_rows(bias, out)
        for start in range(0, values.size, some.size):
            part = values[start : start + some.size]
            for i in range(part.size):
                part[i] += some[i]


@compiled
def add_rows(rows: Array, total: Array) -> None:
    """total <- total + the sum of all rows: the way back through `add_bias`."""
    values, columns = _flat(rows), rows.shape[-1]
    some = _for_some_rows(None, rows)
    for start in range(0, values.size, some.size):
        part = values[start : start + some.size]
        for i in range(part.size):
            some[i] += part[i]
    for start in range(0, some.size, columns):
        for column in range(columns):
            total[column] += some[start + column]


@compiled
def relu_forward(sums: Array, bias: Array | None, out: Array) -> None:
    """out = max(sums + bias, 0)."""
    zero = sums.dtype.type(0)
    values, some = _begin_with(sums, out), _for_some_rows(bias, out)
    for start in range(0, values.size, some.size):
        part = values[start : start + some.size]
        for i in range(part.size):
            value = part[i] + some[i]
            # Not max(): a NaN must stay one, so that training can see it.
            part[i] = zero if value < zero else value


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
    values, some = _begin_with(sums, out), _for_some_rows(bias, out)
    for start in range(0, values.size, some.size):
        part = values[start : start + some.size]
        for i in range(part.size):
            value = part[i] + some[i]
            part[i] = value if value > zero else factor * value


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
