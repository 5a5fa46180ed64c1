"""Pooling: an image becomes smaller, and what it shows may move a little without a difference."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from glassnet.errors import ShapeError, expect_count, format_error
from glassnet.nn.arrays import Array, Arrays, Context, ForwardPass, Shape
from glassnet.nn.convolution import expect_image
from glassnet.nn.kernels import pooling as kernels
from glassnet.nn.layers import WithoutParameters


@dataclass(frozen=True)
class Pool2D(WithoutParameters):
    """What pooling layers share: windows of `size` x `size`, each `stride` further on (0: `size`).

    Rows and columns that no whole window reaches are left out.
    """

    size: int = 2
    stride: int = 0

    def __post_init__(self) -> None:
        name = type(self).__name__
        expect_count(name, "size", self.size)
        if self.stride != 0:
            expect_count(name, "stride", self.stride)

    @property
    def step(self) -> int:
        """From one window to the next."""
        return self.stride or self.size

    def output_shape(self, input_shape: Shape) -> Shape:
        """`(out_height, out_width, channels)`."""
        name = f"{type(self).__name__}({self.size})"
        height, width, channels = expect_image(name, input_shape)
        if min(height, width) < self.size:
            raise ShapeError(
                format_error(
                    name,
                    f"images of at least {self.size}x{self.size}",
                    f"{height}x{width}",
                    "Pool less often, or choose a smaller size.",
                )
            )
        return (
            (height - self.size) // self.step + 1,
            (width - self.size) // self.step + 1,
            channels,
        )


@dataclass(frozen=True)
class MaxPool2D(Pool2D):
    """Keeps the largest number of each window; on the way back only that one hears of the loss."""

    def forward(self, parameters: Arrays, inputs: Array, context: Context) -> ForwardPass:
        """Outputs `(batch, out_height, out_width, channels)`."""
        buffers = context.buffers
        shape = (len(inputs), *self.output_shape(inputs.shape[1:]))
        outputs = buffers.lend("outputs", shape, inputs.dtype)
        winners = buffers.lend("winners", shape, np.int32)
        kernels.max_pool_forward(inputs, self.size, self.step, outputs, winners)

        def backward(
            d_outputs: Array, gradients: Arrays, need_d_inputs: bool = True
        ) -> Array | None:
            if not need_d_inputs:
                return None
            d_inputs = buffers.lend("d_inputs", inputs.shape, inputs.dtype)
            kernels.max_pool_backward(d_outputs, winners, self.size, self.step, d_inputs)
            return d_inputs

        return outputs, backward


@dataclass(frozen=True)
class AveragePool2D(Pool2D):
    """Replaces each window by its mean."""

    def forward(self, parameters: Arrays, inputs: Array, context: Context) -> ForwardPass:
        """Outputs `(batch, out_height, out_width, channels)`."""
        buffers = context.buffers
        shape = (len(inputs), *self.output_shape(inputs.shape[1:]))
        outputs = buffers.lend("outputs", shape, inputs.dtype)
        kernels.average_pool_forward(inputs, self.size, self.step, outputs)

        def backward(
            d_outputs: Array, gradients: Arrays, need_d_inputs: bool = True
        ) -> Array | None:
            if not need_d_inputs:
                return None
            d_inputs = buffers.lend("d_inputs", inputs.shape, inputs.dtype)
            kernels.average_pool_backward(d_outputs, self.size, self.step, d_inputs)
            return d_inputs

        return outputs, backward


@dataclass(frozen=True)
class GlobalAveragePool(WithoutParameters):
    """The mean of each channel over the whole image: where it was seen is forgotten."""

    def output_shape(self, input_shape: Shape) -> Shape:
        """`(channels,)`."""
        return (expect_image("GlobalAveragePool", input_shape)[2],)

    def forward(self, parameters: Arrays, inputs: Array, context: Context) -> ForwardPass:
        """Outputs `(batch, channels)`."""
        buffers = context.buffers
        batch, height, width, channels = inputs.shape
        outputs = buffers.lend("outputs", (batch, channels), inputs.dtype)
        np.mean(inputs, axis=(1, 2), out=outputs)

        def backward(
            d_outputs: Array, gradients: Arrays, need_d_inputs: bool = True
        ) -> Array | None:
            if not need_d_inputs:
                return None
            d_inputs = buffers.lend("d_inputs", inputs.shape, inputs.dtype)
            shares = d_outputs / (height * width)
            np.copyto(d_inputs, shares[:, np.newaxis, np.newaxis])
            return d_inputs

        return outputs, backward
