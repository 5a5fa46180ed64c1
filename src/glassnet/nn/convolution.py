"""Convolution: the same small set of weights, applied at every position of an image.

At each position the kernel covers a patch of the image, and does with it what `Dense` does with an
example. All positions share the weights, so their gradients add up; patches overlap, so those of
the pixels do.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Literal, NoReturn

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from glassnet.errors import SettingError, ShapeError, expect_count, expect_image, format_error
from glassnet.nn.activations import Activation, Identity, expect_activation
from glassnet.nn.arrays import Array, Arrays, ForwardPass, Shape
from glassnet.nn.initializers import He, Initializer, Zeros

__all__ = ["Conv2D"]

Padding = Literal["valid", "same"] | int


@dataclass(frozen=True)
class Conv2D:
    """Applies `filters` kernels at every position: activation(patches @ weights + bias).

    `padding` adds zeros around the image: "valid" none, "same" so many that with stride 1 the image
    keeps its size (the odd one below and to the right), a number that many on each side.
    With Z the sums and P the patches, one row for each position of each image:

        dZ = dA * g'(Z)        dW = P^T dZ        db = sum over all positions of dZ
        d_inputs adds dZ W^T to each patch
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
        (out_height, _), (out_width, _) = self.positions(height, width)
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
        """Weights first, then the bias; fan_in is the size of a patch, fan_out that of a patch of filters."""
        initializers = {"weights": self.weights, "bias": self.bias}
        area = prod(self.kernel)
        return {
            name: initializers[name](rng, shape, area * input_shape[2], area * self.filters)
            for name, shape in self.parameter_shapes(input_shape).items()
        }

    def forward(
        self, parameters: Arrays, inputs: Array, rng: np.random.Generator | None = None
    ) -> ForwardPass:
        """Outputs `(batch, out_height, out_width, filters)`."""
        weights, bias = parameters["weights"], parameters["bias"]
        patches = self._patches(self._pad(inputs))
        # Summed over channels and both axes of the kernel.
        sums = np.tensordot(patches, weights, axes=((3, 4, 5), (2, 0, 1))) + bias
        outputs = self.activation.forward(sums)

        def backward(d_outputs: Array, gradients: Arrays) -> Array:
            d_sums = self.activation.backward(sums, outputs, d_outputs)
            # Summed over examples and positions: (channels, kernel_height, kernel_width, filters).
            d_weights = np.tensordot(patches, d_sums, axes=((0, 1, 2), (0, 1, 2)))
            gradients["weights"][...] = d_weights.transpose(1, 2, 0, 3)
            gradients["bias"][...] = d_sums.sum(axis=(0, 1, 2))
            return self._spread(d_sums, weights, inputs.shape)

        return outputs, backward

    def positions(self, height: int, width: int) -> tuple[tuple[int, int], tuple[int, int]]:
        """For each axis the number of positions of the kernel, and the zeros before the image."""
        return (
            _positions(height, self.kernel[0], self.stride, self.padding),
            _positions(width, self.kernel[1], self.stride, self.padding),
        )

    def padded_size(self, height: int, width: int) -> tuple[int, int]:
        """Height and width of the image with the zeros around it."""
        (out_height, top), (out_width, left) = self.positions(height, width)
        return (
            max((out_height - 1) * self.stride + self.kernel[0], top + height),
            max((out_width - 1) * self.stride + self.kernel[1], left + width),
        )

    def _pad(self, images: Array) -> Array:
        """The images with zeros around them, `(batch, padded_height, padded_width, channels)`."""
        count, height, width, channels = images.shape
        padded = np.zeros((count, *self.padded_size(height, width), channels), images.dtype)
        self._inside(padded, height, width)[...] = images
        return padded

    def _inside(self, padded: Array, height: int, width: int) -> Array:
        """The view of padded images that leaves out the zeros."""
        (_, top), (_, left) = self.positions(height, width)
        return padded[:, top : top + height, left : left + width]

    def _patches(self, padded: Array) -> Array:
        """A view `(batch, out_height, out_width, channels, kernel_height, kernel_width)`."""
        windows = sliding_window_view(padded, self.kernel, axis=(1, 2))
        return windows[:, :: self.stride, :: self.stride]

    def _spread(self, d_sums: Array, weights: Array, shape: Shape) -> Array:
        """dL/d(inputs): each weight of the kernel sends its share of `d_sums` to the pixel under it."""
        count, height, width, channels = shape
        _, rows, columns, _ = d_sums.shape
        d_padded = np.zeros((count, *self.padded_size(height, width), channels), d_sums.dtype)
        for i in range(self.kernel[0]):
            for j in range(self.kernel[1]):
                under_i = slice(i, i + self.stride * (rows - 1) + 1, self.stride)
                under_j = slice(j, j + self.stride * (columns - 1) + 1, self.stride)
                d_padded[:, under_i, under_j] += d_sums @ weights[i, j].T
        return self._inside(d_padded, height, width)


def _positions(size: int, kernel: int, stride: int, padding: Padding) -> tuple[int, int]:
    if padding == "same":
        count = -(-size // stride)
        return count, max((count - 1) * stride + kernel - size, 0) // 2
    zeros = 0 if padding == "valid" else int(padding)
    return (size + 2 * zeros - kernel) // stride + 1, zeros


def _is_count(value: object, minimum: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= minimum


def _refuse(expected: str, got: object, remedy: str) -> NoReturn:
    raise SettingError(format_error("Conv2D", expected, repr(got), remedy))


LAYERS: dict[str, type] = {"conv2d": Conv2D}
