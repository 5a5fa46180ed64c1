"""Convolution: the same small set of weights, slid over the image, reads every place alike.

At each place a kernel sees a patch of the image, and does with it what `Dense` does with an example.
All places share the weights, so their gradients add up; patches overlap, so those of the pixels do.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Literal, NoReturn

import numpy as np

from glassnet.errors import SettingError, ShapeError, expect_count, format_error
from glassnet.nn.activations import Activation, Identity, back_through, expect_activation
from glassnet.nn.arrays import Array, Arrays, Buffers, Context, ForwardPass, Shape
from glassnet.nn.initializers import He, Initializer, Zeros
from glassnet.nn.kernels.convolution import convolve, correlate
from glassnet.nn.kernels.elementwise import add_rows

# Bytes of sums made at a time, so that what is done with them finds them in a core's own cache.
SUM_BYTES = 256 * 1024

Padding = Literal["valid", "same"] | int


@dataclass(frozen=True)
class Conv2D:
    """Slides `filters` kernels over images: activation(patches @ weights + bias) at every place.

    `padding` adds zeros around the image: "valid" none, "same" so many that with stride 1 the image
    keeps its size (the odd one below and to the right), a number that many on each side.
    With Z the sums and P the patches, one row for each place of each image:

        dZ = dA * g'(Z)        dW = P^T dZ        db = sum over all places of dZ
        d_inputs sums dZ W^T over all patches that a pixel is in: a convolution of dZ with the kernel turned
    """

    filters: int
    kernel_size: int | tuple[int, int] = 3
    stride: int = 1
    padding: Padding = "valid"
    activation: Activation = Identity()
    weights: Initializer = He()
    bias: Initializer = Zeros()

    def __post_init__(self) -> None:
        expect_count("Conv2D", "filters", self.filters)
        expect_count("Conv2D", "stride", self.stride)
        expect_activation("Conv2D", self.activation)
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
                format_error(
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
        weights, bias, buffers = parameters["weights"], parameters["bias"], context.buffers
        sliding = Sliding(self, inputs, buffers)
        outputs = buffers.lend("outputs", sliding.sums_shape, inputs.dtype)
        for block in sliding.blocks:
            convolve(sliding.images[block], weights, self.stride, outputs[block])
            self.activation.forward(outputs[block], bias, outputs[block])

        def backward(
            d_outputs: Array, gradients: Arrays, need_d_inputs: bool = True
        ) -> Array | None:
            sliding.begin_backward(weights, gradients, need_d_inputs)
            for block in sliding.blocks:
                out = buffers.lend("d_sums", outputs[block].shape, outputs.dtype)
                d_sums = back_through(self.activation, outputs[block], d_outputs[block], out)
                add_rows(d_sums.reshape(-1, self.filters), gradients["bias"])
                sliding.backward(block, d_sums, gradients["weights"])
            return sliding.d_inputs

        return outputs, backward

    def places(self, height: int, width: int) -> tuple[tuple[int, int], tuple[int, int]]:
        """Downwards and across: how many places the kernel takes, and the zeros before the image."""
        kernel_height, kernel_width = self.kernel
        return (
            _places(height, kernel_height, self.stride, self.padding),
            _places(width, kernel_width, self.stride, self.padding),
        )

    def reach(self, height: int, width: int) -> tuple[int, int]:
        """Height and width of an image with all zeros around it that the kernel reads."""
        (out_height, top), (out_width, left) = self.places(height, width)
        return (
            max((out_height - 1) * self.stride + self.kernel[0], top + height),
            max((out_width - 1) * self.stride + self.kernel[1], left + width),
        )


class Sliding:
    """A kernel's way over one batch of images and back, a few images at a time."""

    def __init__(self, layer: Conv2D, inputs: Array, buffers: Buffers) -> None:
        count, height, width, _ = inputs.shape
        (out_height, self._top), (out_width, self._left) = layer.places(height, width)
        self._inputs = inputs
        self._buffers = buffers
        self._stride = layer.stride
        self._reach = layer.reach(height, width)
        self.sums_shape = (count, out_height, out_width, layer.filters)
        step = max(SUM_BYTES // (prod(self.sums_shape[1:]) * inputs.itemsize), 1)
        self.blocks = [slice(i, min(i + step, count)) for i in range(0, count, step)]
        self.images = self._with_border()
        self.d_inputs: Array | None = None

    def _with_border(self) -> Array:
        """The images, with zeros around them as far as the kernel reaches."""
        count, height, width, channels = self._inputs.shape
        if self._reach == (height, width):
            return self._inputs
        shape = (count, *self._reach, channels)
        images = self._buffers.lend("with_border", shape, self._inputs.dtype)
        images.fill(0)
        top, left = self._top, self._left
        images[:, top : top + height, left : left + width] = self._inputs
        return images

    def begin_backward(self, weights: Array, gradients: Arrays, need_d_inputs: bool) -> None:
        """Gradients zero; weights turned around for the way to the inputs, where it is asked for."""
        gradients["weights"].fill(0)
        gradients["bias"].fill(0)
        self.d_inputs = None
        if need_d_inputs:
            inputs = self._inputs
            self.d_inputs = self._buffers.lend("d_inputs", inputs.shape, inputs.dtype)
            self._turned = np.ascontiguousarray(weights[::-1, ::-1].swapaxes(2, 3))

    def backward(self, block: slice, d_sums: Array, d_weights: Array) -> None:
        """Let `d_weights` grow by these images' share, and fill their `d_inputs`."""
        correlate(self.images[block], d_sums, self._stride, d_weights)
        if self.d_inputs is not None:
            convolve(self._spread(d_sums), self._turned, 1, self.d_inputs[block])

    def _spread(self, d_sums: Array) -> Array:
        """The derivatives where their patches end, zeros between: so that a pixel finds all of its own.

        Pixel Y has a part in the sum at y with weight i where Y + top = y stride + i. With kernel - 1 - i
        for i, as in the turned weights, the derivative must be found at y stride + kernel - 1 - top.
        """
        kernel_height, kernel_width, filters, _ = self._turned.shape
        _, height, width, _ = self._inputs.shape
        shape = (len(d_sums), height + kernel_height - 1, width + kernel_width - 1, filters)
        spread = self._buffers.lend("spread", shape, d_sums.dtype)
        spread.fill(0)
        rows = _landing(d_sums.shape[1], self._stride, kernel_height - 1 - self._top, shape[1])
        columns = _landing(d_sums.shape[2], self._stride, kernel_width - 1 - self._left, shape[2])
        spread[:, rows[1], columns[1]] = d_sums[:, rows[0], columns[0]]
        return spread


def _landing(count: int, stride: int, start: int, size: int) -> tuple[slice, slice]:
    """Which k below `count` have start + k stride within 0..size, and these places."""
    first = max(-(start // stride), 0)
    last = max(min((size - 1 - start) // stride + 1, count), first)
    place = start + first * stride
    return slice(first, last), slice(place, place + (last - first) * stride, stride)


def _places(size: int, kernel: int, stride: int, padding: Padding) -> tuple[int, int]:
    if padding == "same":
        places = -(-size // stride)
        return places, max((places - 1) * stride + kernel - size, 0) // 2
    zeros = 0 if padding == "valid" else int(padding)
    return (size + 2 * zeros - kernel) // stride + 1, zeros


def _is_count(value: object, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def _refuse(expected: str, got: object, remedy: str) -> NoReturn:
    raise SettingError(format_error("Conv2D", expected, repr(got), remedy))


def expect_image(where: str, input_shape: Shape) -> Shape:
    """The shape itself; raises `ShapeError` unless it is (height, width, channels)."""
    if len(input_shape) != 3:
        raise ShapeError(
            format_error(
                where,
                "images of shape (batch, height, width, channels)",
                f"({', '.join(['batch', *map(str, input_shape)])})",
                "Give the network input_shape=(28, 28, 1).",
            )
        )
    return input_shape
