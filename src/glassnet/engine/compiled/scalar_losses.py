"""The losses of `glassnet.nn.losses` for one example, whose outputs are `size` values from `start` on."""

from __future__ import annotations

import numpy as np

from glassnet.engine.compiled.exponential import exp, sigmoid
from glassnet.engine.compiled.options import compiled_any_order
from glassnet.engine.layer_codes import (
    MEAN_SQUARED,
    SIGMOID_CROSS_ENTROPY,
    SOFTMAX_CROSS_ENTROPY,
)
from glassnet.nn.arrays import Array


@compiled_any_order
def compute_loss(
    loss: int, values: Array, start: int, size: int, label: int, d_outputs: Array
) -> float:
    """The loss that a code of `layer_codes` names; writes dL/d(outputs)."""
    if loss == SOFTMAX_CROSS_ENTROPY:
        return _softmax_cross_entropy(values, start, size, label, d_outputs)
    if loss == SIGMOID_CROSS_ENTROPY:
        return _sigmoid_cross_entropy(values, start, size, label, d_outputs)
    scalar, value = values.dtype.type, 0.0
    factor = scalar(2 / size if loss == MEAN_SQUARED else 1)
    for j in range(size):
        error = values[start + j] - scalar(j == label)
        value += error * error
        d_outputs[j] = error * factor
    return value * factor / 2


@compiled_any_order
def find_largest(values: Array, start: int, size: int) -> int:
    """The index, from `start` on, of the largest of the values; of equal ones the first."""
    best = 0
    for j in range(1, size):
        best = j if values[start + j] > values[start + best] else best
    return best


@compiled_any_order
def _softmax_cross_entropy(
    logits: Array, start: int, size: int, label: int, d_logits: Array
) -> float:
    """log(sum_i exp(z_i)) - z_label; the gradient is softmax(z) - one_hot(label)."""
    largest, total = logits[start + find_largest(logits, start, size)], 0.0
    for j in range(size):
        power = exp(logits[start + j] - largest)
        d_logits[j] = power
        total += power
    for j in range(size):
        d_logits[j] /= total
    d_logits[label] -= 1
    return np.log(total) + largest - logits[start + label]


@compiled_any_order
def _sigmoid_cross_entropy(
    logits: Array, start: int, size: int, label: int, d_logits: Array
) -> float:
    """sum_i log(1 + exp(z_i)) - t_i z_i, t = one_hot(label); the gradient is sigmoid(z) - t."""
    value = 0.0
    for j in range(size):
        z, target = logits[start + j], 1.0 if j == label else 0.0
        value += max(z, 0.0) - target * z + np.log1p(exp(-abs(z)))
        d_logits[j] = sigmoid(z) - target
    return value
