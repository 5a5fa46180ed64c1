"""Normalization: a layer's inputs keep their mean and scale, whatever the layers before it learn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from glassnet.errors import expect_positive
from glassnet.nn.arrays import Array, Arrays, ForwardPass, Shape

__all__ = ["LayerNorm"]


@dataclass(frozen=True)
class LayerNorm:
    """Normalizes each example to mean 0 and variance 1, then scales and shifts each channel.

    With m and v the mean and variance of all inputs x of one example, and n of them (Ba et al. 2016):

        normalized = (x - m) / sqrt(v + epsilon)        outputs = gain * normalized + bias

    The backward pass removes from the error what would shift or scale all inputs of the example
    together:

        d_x = (d - mean(d) - normalized mean(d normalized)) / sqrt(v + epsilon),  d = gain d_outputs

    Training and predicting are the same function: unlike batch normalization it has no running
    averages, and an example's outputs do not depend on the rest of the batch.
    """

    epsilon: float = 1e-5

    def __post_init__(self) -> None:
        expect_positive("LayerNorm", "epsilon", self.epsilon)

    def output_shape(self, input_shape: Shape) -> Shape:
        """The input's shape."""
        return input_shape

    def parameter_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        """Gain and bias, one of each for every entry of the last axis."""
        return {"gain": input_shape[-1:], "bias": input_shape[-1:]}

    def initialize(self, rng: np.random.Generator, input_shape: Shape) -> dict[str, Array]:
        """Gain one, bias zero."""
        return {"gain": np.ones(input_shape[-1:]), "bias": np.zeros(input_shape[-1:])}

    def forward(
        self, parameters: Arrays, inputs: Array, rng: np.random.Generator | None = None
    ) -> ForwardPass:
        """Outputs of the inputs' shape."""
        gain, bias = parameters["gain"], parameters["bias"]
        axes = tuple(range(1, inputs.ndim))
        centered = inputs - inputs.mean(axis=axes, keepdims=True)
        variance = (centered * centered).mean(axis=axes, keepdims=True)
        std = np.sqrt(variance + inputs.dtype.type(self.epsilon))
        normalized = centered / std

        def backward(d_outputs: Array, gradients: Arrays) -> Array:
            over = tuple(range(d_outputs.ndim - 1))
            gradients["gain"][...] = (d_outputs * normalized).sum(axis=over)
            gradients["bias"][...] = d_outputs.sum(axis=over)
            d_normalized = d_outputs * gain
            shift = d_normalized.mean(axis=axes, keepdims=True)
            scale = (d_normalized * normalized).mean(axis=axes, keepdims=True)
            return (d_normalized - shift - normalized * scale) / std

        return gain * normalized + bias, backward


LAYERS: dict[str, type] = {"layer_norm": LayerNorm}
