"""What everything here is made of: arrays, their axes, and the memory that they live in.

Axes. The batch comes first. Dense inputs are `(batch, features)`, images `(batch, height, width,
channels)`. Weights are `(inputs, outputs)`, so that code reads `inputs @ weights + bias`. A name
that begins with `d_` is the derivative of the loss by what follows: `d_outputs` is dL/d(outputs).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import prod
from typing import Any, Protocol

import numpy as np
from numpy.typing import DTypeLike, NDArray

Array = NDArray[Any]
Shape = tuple[int, ...]
Arrays = Mapping[str, Array]


class Backward(Protocol):
    """The way back through one forward pass: the chain rule for whoever made it."""

    def __call__(
        self, d_outputs: Array, gradients: Arrays, need_d_inputs: bool = True
    ) -> Array | None:
        """Fill `gradients` and return `d_inputs`, or None where nobody needs it."""
        ...


# What a processor reads at a time: an array that begins with one of these is read without splitting two.
CACHE_LINE = 64


def empty(shape: Shape, dtype: DTypeLike) -> Array:
    """An uninitialised array that begins with a cache line, as rows of whole vectors are read fastest."""
    dtype = np.dtype(dtype)
    size = prod(shape) * dtype.itemsize
    memory = np.empty(size + CACHE_LINE, np.uint8)
    start = -memory.ctypes.data % CACHE_LINE
    return memory[start : start + size].view(dtype).reshape(shape)


def zeros(shape: Shape, dtype: DTypeLike) -> Array:
    """An array of zeros that begins with a cache line."""
    array = empty(shape, dtype)
    array.fill(0)
    return array


def shortened(array: Array, length: int) -> Array:
    """The first `length` rows in memory of their own, for whoever gives up the others.

    Where `array` has such memory, what is behind them is given back, and nothing is copied: memory that was
    never touched takes longer to come than to fill. `array` and its views must not be used any more.
    """
    if not array.flags.owndata:
        return array[:length].copy()
    array.resize((length, *array.shape[1:]), refcheck=False)
    return array


class Buffers:
    """Lends arrays by name and shape, the same one each time, so that a repeated step allocates nothing.

    The contents of a lent array are whatever was left in it. One thread, one `Buffers`.
    """

    def __init__(self) -> None:
        self._arrays: dict[tuple[str, Shape, Any], Array] = {}
        self._inner: dict[str, Buffers] = {}

    def lend(self, name: str, shape: Shape, dtype: DTypeLike) -> Array:
        """An array of this shape and dtype, uninitialised."""
        key = (name, shape, dtype)
        array = self._arrays.get(key)
        if array is None:
            array = self._arrays[key] = empty(shape, dtype)
        return array

    def lend_like(self, name: str, array: Array) -> Array:
        """An array of the same shape and dtype that lies in memory in the same order, uninitialised."""
        if array.flags.c_contiguous or not array.flags.f_contiguous:
            return self.lend(name, array.shape, array.dtype)
        return self.lend(name, array.shape[::-1], array.dtype).T

    def within(self, name: str) -> Buffers:
        """The buffers of one part, apart from all others."""
        inner = self._inner.get(name)
        if inner is None:
            inner = self._inner[name] = type(self)()
        return inner


class FreshBuffers(Buffers):
    """Lends a new array each time: for whoever keeps results, or runs a pass once."""

    def lend(self, name: str, shape: Shape, dtype: DTypeLike) -> Array:
        """A new array of this shape and dtype, uninitialised."""
        return np.empty(shape, dtype)

    def within(self, name: str) -> Buffers:
        """Itself: new arrays have no owner."""
        return self


FRESH = FreshBuffers()


@dataclass(frozen=True)
class Context:
    """What a pass may use: a generator (only while training), and buffers to work in.

    Without a `way_back` only outputs are asked for, and layers need keep nothing.
    """

    rng: np.random.Generator | None = None
    buffers: Buffers = field(default=FRESH)
    way_back: bool = True

    @property
    def training(self) -> bool:
        """Whether layers such as dropout should act as they do in training."""
        return self.rng is not None

    def within(self, name: str) -> Context:
        """The same context with the buffers of one part."""
        inner = self.buffers.within(name)
        return self if inner is self.buffers else Context(self.rng, inner, self.way_back)


PREDICTING = Context()

ForwardPass = tuple[Array, Backward]
