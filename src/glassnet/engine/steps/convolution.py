"""Convolution on vector registers, a few images at a time, so that their sums stay in cache."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import numpy as np

from glassnet.engine.activations import activate_backward, fuse
from glassnet.engine.compiled.activations import add_rows
from glassnet.engine.compiled.convolution import convolve, correlate
from glassnet.engine.steps.step import StepBackward, StepContext, StepInputs
from glassnet.engine.workspace import Workspace
from glassnet.nn.arrays import Array, Arrays
from glassnet.nn.convolution import Conv2D
from glassnet.nn.parameters import Parameters

# Bytes of sums computed at a time: they stay in a core's own cache.
SUM_BYTES = 256 * 1024


@dataclass(frozen=True)
class ConvolutionStep:
    """A convolution whose activation can be fused."""

    layer: Conv2D
    name: str

    @property
    def has_parameters(self) -> bool:
        """True."""
        return True

    def forward(
        self, parameters: Parameters, inputs: StepInputs, context: StepContext
    ) -> tuple[Array, StepBackward]:
        """Outputs `(batch, out_height, out_width, filters)`."""
        activate, derive = fuse(self.layer.activation)
        own, workspace = parameters.of_layer(self.name), context.workspace
        weights, bias = own["weights"], own["bias"]
        blocks = ConvolutionBlocks(self.layer, inputs, workspace)
        outputs = workspace.empty("outputs", blocks.sums_shape, inputs.dtype)
        for block in blocks.slices:
            convolve(blocks.images[block], weights, self.layer.stride, outputs[block])
            activate(outputs[block], bias)

        def backward(d_outputs: Array, gradients: Parameters, need_d_inputs: bool) -> Array | None:
            grown = gradients.of_layer(self.name)
            blocks.begin_backward(weights, grown, need_d_inputs)
            for block in blocks.slices:
                out = workspace.empty("d_sums", outputs[block].shape, outputs.dtype)
                d_sums = activate_backward(
                    self.layer.activation, derive, outputs[block], d_outputs[block], out
                )
                add_rows(d_sums.reshape(-1, self.layer.filters), grown["bias"])
                blocks.backward(block, d_sums, grown["weights"])
            return blocks.d_inputs

        return outputs, backward

    def __str__(self) -> str:
        return "vector registers"


class ConvolutionBlocks:
    """The forward and backward pass of a kernel over one batch of images, a few images at a time."""

    def __init__(self, layer: Conv2D, inputs: Array, workspace: Workspace) -> None:
        count, height, width, _ = inputs.shape
        (out_height, self._top), (out_width, self._left) = layer.positions(height, width)
        self._inputs = inputs
        self._workspace = workspace
        self._stride = layer.stride
        self._padded_size = layer.padded_size(height, width)
        self.sums_shape = (count, out_height, out_width, layer.filters)
        step = max(SUM_BYTES // (prod(self.sums_shape[1:]) * inputs.itemsize), 1)
        self.slices = [slice(i, min(i + step, count)) for i in range(0, count, step)]
        self.images = self._pad()
        self.d_inputs: Array | None = None

    def _pad(self) -> Array:
        """The images with the zeros around them."""
        count, height, width, channels = self._inputs.shape
        if self._padded_size == (height, width):
            return self._inputs
        shape = (count, *self._padded_size, channels)
        images = self._workspace.empty("padded", shape, self._inputs.dtype)
        images.fill(0)
        top, left = self._top, self._left
        images[:, top : top + height, left : left + width] = self._inputs
        return images

    def begin_backward(self, weights: Array, gradients: Arrays, need_d_inputs: bool) -> None:
        """Set the gradients to zero; flip the kernel, where the gradient of the inputs is needed.

        `weights` `(height, width, channels, filters)`.
        """
        gradients["weights"].fill(0)
        gradients["bias"].fill(0)
        self.d_inputs = None
        if need_d_inputs:
            inputs = self._inputs
            self.d_inputs = self._workspace.empty("d_inputs", inputs.shape, inputs.dtype)
            self._flipped = np.ascontiguousarray(weights[::-1, ::-1].swapaxes(2, 3))

    def backward(self, block: slice, d_sums: Array, d_weights: Array) -> None:
        """Add the share of these images, `d_sums` `(images, *sums_shape[1:])`, and fill their `d_inputs`."""
        correlate(self.images[block], d_sums, self._stride, d_weights)
        if self.d_inputs is not None:
            convolve(self._spread(d_sums), self._flipped, 1, self.d_inputs[block])

    def _spread(self, d_sums: Array) -> Array:
        """The derivatives at the ends of their patches, zeros between: so a convolution gathers them.

        Pixel Y contributes to the sum at y with weight i where Y + top = y stride + i. The flipped
        kernel has weight i at kernel - 1 - i, so the derivative must be at y stride + kernel - 1 - top.
        """
        kernel_height, kernel_width, filters, _ = self._flipped.shape
        _, height, width, _ = self._inputs.shape
        shape = (len(d_sums), height + kernel_height - 1, width + kernel_width - 1, filters)
        spread = self._workspace.empty("spread", shape, d_sums.dtype)
        spread.fill(0)
        rows = _positions(d_sums.shape[1], self._stride, kernel_height - 1 - self._top, shape[1])
        columns = _positions(d_sums.shape[2], self._stride, kernel_width - 1 - self._left, shape[2])
        spread[:, rows[1], columns[1]] = d_sums[:, rows[0], columns[0]]
        return spread


def _positions(count: int, stride: int, start: int, size: int) -> tuple[slice, slice]:
    """Which k below `count` have start + k stride within 0..size, and these positions."""
    first = max(-(start // stride), 0)
    last = max(min((size - 1 - start) // stride + 1, count), first)
    position = start + first * stride
    return slice(first, last), slice(position, position + (last - first) * stride, stride)
