"""Smooth activations of whole arrays `(..., units)`; the formulas are those of `glassnet.nn.activations`.

Where the derivative needs the pre-activations, `forward` leaves them, with the bias, in `sums`, and writes
into another array. Arrays that are written are contiguous.

exp(x) - 1 and log(1 + x) are computed as written, which is several times as fast as expm1 and log1p: the
error is one rounding of a number near 1, not of the result.
"""

from __future__ import annotations

from math import erf, pi, sqrt

import numpy as np

from glassnet.engine.compiled.activations import add_bias
from glassnet.engine.compiled.exponential import exp, sigmoid
from glassnet.engine.compiled.options import compiled, formula
from glassnet.nn.arrays import Array

INVERSE_SQRT_2, INVERSE_SQRT_2_PI = 1 / sqrt(2), 1 / sqrt(2 * pi)


@compiled
def gelu_forward(sums: Array, bias: Array | None, out: Array) -> None:
    """sums <- sums + bias; out = x P(x), with x = sums."""
    add_bias(sums, bias, sums)
    scalar = sums.dtype.type
    x, y = sums.reshape(-1), out.reshape(-1)
    half, one, scale = scalar(0.5), scalar(1), scalar(INVERSE_SQRT_2)
    for i in range(x.size):
        y[i] = x[i] * _normal_distribution(x[i], half, one, scale)


@compiled
def gelu_backward(sums: Array, d_outputs: Array, out: Array) -> None:
    """out = d_outputs * (P(x) + x p(x)), with x = sums."""
    scalar = sums.dtype.type
    x, d_y, d_x = sums.reshape(-1), np.ascontiguousarray(d_outputs).reshape(-1), out.reshape(-1)
    half, one, scale = scalar(0.5), scalar(1), scalar(INVERSE_SQRT_2)
    density_scale = scalar(INVERSE_SQRT_2_PI)
    for i in range(x.size):
        density = density_scale * exp(-half * x[i] * x[i])
        d_x[i] = d_y[i] * (_normal_distribution(x[i], half, one, scale) + x[i] * density)


@compiled
def silu_forward(sums: Array, bias: Array | None, out: Array) -> None:
    """sums <- sums + bias; out = x sigmoid(x), with x = sums."""
    add_bias(sums, bias, sums)
    x, y = sums.reshape(-1), out.reshape(-1)
    for i in range(x.size):
        y[i] = x[i] * sigmoid(x[i])


@compiled
def silu_backward(sums: Array, d_outputs: Array, out: Array) -> None:
    """out = d_outputs * s (1 + x (1 - s)), with x = sums and s = sigmoid(x)."""
    one = sums.dtype.type(1)
    x, d_y, d_x = sums.reshape(-1), np.ascontiguousarray(d_outputs).reshape(-1), out.reshape(-1)
    for i in range(x.size):
        s = sigmoid(x[i])
        d_x[i] = d_y[i] * (s * (one + x[i] * (one - s)))


@compiled
def softplus_forward(sums: Array, bias: Array | None, out: Array) -> None:
    """sums <- sums + bias; out = log(1 + exp(x)), with x = sums."""
    add_bias(sums, bias, sums)
    x, y = sums.reshape(-1), out.reshape(-1)
    zero, one = sums.dtype.type(0), sums.dtype.type(1)
    for i in range(x.size):
        # log(1 + exp(x)) = max(x, 0) + log(1 + exp(-|x|)), which cannot overflow.
        y[i] = (zero if x[i] < zero else x[i]) + np.log(one + exp(-abs(x[i])))


@compiled
def softplus_backward(sums: Array, d_outputs: Array, out: Array) -> None:
    """out = d_outputs * sigmoid(sums)."""
    x, d_y, d_x = sums.reshape(-1), np.ascontiguousarray(d_outputs).reshape(-1), out.reshape(-1)
    for i in range(x.size):
        d_x[i] = d_y[i] * sigmoid(x[i])


@compiled
def elu_forward(sums: Array, bias: Array | None, alpha: float, out: Array) -> None:
    """out = x where x > 0, else alpha (exp(x) - 1), with x = sums + bias; `out` may be `sums`."""
    add_bias(sums, bias, out)
    scalar = sums.dtype.type
    values, factor, zero, one = out.reshape(-1), scalar(alpha), scalar(0), scalar(1)
    for i in range(values.size):
        x = values[i]
        values[i] = x if x > zero else factor * (exp(x) - one)


@compiled
def elu_backward(outputs: Array, d_outputs: Array, alpha: float, out: Array) -> None:
    """out = d_outputs where outputs > 0, else d_outputs * (outputs + alpha)."""
    factor, zero = outputs.dtype.type(alpha), outputs.dtype.type(0)
    y, d_y, d_x = outputs.reshape(-1), np.ascontiguousarray(d_outputs).reshape(-1), out.reshape(-1)
    for i in range(y.size):
        d_x[i] = d_y[i] if y[i] > zero else d_y[i] * (y[i] + factor)


@formula
def _normal_distribution(x: float, half: float, one: float, scale: float) -> float:
    """P(x) = (1 + erf(x / sqrt(2))) / 2."""
    return half * (one + erf(scale * x))
