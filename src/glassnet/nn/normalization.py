"""Normalisation: what a layer reads keeps its mean and size, whatever the layers before it learn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from glassnet.errors import expect_positive
from glassnet.nn.arrays import Array, Arrays, Context, ForwardPass, Shape
from glassnet.nn.kernels import normalization as kernels


@dataclass(frozen=True)
class LayerNorm:
    """Each example to mean 0 and variance 1 over all its numbers, then scaled and shifted by channel.

    With m and v the mean and variance of one example's inputs x (Ba, Kiros, Hinton 2016):

        normal = (x - m) / sqrt(v + epsilon)        outputs = gain * normal + bias

    Training and predicting are the same function: unlike batch normalisation it has no running
    averages, and an example's outputs do not depend on who else is in the batch.
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

    def forward(self, parameters: Arrays, inputs: Array, context: Context) -> ForwardPass:
        """Outputs of the inputs' shape."""
        gain, bias = parameters["gain"], parameters["bias"]
        buffers = context.buffers
        by_channel = (len(inputs), -1, inputs.shape[-1])
        normal = buffers.lend("normal", inputs.shape, inputs.dtype).reshape(by_channel)
        deviations = buffers.lend("deviations", (len(inputs),), inputs.dtype)
        outputs = buffers.lend("outputs", inputs.shape, inputs.dtype)
        kernels.normalize(inputs.reshape(by_channel), self.epsilon, normal, deviations)
        kernels.scale_and_shift(normal, gain, bias, outputs.reshape(by_channel))

        def backward(
            d_outputs: Array, gradients: Arrays, need_d_inputs: bool = True
        ) -> Array | None:
            d_outputs = d_outputs.reshape(by_channel)
            kernels.gain_and_bias_backward(d_outputs, normal, gradients["gain"], gradients["bias"])
            if not need_d_inputs:
                return None
            d_inputs = buffers.lend("d_inputs", inputs.shape, inputs.dtype)
            kernels.normalize_backward(
                d_outputs, gain, normal, deviations, d_inputs.reshape(by_channel)
            )
            return d_inputs

        return outputs, backward
