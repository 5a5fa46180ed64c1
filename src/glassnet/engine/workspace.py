"""Arrays that a repeated step uses again and again, so that it allocates nothing."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from glassnet.nn.arrays import Array, Shape
from glassnet.nn.parameters import CACHE_LINE


def empty(shape: Shape, dtype: DTypeLike) -> Array:
    """An uninitialized array that begins at a cache line, where rows of vectors are read fastest."""
    dtype = np.dtype(dtype)
    size = prod(shape) * dtype.itemsize
    memory = np.empty(size + CACHE_LINE, np.uint8)
    start = -memory.ctypes.data % CACHE_LINE
    return memory[start : start + size].view(dtype).reshape(shape)


class Workspace:
    """Arrays by name and shape, the same one each time; its contents are whatever was left in it.

    One thread, one workspace.
    """

    def __init__(self) -> None:
        self._arrays: dict[tuple[str, Shape, Any], Array] = {}
        self._inner: dict[str, Workspace] = {}

    def empty(self, name: str, shape: Shape, dtype: DTypeLike) -> Array:
        """An array of this shape and dtype, uninitialized."""
        key = (name, shape, dtype)
        array = self._arrays.get(key)
        if array is None:
            array = self._arrays[key] = empty(shape, dtype)
        return array

    def empty_like(self, name: str, array: Array) -> Array:
        """An array of the same shape, dtype and memory order, uninitialized."""
        if array.flags.c_contiguous or not array.flags.f_contiguous:
            return self.empty(name, array.shape, array.dtype)
        return self.empty(name, array.shape[::-1], array.dtype).T

    def within(self, name: str) -> Workspace:
        """The workspace of one part, apart from all others."""
        inner = self._inner.get(name)
        if inner is None:
            inner = self._inner[name] = Workspace()
        return inner
