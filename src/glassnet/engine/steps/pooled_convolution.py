"""A convolution and the max-pooling after it as one step: activation(max(patches @ weights) + bias).

After a convolution, pooling leaves a quarter of the values or less. Run together, the rest never
leaves the CPU's cache, and bias and activation have less to do. Adding one bias to a whole window,
and an activation that never falls, do not change which sum is largest: so the pooling comes first.
Measured with the small CNN: 1.56 times as fast in prediction, level in training.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from glassnet.engine.activations import activate_backward, fuse
from glassnet.engine.compiled.activations import add_rows
from glassnet.engine.compiled.convolution import convolve, convolve_and_pool
from glassnet.engine.compiled.pooling import max_pool_backward, max_pool_forward
from glassnet.engine.steps.convolution import ConvolutionBlocks
from glassnet.engine.steps.step import StepBackward, StepContext, StepInputs, refuse_backward
from glassnet.engine.workspace import Workspace
from glassnet.nn.activations import Activation, Identity, LeakyReLU, ReLU, Sigmoid, Tanh
from glassnet.nn.arrays import Array
from glassnet.nn.convolution import Conv2D
from glassnet.nn.parameters import Parameters
from glassnet.nn.pooling import MaxPool2D

# The size of windows whose sums are compared in registers.
SIZE_IN_REGISTERS = 2


NEVER_FALLING = frozenset({Identity, ReLU, LeakyReLU, Sigmoid, Tanh})


def never_falls(activation: Activation) -> bool:
    """Whether a larger sum always has an output at least as large, whatever the other sums are."""
    return type(activation) in NEVER_FALLING


@dataclass(frozen=True)
class PooledConvolutionStep:
    """A convolution, max-pooling, and an activation that never falls."""

    convolution: Conv2D
    pooling: MaxPool2D
    activation: Activation
    name: str

    @property
    def has_parameters(self) -> bool:
        """True."""
        return True

    def forward(
        self, parameters: Parameters, inputs: StepInputs, context: StepContext
    ) -> tuple[Array, StepBackward]:
        """Outputs `(batch, out_height, out_width, filters)`."""
        if not context.needs_grad and self.pooling.size == SIZE_IN_REGISTERS:
            return self._outputs(parameters, inputs, context.workspace), refuse_backward
        activate, derive = fuse(self.activation)
        own, workspace = parameters.of_layer(self.name), context.workspace
        weights, bias = own["weights"], own["bias"]
        stride, size, step = self.convolution.stride, self.pooling.size, self.pooling.step
        blocks = ConvolutionBlocks(self.convolution, inputs, workspace)
        shape = (len(inputs), *self.pooling.output_shape(blocks.sums_shape[1:]))
        outputs = workspace.empty("outputs", shape, inputs.dtype)
        argmax = workspace.empty("argmax", shape, np.int32)

        def empty_sums(block: slice) -> Array:
            sums_shape = (len(inputs[block]), *blocks.sums_shape[1:])
            return workspace.empty("sums", sums_shape, inputs.dtype)

        for block in blocks.slices:
            sums = empty_sums(block)
            convolve(blocks.images[block], weights, stride, sums)
            max_pool_forward(sums, size, step, outputs[block], argmax[block])
            activate(outputs[block], bias)

        def backward(d_outputs: Array, gradients: Parameters, need_d_inputs: bool) -> Array | None:
            grown = gradients.of_layer(self.name)
            blocks.begin_backward(weights, grown, need_d_inputs)
            for block in blocks.slices:
                out = workspace.empty("d_pooled", outputs[block].shape, outputs.dtype)
                d_pooled = activate_backward(
                    self.activation, derive, outputs[block], d_outputs[block], out
                )
                add_rows(d_pooled.reshape(-1, d_pooled.shape[3]), grown["bias"])
                d_sums = empty_sums(block)
                max_pool_backward(d_pooled, argmax[block], size, step, d_sums)
                blocks.backward(block, d_sums, grown["weights"])
            return blocks.d_inputs

        return outputs, backward

    def _outputs(self, parameters: Parameters, inputs: Array, workspace: Workspace) -> Array:
        """The outputs of `forward`, without recording which sums were largest."""
        own, stride = parameters.of_layer(self.name), self.convolution.stride
        activate, _ = fuse(self.activation)
        blocks = ConvolutionBlocks(self.convolution, inputs, workspace)
        shape = (len(inputs), *self.pooling.output_shape(blocks.sums_shape[1:]))
        outputs = workspace.empty("outputs", shape, inputs.dtype)
        for block in blocks.slices:
            images, pooled = blocks.images[block], outputs[block]
            convolve_and_pool(
                images, own["weights"], own["bias"], stride, self.pooling.step, pooled
            )
            activate(pooled, None)
        return outputs

    def __str__(self) -> str:
        return "convolution and pooling together, vector registers"
