"""Pooling: an image becomes smaller, and what it shows may move a little without changing the output.

Windows are `size` x `size`, each `stride` after the one before; pixels that no whole window reaches
are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce

import numpy as np

from glassnet.errors import ShapeError, expect_count, expect_image, format_error
from glassnet.nn.arrays import Array, Arrays, ForwardPass, Shape
from glassnet.nn.layers import WithoutParameters

__all__ = ["AveragePool2D", "GlobalAveragePool", "MaxPool2D"]


@dataclass(frozen=True)
class Pool2D(WithoutParameters):
    """The settings of pooling layers: the size of a window and the stride (0: the size)."""

    size: int = 2
    stride: int = 0

    def __post_init__(self) -> None:
        name = type(self).__name__
        expect_count(name, "size", self.size)
        if self.stride != 0:
            expect_count(name, "stride", self.stride)

    @property
    def step(self) -> int:
        """The distance from one window to the next."""
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
        out_height, out_width = (
            (length - self.size) // self.step + 1 for length in (height, width)
        )
        return (out_height, out_width, channels)

    def window_pixels(self, images: Array) -> Iterator[Array]:
        """For each position in a window, a view `(batch, out_height, out_width, channels)` of its pixels."""
        height, width, _ = self.output_shape(images.shape[1:])
        for i in range(self.size):
            for j in range(self.size):
                rows = slice(i, i + self.step * (height - 1) + 1, self.step)
                columns = slice(j, j + self.step * (width - 1) + 1, self.step)
                yield images[:, rows, columns]


@dataclass(frozen=True)
class MaxPool2D(Pool2D):
    """The maximum of each window; in the backward pass only that pixel receives the error."""

    def forward(
        self, parameters: Arrays, inputs: Array, rng: np.random.Generator | None = None
    ) -> ForwardPass:
        """Outputs `(batch, out_height, out_width, channels)`."""
        windows = np.stack(list(self.window_pixels(inputs)))
        argmax = windows.argmax(axis=0)
        outputs = np.take_along_axis(windows, argmax[np.newaxis], axis=0)[0]

        def backward(d_outputs: Array, gradients: Arrays) -> Array:
            d_inputs = np.zeros_like(inputs)
            for position, pixels in enumerate(self.window_pixels(d_inputs)):
                pixels += d_outputs * (argmax == position)
            return d_inputs

        return outputs, backward


@dataclass(frozen=True)
class AveragePool2D(Pool2D):
    """The mean of each window; in the backward pass its pixels share the error equally."""

    def forward(
        self, parameters: Arrays, inputs: Array, rng: np.random.Generator | None = None
    ) -> ForwardPass:
        """Outputs `(batch, out_height, out_width, channels)`."""
        outputs = reduce(np.add, self.window_pixels(inputs)) / self.size**2

        def backward(d_outputs: Array, gradients: Arrays) -> Array:
            d_inputs = np.zeros_like(inputs)
            for pixels in self.window_pixels(d_inputs):
                pixels += d_outputs / self.size**2
            return d_inputs

        return outputs, backward


@dataclass(frozen=True)
class GlobalAveragePool(WithoutParameters):
    """The mean of each channel over the whole image."""

    def output_shape(self, input_shape: Shape) -> Shape:
        """`(channels,)`."""
        return (expect_image("GlobalAveragePool", input_shape)[2],)

    def forward(
        self, parameters: Arrays, inputs: Array, rng: np.random.Generator | None = None
    ) -> ForwardPass:
        """Outputs `(batch, channels)`."""
        _, height, width, _ = inputs.shape

        def backward(d_outputs: Array, gradients: Arrays) -> Array:
            share = d_outputs[:, np.newaxis, np.newaxis] / (height * width)
            return np.broadcast_to(share, inputs.shape)

        return inputs.mean(axis=(1, 2)), backward


LAYERS: dict[str, type] = {
    "max_pool2d": MaxPool2D,
    "average_pool2d": AveragePool2D,
    "global_average_pool": GlobalAveragePool,
}
