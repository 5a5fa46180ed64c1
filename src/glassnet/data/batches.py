"""From stored bytes to what a network reads: the order of an epoch, and batches scaled to 0..1."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import DTypeLike, NDArray

from glassnet.engine.kernel import kernel
from glassnet.nn.arrays import FRESH, Array, Buffers, Shape
from glassnet.nn.lit import LitImages

# Separates these random numbers from every other use of the same seed.
ORDER_STREAM = 0x0BDE5


def epoch_order(seed: int, epoch: int, count: int, shuffled: bool = True) -> NDArray[np.int64]:
    """The order `(count,)` in which an epoch visits the examples: pure in (seed, epoch).

    Not shuffled, it is the order of the file.
    """
    if not shuffled:
        return np.arange(count, dtype=np.int64)
    return np.random.default_rng([ORDER_STREAM, seed, epoch]).permutation(count)


def scale(images: NDArray[np.uint8], dtype: DTypeLike = np.float32) -> NDArray[np.floating]:
    """Images `(count, 28, 28)` as network inputs `(count, 28, 28, 1)`, 0..255 scaled to 0..1."""
    return np.divide(images, 255, dtype=np.dtype(dtype))[..., np.newaxis]


@kernel("glassnet.data.batches_compiled")
def gather(images: NDArray[np.uint8], order: NDArray[np.int64], out: NDArray[np.floating]) -> None:
    """Fill `out` `(batch, 784)` with the rows of `images` `(count, 784)` at `order`, in 0..1.

    out[i, j] = images[order[i], j] / 255, correctly rounded, in the type of `out`.
    """
    np.divide(images[order], 255, out=out, dtype=out.dtype)


@dataclass(frozen=True, eq=False)
class StoredRows:
    """Some stored images in some order, as inputs of a network: scaled and shaped when they are read.

    `images` `(count, pixels)` bytes; `order` says which of them, one after the other. With `as_lists`
    they are read as lists of lit pixels: `lists`, where they exist for this order.
    """

    images: NDArray[np.uint8]
    order: NDArray[np.int64]
    input_shape: Shape
    dtype: DTypeLike
    as_lists: bool = False
    lists: LitImages | None = None

    def __len__(self) -> int:
        return len(self.order)

    def read(self, block: slice = slice(None), buffers: Buffers = FRESH) -> Array | LitImages:
        """Those of a block in the form that was asked for, in lent arrays."""
        if self.lists is not None:
            return (
                self.lists if block.indices(len(self))[:2] == (0, len(self)) else self.lists[block]
            )
        return self._list(block, buffers) if self.as_lists else self.whole(block, buffers)

    def whole(self, block: slice = slice(None), buffers: Buffers = FRESH) -> Array:
        """Those of a block, `(rows, *input_shape)` in 0..1, in a lent array."""
        chosen = self.order[block]
        inputs = buffers.lend("rows", (len(chosen), self.images.shape[1]), self.dtype)
        gather(self.images, chosen, inputs)
        return inputs.reshape(-1, *self.input_shape)

    def _list(self, block: slice, buffers: Buffers) -> LitImages:
        chosen = self.order[block]
        stored = buffers.lend("stored", (len(chosen), self.images.shape[1]), np.uint8)
        np.take(self.images, chosen, axis=0, out=stored)
        return LitImages.of(stored, self.dtype, buffers)
