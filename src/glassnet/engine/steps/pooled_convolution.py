"""Layers that are faster together.

Behind a convolution, pooling leaves a quarter of the numbers or less. Where both are one layer, the
rest never leaves the processor's cache, and bias and activation have less to do. A fused network is
another way to write the same one: same parameters, same outputs, same gradients.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NoReturn, TypeGuard

import numpy as np

from glassnet.errors import GlassnetError, format_error
from glassnet.nn.activations import Identity, LeakyReLU, ReLU, Sigmoid, Tanh, back_through
from glassnet.nn.arrays import Array, Arrays, Buffers, Context, ForwardPass, Shape
from glassnet.nn.convolution import Conv2D, Sliding
from glassnet.nn.kernels.convolution import convolve, convolve_and_pool
from glassnet.nn.kernels.elementwise import add_rows
from glassnet.nn.kernels.pooling import max_pool_backward, max_pool_forward
from glassnet.nn.layers import Activate, Layer
from glassnet.nn.network import Network
from glassnet.nn.pooling import MaxPool2D

# The size of windows whose sums are compared where they grow.
POOLED_AS_THEY_GROW = 2

# Activations of one number alone that never fall. Others, such as a softmax, are left alone.
RISING = (Identity, ReLU, LeakyReLU, Sigmoid, Tanh)


def fused(network: Network) -> Network:
    """The same network, in fewer layers where that is faster."""
    return Network(tuple(_fused(list(network.layers))), network.input_shape)


def _fused(layers: list[Layer]) -> Iterator[Layer]:
    while layers:
        layer, pooling = layers.pop(0), layers[0] if layers else None
        if _can_pool(layer) and isinstance(pooling, MaxPool2D):
            del layers[0]
            behind = layers[0] if layers else None
            if layer.activation == Identity() and isinstance(behind, Activate):
                del layers[0]
                layer = replace(layer, activation=behind.activation)
            layer = PooledConvolution(layer, pooling)
        yield layer


def _can_pool(layer: Layer) -> TypeGuard[Conv2D]:
    """Whether the largest sum of a window has the largest output, as where activations never fall."""
    return isinstance(layer, Conv2D) and type(layer.activation) in RISING


@dataclass(frozen=True)
class PooledConvolution:
    """A convolution and max-pooling in one: activation(max(patches @ weights) + bias).

    Adding one bias to a whole window, and an activation that never falls, change nothing in which sum is
    largest: so the pool comes first.
    """

    convolution: Conv2D
    pooling: MaxPool2D

    def output_shape(self, input_shape: Shape) -> Shape:
        """`(out_height, out_width, filters)`, pooled."""
        return self.pooling.output_shape(self.convolution.output_shape(input_shape))

    def parameter_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        """Those of the convolution."""
        return self.convolution.parameter_shapes(input_shape)

    def initialize(self, rng: np.random.Generator, input_shape: Shape) -> dict[str, Array]:
        """As the convolution."""
        return self.convolution.initialize(rng, input_shape)

    def forward(self, parameters: Arrays, inputs: Array, context: Context) -> ForwardPass:
        """Outputs `(batch, out_height, out_width, filters)`."""
        if not context.way_back and self.pooling.size == POOLED_AS_THEY_GROW:
            return self._outputs(parameters, inputs, context.buffers), _no_way_back
        weights, bias, buffers = parameters["weights"], parameters["bias"], context.buffers
        activation, stride = self.convolution.activation, self.convolution.stride
        size, step = self.pooling.size, self.pooling.step
        sliding = Sliding(self.convolution, inputs, buffers)
        shape = (len(inputs), *self.pooling.output_shape(sliding.sums_shape[1:]))
        outputs = buffers.lend("outputs", shape, inputs.dtype)
        winners = buffers.lend("winners", shape, np.int32)

        def lend_sums(block: slice) -> Array:
            return buffers.lend("sums", (len(inputs[block]), *sliding.sums_shape[1:]), inputs.dtype)

        for block in sliding.blocks:
            sums = lend_sums(block)
            convolve(sliding.images[block], weights, stride, sums)
            max_pool_forward(sums, size, step, outputs[block], winners[block])
            activation.forward(outputs[block], bias, outputs[block])

        def backward(
            d_outputs: Array, gradients: Arrays, need_d_inputs: bool = True
        ) -> Array | None:
            sliding.begin_backward(weights, gradients, need_d_inputs)
            for block in sliding.blocks:
                out = buffers.lend("d_pooled", outputs[block].shape, outputs.dtype)
                d_pooled = back_through(activation, outputs[block], d_outputs[block], out)
                add_rows(d_pooled.reshape(-1, d_pooled.shape[3]), gradients["bias"])
                d_sums = lend_sums(block)
                max_pool_backward(d_pooled, winners[block], size, step, d_sums)
                sliding.backward(block, d_sums, gradients["weights"])
            return sliding.d_inputs

        return outputs, backward

    def _outputs(self, parameters: Arrays, inputs: Array, buffers: Buffers) -> Array:
        """What `forward` returns, without a note of which sums were the largest."""
        weights, bias, stride = parameters["weights"], parameters["bias"], self.convolution.stride
        sliding = Sliding(self.convolution, inputs, buffers)
        shape = (len(inputs), *self.pooling.output_shape(sliding.sums_shape[1:]))
        outputs = buffers.lend("outputs", shape, inputs.dtype)
        for block in sliding.blocks:
            convolve_and_pool(
                sliding.images[block], weights, bias, stride, self.pooling.step, outputs[block]
            )
            self.convolution.activation.forward(outputs[block], None, outputs[block])
        return outputs


def _no_way_back(d_outputs: Array, gradients: Arrays, need_d_inputs: bool = True) -> NoReturn:
    raise GlassnetError(
        format_error(
            "The way back",
            "a pass that was made with one",
            "one for outputs alone",
            "Leave way_back=True in its Context.",
        )
    )
