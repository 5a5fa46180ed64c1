"""Convolution: the same small set of weights, slid over the image, reads every place alike.

A patch of the image, written as a row, is to its kernel what an example is to `Dense`; so a layer here
gathers patches and multiplies. Patches are many times larger than the image they come from, and so
they are made for a few images at a time, small enough to stay in the processor's cache, and made
again on the way back rather than kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Literal, NoReturn

import numpy as np

from glassnet.nn.activations import Activation, Identity, back_through
from glassnet.nn.arrays import Array, Arrays, Buffers, Context, ForwardPass, Shape
from glassnet.nn.errors import SettingError, ShapeError, expect_positive, sentence
from glassnet.nn.initializers import He, Initializer, Zeros
from glassnet.nn.kernels.elementwise import add_rows
from glassnet.nn.kernels.patches import gather_columns, gather_patches, scatter_patches

# Bytes of patches made at a time: with what is made of them, they fit into a core's own cache.
PATCH_BYTES = 384 * 1024

Padding = Literal["valid", "same"] | int


@dataclass(frozen=True)
class Conv2D:
    """Slides `filters` kernels over images: activation(patches @ weights + bias) at every place.

    `padding` adds zeros around the image: "valid" none, "same" so many that with stride 1 the image
    keeps its size (the odd one below and to the right), a number that many on each side.
    With Z the sums and P the patches, one row for each place of each image:

        dZ = dA * g'(Z)        dW = P^T dZ        db = sum over all places of dZ
        dP = dZ W^T, and d_inputs sums dP over all patches that a pixel is in
    """

    filters: int
    kernel_size: int | tuple[int, int] = 3
    stride: int = 1
    padding: Padding = "valid"
    activation: Activation = Identity()
    weights: Initializer = He()
    bias: Initializer = Zeros()

    def __post_init__(self) -> None:
        expect_positive("Conv2D", "filters", self.filters)
        expect_positive("Conv2D", "stride", self.stride)
        if len(self.kernel) != 2 or not all(_is_count(each, 1) for each in self.kernel):
            _refuse("kernel_size a whole number above 0, or two", self.kernel_size, "Write 3.")
        if self.padding not in ("valid", "same") and not _is_count(self.padding, 0):
            expected = 'padding "valid", "same" or a whole number from 0'
            _refuse(expected, self.padding, '"same" keeps the size of the image.')

    @property
    def kernel(self) -> tuple[int, int]:
        """Height and width of the kernel."""
        size = self.kernel_size
        return size if isinstance(size, tuple) else (size, size)

    def output_shape(self, input_shape: Shape) -> Shape:
        """`(out_height, out_width, filters)`."""
        height, width, _ = expect_image("Conv2D", input_shape)
        (out_height, _), (out_width, _) = self.places(height, width)
        if out_height < 1 or out_width < 1:
            raise ShapeError(
                sentence(
                    f"Conv2D with a {self.kernel[0]}x{self.kernel[1]} kernel",
                    "images at least that large",
                    f"{height}x{width}",
                    "Choose a smaller kernel_size or more padding.",
                )
            )
        return (out_height, out_width, self.filters)

    def parameter_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        """Weights `(kernel_height, kernel_width, channels, filters)`, bias `(filters,)`."""
        return {
            "weights": (*self.kernel, input_shape[2], self.filters),
            "bias": (self.filters,),
        }

    def initialize(self, rng: np.random.Generator, input_shape: Shape) -> dict[str, Array]:
        """Weights first, then the bias; a sum reads one patch, a pixel feeds one patch of filters."""
        initializers = {"weights": self.weights, "bias": self.bias}
        places = prod(self.kernel)
        return {
            name: initializers[name](rng, shape, places * input_shape[2], places * self.filters)
            for name, shape in self.parameter_shapes(input_shape).items()
        }

    def forward(self, parameters: Arrays, inputs: Array, context: Context) -> ForwardPass:
        """Outputs `(batch, out_height, out_width, filters)`."""
        patches = Patches(self, parameters["weights"], inputs, context.buffers)
        outputs = context.buffers.lend("outputs", patches.sums_shape, inputs.dtype)
        for block in patches.blocks:
            patches.sum(block, outputs[block])
            self.activation.forward(outputs[block], parameters["bias"], outputs[block])

        def backward(
            d_outputs: Array, gradients: Arrays, need_d_inputs: bool = True
        ) -> Array | None:
            d_inputs = patches.begin_backward(gradients, need_d_inputs)
            for block in patches.blocks:
                out = context.buffers.lend("d_sums", outputs[block].shape, outputs.dtype)
                d_sums = back_through(self.activation, outputs[block], d_outputs[block], out)
                add_rows(d_sums.reshape(-1, self.filters), gradients["bias"])
                patches.backward(block, d_sums, gradients["weights"], d_inputs)
            return d_inputs

        return outputs, backward

    def places(self, height: int, width: int) -> tuple[tuple[int, int], tuple[int, int]]:
        """Downwards and across: how many places the kernel takes, and the zeros before the image."""
        kernel_height, kernel_width = self.kernel
        return (
            _places(height, kernel_height, self.stride, self.padding),
            _places(width, kernel_width, self.stride, self.padding),
        )


class Patches:
    """The patches of a batch of images and their products with the weights, a few images at a time."""

    def __init__(self, layer: Conv2D, weights: Array, images: Array, buffers: Buffers) -> None:
        count, height, width, channels = images.shape
        (out_height, self._top), (out_width, self._left) = layer.places(height, width)
        self._images = images
        self._weights = weights.reshape(-1, layer.filters)
        self._buffers = buffers
        self._stride = layer.stride
        self._places = (out_height, out_width)
        self._kernel = (*layer.kernel, channels)
        self.sums_shape = (count, out_height, out_width, layer.filters)
        bytes_of_one = prod(self._places) * prod(self._kernel) * images.itemsize
        step = max(PATCH_BYTES // bytes_of_one, 1)
        self.blocks = [slice(i, min(i + step, count)) for i in range(0, count, step)]

    def sum(self, block: slice, out: Array) -> None:
        """Write the sums of a block of images, patches @ weights, `(images, *places, filters)`."""
        np.matmul(self._gather(block), self._weights, out=self._rows(out))

    def begin_backward(self, gradients: Arrays, need_d_inputs: bool) -> Array | None:
        """Gradients zero, and an array for dL/d(images) where it is needed."""
        gradients["weights"].fill(0)
        gradients["bias"].fill(0)
        if not need_d_inputs:
            return None
        return self._buffers.lend("d_inputs", self._images.shape, self._images.dtype)

    def backward(
        self, block: slice, d_sums: Array, d_weights: Array, d_images: Array | None
    ) -> None:
        """The way back through `sum`: dW grows by P^T dZ, and dP = dZ W^T is summed by pixel."""
        d_rows, weights = self._rows(d_sums), self._weights
        share = self._buffers.lend("d_weights", weights.shape, weights.dtype)
        d_weights += np.matmul(self._gather(block).T, d_rows, out=share).reshape(d_weights.shape)
        if d_images is not None:
            d_patches = self._lend(len(d_sums))
            np.matmul(d_rows, weights.T, out=d_patches.reshape(-1, len(weights)))
            scatter_patches(d_patches, self._stride, self._top, self._left, d_images[block])

    def _gather(self, block: slice) -> Array:
        """The patches of a block of images, `(places of all its images, inputs of a kernel)`."""
        images = self._images[block]
        if images.shape[3] == 1:
            shape = (*self._kernel, len(images), *self._places)
            columns = self._buffers.lend("columns", shape, images.dtype)
            gather_columns(images, self._stride, self._top, self._left, columns)
            return columns.reshape(prod(self._kernel), -1).T
        patches = self._lend(len(images))
        gather_patches(images, self._stride, self._top, self._left, patches)
        return patches.reshape(-1, prod(self._kernel))

    def _lend(self, count: int) -> Array:
        shape = (count, *self._places, *self._kernel)
        return self._buffers.lend("patches", shape, self._images.dtype)

    @staticmethod
    def _rows(sums: Array) -> Array:
        return sums.reshape(-1, sums.shape[3])


def _places(size: int, kernel: int, stride: int, padding: Padding) -> tuple[int, int]:
    if padding == "same":
        places = -(-size // stride)
        return places, max((places - 1) * stride + kernel - size, 0) // 2
    zeros = 0 if padding == "valid" else int(padding)
    return (size + 2 * zeros - kernel) // stride + 1, zeros


def _is_count(value: object, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def _refuse(expected: str, got: object, remedy: str) -> NoReturn:
    raise SettingError(sentence("Conv2D", expected, repr(got), remedy))


def expect_image(where: str, input_shape: Shape) -> Shape:
    """The shape itself; raises `ShapeError` unless it is (height, width, channels)."""
    if len(input_shape) != 3:
        raise ShapeError(
            sentence(
                where,
                "images of shape (batch, height, width, channels)",
                f"({', '.join(['batch', *map(str, input_shape)])})",
                "Give the network input_shape=(28, 28, 1).",
            )
        )
    return input_shape
