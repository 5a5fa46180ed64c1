"""The compiled twins of `normalization`: the same names, the same signatures, the same numbers."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

from glassnet.nn.arrays import Array

# Sums in any order, so that they go many numbers at a time; NaN and infinity stay what they are.
compiled: Any = numba.njit(
    cache=True, error_model="numpy", nogil=True, fastmath={"contract", "reassoc"}
)


@compiled
def normalize(inputs: Array, epsilon: float, normal: Array, deviations: Array) -> None:
    """normal = (inputs - mean) / deviation with deviation = sqrt(variance + epsilon), by example."""
    kind = inputs.dtype.type
    for n in range(len(inputs)):
        x, z = np.ascontiguousarray(inputs[n]).reshape(-1), normal[n].reshape(-1)
        total = kind(0)
        for i in range(x.size):
            total += x[i]
        mean = total / kind(x.size)
        squares = kind(0)
        for i in range(x.size):
            squares += (x[i] - mean) * (x[i] - mean)
        deviation = np.sqrt(squares / kind(x.size) + kind(epsilon))
        deviations[n] = deviation
        factor = kind(1) / deviation
        for i in range(x.size):
            z[i] = (x[i] - mean) * factor


@compiled
def scale_and_shift(normal: Array, gain: Array, bias: Array, outputs: Array) -> None:
    """outputs = gain * normal + bias."""
    batch, offsets, channels = normal.shape
    for n in range(batch):
        for p in range(offsets):
            for c in range(channels):
                outputs[n, p, c] = gain[c] * normal[n, p, c] + bias[c]


@compiled
def gain_and_bias_backward(d_outputs: Array, normal: Array, d_gain: Array, d_bias: Array) -> None:
    """d_gain = sum of d_outputs * normal, d_bias = sum of d_outputs, over all examples and offsets."""
    batch, offsets, channels = normal.shape
    d_gain[:] = 0
    d_bias[:] = 0
    for n in range(batch):
        for p in range(offsets):
            for c in range(channels):
                d_gain[c] += d_outputs[n, p, c] * normal[n, p, c]
                d_bias[c] += d_outputs[n, p, c]


@compiled
def normalize_backward(
    d_outputs: Array, gain: Array, normal: Array, deviations: Array, d_inputs: Array
) -> None:
    """d_inputs = (d_normal - mean(d_normal) - normal mean(d_normal normal)) / deviation."""
    batch, offsets, channels = normal.shape
    kind = normal.dtype.type
    one_by_count = kind(1) / kind(offsets * channels)
    for n in range(batch):
        total, projected = kind(0), kind(0)
        for p in range(offsets):
            for c in range(channels):
                d_normal = gain[c] * d_outputs[n, p, c]
                total += d_normal
                projected += d_normal * normal[n, p, c]
        along_mean, along_normal = total * one_by_count, projected * one_by_count
        factor = kind(1) / deviations[n]
        for p in range(offsets):
            for c in range(channels):
                d_normal = gain[c] * d_outputs[n, p, c]
                d_inputs[n, p, c] = (
                    d_normal - along_mean - normal[n, p, c] * along_normal
                ) * factor
