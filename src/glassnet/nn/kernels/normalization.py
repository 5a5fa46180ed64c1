"""Normalising each example over all its numbers, `(batch, places, channels)`, and the way back."""

from __future__ import annotations

import numpy as np

from glassnet.engine.kernel import kernel
from glassnet.nn.arrays import Array

TWINS = "glassnet.nn.kernels.normalization_compiled"


@kernel(TWINS)
def normalize(inputs: Array, epsilon: float, normal: Array, deviations: Array) -> None:
    """normal = (inputs - mean) / deviation with deviation = sqrt(variance + epsilon), by example."""
    np.subtract(inputs, inputs.mean(axis=(1, 2), keepdims=True), out=normal)
    variances = np.einsum("npc,npc->n", normal, normal) / normal[0].size
    np.sqrt(variances + epsilon, out=deviations)
    normal /= deviations[:, np.newaxis, np.newaxis]


@kernel(TWINS)
def scale_and_shift(normal: Array, gain: Array, bias: Array, outputs: Array) -> None:
    """outputs = gain * normal + bias."""
    np.multiply(normal, gain, out=outputs)
    outputs += bias


@kernel(TWINS)
def gain_and_bias_backward(d_outputs: Array, normal: Array, d_gain: Array, d_bias: Array) -> None:
    """d_gain = sum of d_outputs * normal, d_bias = sum of d_outputs, over all examples and places."""
    np.einsum("npc,npc->c", d_outputs, normal, out=d_gain)
    np.sum(d_outputs, axis=(0, 1), out=d_bias)


@kernel(TWINS)
def normalize_backward(
    d_outputs: Array, gain: Array, normal: Array, deviations: Array, d_inputs: Array
) -> None:
    """d_inputs = (d_normal - mean(d_normal) - normal mean(d_normal normal)) / deviation.

    With d_normal = gain d_outputs: what would move the mean or the size of an example is taken out,
    since normalising undoes it.
    """
    np.multiply(d_outputs, gain, out=d_inputs)
    count = normal[0].size
    along_mean = d_inputs.sum(axis=(1, 2), keepdims=True) / count
    along_normal = np.einsum("npc,npc->n", d_inputs, normal)[:, np.newaxis, np.newaxis] / count
    d_inputs -= along_mean + normal * along_normal
    d_inputs /= deviations[:, np.newaxis, np.newaxis]
