"""A chain of layers as it grows while a graph is read, and the axes of the values so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import prod
from typing import Final

import numpy as np

from glassnet.errors import SettingError, format_error
from glassnet.models.file import MAX_LAYER_VALUES
from glassnet.nn import (
    Activate,
    Activation,
    Array,
    Conv2D,
    Dense,
    Flatten,
    GlobalAveragePool,
    Identity,
    Layer,
    Shape,
)

IMAGE_AXES: Final = ("c", "h", "w")
OUR_AXES: Final = ("h", "w", "c")
FLAT: Final = ("f",)


def expect_size(shape: Sequence[int]) -> None:
    """Raise `SettingError` for values of which a model may not have as many, before they take memory."""
    if prod(shape) > MAX_LAYER_VALUES:
        expected = f"at most {MAX_LAYER_VALUES:,} values for an image"
        raise SettingError(
            format_error("A layer", expected, f"{prod(shape):,}", "Import a smaller network.")
        )


class Chain:
    """Layers in our order. `axes` and `shape` describe one example's values in the graph's order.

    `rows` is set while values are flat in another order than ours: our value k is the graph's `rows[k]`.
    """

    def __init__(self, shape: Shape, axes: tuple[str, ...]) -> None:
        self.layers: list[Layer] = []
        self.arrays: list[dict[str, Array]] = []
        self.shape: Shape = shape
        self.axes = axes
        self.rows: Array | None = None
        self._pending: tuple[Array, Array] | None = (
            None  # scale and shift of rows, for the next layer
        )
        self.input_shape: Shape = ()

    @property
    def is_flat(self) -> bool:
        """Whether one example is a row of values."""
        return self.axes == FLAT

    def begin(self) -> None:
        """Fix the shape of the network's inputs, once the first layer is known."""
        if not self.input_shape:
            self.input_shape = self._our_shape()

    def add(self, layer: Layer, **arrays: Array) -> None:
        """Add a layer with its arrays in our axes; the values keep the axes that they have."""
        self.finish()
        expect_size(self.shape)
        self.begin()
        self.layers.append(layer)
        self.arrays.append(arrays)

    def add_dense(self, weights: Array, bias: Array) -> None:
        """A dense layer with weights `(inputs, units)` in the graph's order."""
        if self.rows is not None:
            weights = weights[self.rows]
        if self._pending is not None:
            (scale, shift), self._pending = self._pending, None
            bias = bias + np.broadcast_to(shift, len(weights)) @ weights
            weights = weights * scale.reshape(-1, 1)
        self.add(Dense(weights.shape[1]), weights=weights, bias=bias)
        self.rows, self.shape = None, (weights.shape[1],)

    def add_convolution(self, layer: Conv2D, weights: Array, bias: Array) -> None:
        """A convolution with weights `(filters, channels, height, width)`."""
        height, width = self.image_size()
        self.add(layer, weights=weights.transpose(2, 3, 1, 0), bias=bias)
        rows, columns, filters = layer.output_shape((height, width, weights.shape[1]))
        self.shape = (filters, rows, columns)

    def add_pooling(self, layer: Layer) -> None:
        """A pooling layer; the global one leaves flat values."""
        height, width = self.image_size()
        after = layer.output_shape((height, width, self.shape[0]))
        self.add(layer)
        if isinstance(layer, GlobalAveragePool):
            self.shape, self.axes = after, FLAT
        else:
            self.shape = (after[2], after[0], after[1])

    def image_size(self) -> tuple[int, int]:
        """Height and width of images with channels first. Raises `SettingError` for other values."""
        if self.axes != IMAGE_AXES:
            raise SettingError(
                format_error(
                    "A convolution or pooling layer", "images with the axes (batch, channels, height, width)",
                    f"values of shape {self.shape} with the axes {', '.join(self.axes)}",
                    "Transpose them, or reshape them before.",
                )
            )  # fmt: skip
        _, height, width = self.shape
        return height, width

    def activate(self, activation: Activation) -> None:
        """An activation: that of the last layer, if it has none."""
        last = self.layers[-1] if self.layers else None
        if isinstance(last, Dense | Conv2D) and isinstance(last.activation, Identity):
            self.layers[-1] = replace(last, activation=activation)
        else:
            self.add(Activate(activation))

    def finish(self) -> None:
        """Make what scales and shifts rows a layer of its own, where no dense layer came after it."""
        if self._pending is not None:
            rows, self.rows = self.rows, None
            expect_size((self.shape[0], self.shape[0]))
            self.add_dense(np.eye(self.shape[0]), np.zeros(self.shape[0]))
            self.rows = rows

    def flatten(self) -> None:
        """Values as one row, in the graph's order."""
        if self.is_flat:
            return
        size = prod(self.shape)
        expect_size(self.shape)
        if len(self.axes) == len(OUR_AXES):
            order = [self.axes.index(axis) for axis in OUR_AXES]
            rows = np.arange(size).reshape(self.shape).transpose(order).ravel()
            self.rows = None if (rows == np.arange(size)).all() else rows
        if self.layers:
            self.add(Flatten())
        self.shape, self.axes = (size,), FLAT

    def transpose(self, order: Sequence[int]) -> None:
        """Values with their axes (the batch, 0, included) in another order."""
        if self.is_flat and len(order) == 4:
            return  # images of one pixel
        if order[0] != 0 or len(order) != len(self.axes) + 1 or self.is_flat:
            raise SettingError(
                format_error(
                    "A transposition", "one of the axes of images", f"{list(order)}",
                    "Leave the batch as the first axis.",
                )
            )  # fmt: skip
        self.axes = tuple(self.axes[i - 1] for i in order[1:])
        self.shape = tuple(self.shape[i - 1] for i in order[1:])

    def scale_and_shift(self, scale: Array, shift: Array) -> None:
        """values x scale + shift, by channel (or by value of a row)."""
        last = self.layers[-1] if self.layers else None
        if isinstance(last, Dense | Conv2D) and isinstance(last.activation, Identity):
            arrays = self.arrays[-1]
            self.arrays[-1] = {
                "weights": arrays["weights"] * scale,
                "bias": arrays["bias"] * scale + shift,
            }
        elif self.is_flat:
            if self.rows is not None:
                scale, shift = (
                    each[self.rows] if each.size > 1 else each for each in (scale, shift)
                )
            before, added = self._pending or (np.ones(1), np.zeros(1))
            self._pending = (before * scale, added * scale + shift)
        else:
            channels = self.shape[0] if self.axes == IMAGE_AXES else self.shape[-1]
            if self.axes not in (IMAGE_AXES, OUR_AXES):
                channels = 1
            expect_size((channels, channels))
            diagonal = np.diag(np.broadcast_to(scale, (channels,)))
            self.add(
                Conv2D(channels, 1),
                weights=diagonal.reshape(1, 1, channels, channels),
                bias=np.broadcast_to(shift, (channels,)),
            )

    def _our_shape(self) -> Shape:
        sizes = dict(zip(self.axes, self.shape, strict=True))
        if self.is_flat:
            return self.shape
        return (sizes["h"], sizes["w"], sizes.get("c", 1))
