"""Rows of stored images: which images a batch has, and their bytes 0..255 as inputs 0..1."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import DTypeLike, NDArray

from glassnet.engine.kernel import kernel
from glassnet.engine.workspace import Workspace
from glassnet.nn.arrays import Array, Shape


@dataclass(frozen=True, eq=False)
class Rows:
    """The images at `order` `(batch,)` of stored `images` `(count, *shape)`, bytes."""

    images: NDArray[np.uint8]
    order: NDArray[np.int64]

    @classmethod
    def all(cls, images: NDArray[np.uint8]) -> Rows:
        """All of the images `(count, *shape)`, in their order."""
        return cls(images, np.arange(len(images)))

    def __len__(self) -> int:
        return len(self.order)

    @property
    def pixels(self) -> NDArray[np.uint8]:
        """All stored images as `(count, pixels)`, contiguous; copied only if they are not."""
        count, *shape = self.images.shape
        return np.ascontiguousarray(self.images.reshape(count, prod(shape)))

    def scale(self, dtype: DTypeLike, shape: Shape) -> Array:
        """The images in 0..1, `(batch, *shape)`: byte / 255."""
        scaled = np.divide(self.images[self.order], 255, dtype=np.dtype(dtype))
        return scaled.reshape(len(self), *shape)

    def scale_chunk(
        self, chunk: slice, dtype: DTypeLike, shape: Shape, workspace: Workspace
    ) -> Array:
        """The images of a chunk in 0..1, `(rows, *shape)`, in an array of the workspace."""
        chosen, pixels = self.order[chunk], self.pixels
        inputs = workspace.empty("inputs", (len(chosen), pixels.shape[1]), np.dtype(dtype))
        gather(pixels, chosen, inputs)
        return inputs.reshape(len(chosen), *shape)


@kernel("glassnet.engine.compiled.rows")
def gather(images: NDArray[np.uint8], order: NDArray[np.int64], out: NDArray[np.floating]) -> None:
    """Fill `out` `(batch, pixels)` with the rows of `images` `(count, pixels)` at `order`, in 0..1.

    out[i, j] = images[order[i], j] / 255, correctly rounded, in the type of `out`.
    """
    np.divide(np.take(images, order, axis=0), 255, out=out, dtype=out.dtype)
