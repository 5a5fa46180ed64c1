"""Images as lists of their lit pixels: what a narrow first layer reads fastest."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import DTypeLike

from glassnet.nn.arrays import FRESH, Array, Buffers, Shape
from glassnet.nn.kernels import lit as kernels
from glassnet.nn.kernels.dense_stack import sums_of_one

# Up to so many units a product with lists is faster than one with whole images: one vector's worth.
FEW_UNITS = 16


@dataclass(frozen=True, eq=False)
class LitImages:
    """Images `(count, pixels)` in 0..1, of which only the pixels above 0 are kept: see `kernels.lit`."""

    starts: Array
    places: Array
    values: Array
    pixels: int

    @classmethod
    def of(cls, images: Array, dtype: DTypeLike, buffers: Buffers = FRESH) -> Self:
        """The lists of stored images `(count, pixels)`, bytes; they may be lent by `buffers`."""
        count, pixels = images.shape
        entries = (count * kernels.room_for(pixels) + kernels.SPARE,)
        starts = buffers.lend("starts", (count + 1,), np.int64)
        places = buffers.lend("places", entries, np.int32)
        values = buffers.lend("values", entries, dtype)
        kernels.find_lit(images, starts, places, values)
        return cls(starts, places, values, pixels)

    def kept(self) -> Self:
        """The same in memory of their own, and no more of it than they need."""
        used = slice(self.starts[-1])
        places, values = self.places[used].copy(), self.values[used].copy()
        return replace(self, starts=self.starts.copy(), places=places, values=values)

    @property
    def shape(self) -> Shape:
        """`(count, pixels)`."""
        return (len(self), self.pixels)

    @property
    def dtype(self) -> np.dtype:
        """The precision of the values."""
        return self.values.dtype

    def __len__(self) -> int:
        return len(self.starts) - 1


def multiply(inputs: Array | LitImages, weights: Array, sums: Array) -> None:
    """sums = inputs @ weights."""
    if isinstance(inputs, LitImages):
        kernels.multiply_lit(inputs.starts, inputs.places, inputs.values, weights, sums)
    elif len(inputs) == 1:
        sums_of_one(inputs[0], weights, sums[0])
    else:
        np.matmul(inputs, weights, out=sums)


def multiply_transposed(inputs: Array | LitImages, d_sums: Array, gradients: Array) -> None:
    """gradients = inputs^T @ d_sums."""
    if isinstance(inputs, LitImages):
        kernels.multiply_lit_transposed(
            inputs.starts, inputs.places, inputs.values, d_sums, gradients
        )
    else:
        np.matmul(inputs.T, d_sums, out=gradients)
