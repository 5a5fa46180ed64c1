"""All parameters of a network as one vector, with a named view for each array of each layer.

One vector keeps the rest simple: an optimizer's step is one pass over it, a checkpoint is a few
arrays, and "change parameter i" is one index.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import DTypeLike

from glassnet.errors import ShapeError, format_error
from glassnet.nn.arrays import Array, Shape

__all__ = ["Layout", "Parameters"]

CACHE_LINE = 64


@dataclass(frozen=True)
class Layout:
    """The named arrays in the order in which they lie in the vector: "1.weights" and its shape, ..."""

    shapes: tuple[tuple[str, Shape], ...]

    @property
    def size(self) -> int:
        """The number of parameters."""
        return sum(prod(shape) for _, shape in self.shapes)


def zeros(size: int, dtype: DTypeLike) -> Array:
    """A vector of zeros that begins at a cache line of 64 bytes, where vector instructions read fastest."""
    itemsize = np.dtype(dtype).itemsize
    memory = np.zeros(size * itemsize + CACHE_LINE, np.uint8)
    start = -memory.ctypes.data % CACHE_LINE
    return memory[start : start + size * itemsize].view(dtype)


class Parameters(Mapping[str, Array]):
    """One contiguous vector, and views into it by name: writing to a view writes to the vector."""

    def __init__(self, layout: Layout, vector: Array) -> None:
        if vector.shape != (layout.size,) or not vector.flags.c_contiguous:
            raise ShapeError(
                format_error(
                    "Parameters",
                    f"one contiguous vector of {layout.size} numbers",
                    f"an array of shape {vector.shape}",
                    "Make it with network.initialize() or network.empty_parameters().",
                )
            )
        self.layout = layout
        self.vector = vector
        self._views: dict[str, Array] = {}
        self._groups: dict[str, dict[str, Array]] = {}
        start = 0
        for name, shape in layout.shapes:
            view = vector[start : start + prod(shape)].reshape(shape)
            start += prod(shape)
            self._views[name] = view
            layer, _, own_name = name.rpartition(".")
            self._groups.setdefault(layer, {})[own_name] = view

    def __getitem__(self, name: str) -> Array:
        try:
            return self._views[name]
        except KeyError:
            raise KeyError(f"{name!r}; there are: {', '.join(self._views)}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._views)

    def __len__(self) -> int:
        return len(self._views)

    def __repr__(self) -> str:
        arrays = ", ".join(f"{name} {shape}" for name, shape in self.layout.shapes)
        return f"Parameters({self.vector.dtype}, {self.vector.size:,} numbers: {arrays})"

    def __reduce__(self) -> tuple[type[Parameters], tuple[Layout, Array]]:
        # A pickle or deep copy of the views would be arrays of their own.
        return Parameters, (self.layout, self.vector)

    def of_layer(self, name: str) -> dict[str, Array]:
        """The arrays of one layer by their own names: {"weights": ..., "bias": ...}."""
        return self._groups.get(name, {})

    def like(self) -> Parameters:
        """Zeros in the same layout: gradients, or an optimizer's moments."""
        return Parameters(self.layout, zeros(self.vector.size, self.vector.dtype))

    def copy(self) -> Parameters:
        """The same numbers in a vector of their own."""
        return self.astype(self.vector.dtype)

    def astype(self, dtype: DTypeLike) -> Parameters:
        """The same numbers in another precision, always in a vector of their own."""
        vector = zeros(self.vector.size, dtype)
        vector[:] = self.vector
        return Parameters(self.layout, vector)
