"""Layer normalization, as in `glassnet.nn.normalization`, on arrays `(batch, positions, channels)`."""

from __future__ import annotations

import numpy as np

from glassnet.engine.compiled.options import compiled_any_order
from glassnet.nn.arrays import Array


@compiled_any_order
def normalize(inputs: Array, epsilon: float, normalized: Array, std: Array) -> None:
    """normalized = (inputs - mean) / std, with std = sqrt(variance + epsilon) `(batch,)` of each example."""
    scalar = inputs.dtype.type
    for n in range(len(inputs)):
        x, z = np.ascontiguousarray(inputs[n]).reshape(-1), normalized[n].reshape(-1)
        total = scalar(0)
        for i in range(x.size):
            total += x[i]
        mean = total / scalar(x.size)
        squares = scalar(0)
        for i in range(x.size):
            squares += (x[i] - mean) * (x[i] - mean)
        deviation = np.sqrt(squares / scalar(x.size) + scalar(epsilon))
        std[n] = deviation
        factor = scalar(1) / deviation
        for i in range(x.size):
            z[i] = (x[i] - mean) * factor


@compiled_any_order
def scale_and_shift(normalized: Array, gain: Array, bias: Array, outputs: Array) -> None:
    """outputs = gain * normalized + bias."""
    batch, positions, channels = normalized.shape
    for n in range(batch):
        for p in range(positions):
            for c in range(channels):
                outputs[n, p, c] = gain[c] * normalized[n, p, c] + bias[c]


@compiled_any_order
def gain_and_bias_backward(
    d_outputs: Array, normalized: Array, d_gain: Array, d_bias: Array
) -> None:
    """d_gain = sum of d_outputs * normalized, d_bias = sum of d_outputs, over examples and positions."""
    batch, positions, channels = normalized.shape
    d_gain[:] = 0
    d_bias[:] = 0
    for n in range(batch):
        for p in range(positions):
            for c in range(channels):
                d_gain[c] += d_outputs[n, p, c] * normalized[n, p, c]
                d_bias[c] += d_outputs[n, p, c]


@compiled_any_order
def normalize_backward(
    d_outputs: Array, gain: Array, normalized: Array, std: Array, d_inputs: Array
) -> None:
    """d_inputs = (d - mean(d) - normalized * mean(d * normalized)) / std, with d = gain * d_outputs."""
    batch, positions, channels = normalized.shape
    scalar = normalized.dtype.type
    inverse_count = scalar(1) / scalar(positions * channels)
    for n in range(batch):
        total, projected = scalar(0), scalar(0)
        for p in range(positions):
            for c in range(channels):
                d_normalized = gain[c] * d_outputs[n, p, c]
                total += d_normalized
                projected += d_normalized * normalized[n, p, c]
        shift, scale = total * inverse_count, projected * inverse_count
        factor = scalar(1) / std[n]
        for p in range(positions):
            for c in range(channels):
                d_normalized = gain[c] * d_outputs[n, p, c]
                d_inputs[n, p, c] = (d_normalized - shift - normalized[n, p, c] * scale) * factor
