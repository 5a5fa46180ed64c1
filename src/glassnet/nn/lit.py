"""Images as lists of their lit pixels: what a narrow first layer reads fastest."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import DTypeLike

from glassnet.nn.arrays import FRESH, Array, Buffers, Shape
from glassnet.nn.kernels import lit as kernels
from glassnet.nn.kernels.dense_stack import sums_of_one
from glassnet.nn.kernels.dispatch import form_in_use
from glassnet.nn.processors import in_parts

# Up to so many units, one vector's worth, a product with lists is always faster than one with whole images.
FEW_UNITS = 16

# With more it is where at most this share of the pixels is lit.
DARK = 0.25

# So many products are worth waking other processors for.
WORTH_SHARING = 1 << 22

# So many images show how dark the others are.
SAMPLE = 1000


def worth_listing(images: Array, units: int) -> bool:
    """Whether a layer of so many units reads lists of these images, `(count, pixels)` bytes, faster."""
    if form_in_use() != "compiled" or images.shape[1] > kernels.MOST_PIXELS:
        return False
    sample = images[:: len(images) // SAMPLE + 1]
    return units <= FEW_UNITS or bool(np.count_nonzero(sample) <= DARK * sample.size)


@dataclass(frozen=True, eq=False)
class LitImages:
    """Images `(count, pixels)` in 0..1, of which only the pixels above 0 are kept: see `kernels.lit`.

    `dtype` is the precision of the numbers that they stand for.
    """

    starts: Array
    places: Array
    values: Array
    pixels: int
    dtype: np.dtype

    @classmethod
    def of(cls, images: Array, dtype: DTypeLike, buffers: Buffers = FRESH) -> Self:
        """The lists of stored images `(count, pixels)`, bytes; they may be lent by `buffers`."""
        count, pixels = images.shape
        entries = (count * kernels.room_for(pixels) + kernels.SPARE,)
        starts = buffers.lend("starts", (count + 1,), np.int64)
        places = buffers.lend("places", entries, np.uint16)
        values = buffers.lend("values", entries, np.uint8)
        kernels.find_lit(images, starts, places, values)
        return cls(starts, places, values, pixels, np.dtype(dtype))

    @cached_property
    def by_pixel(self) -> LitImages:
        """For each pixel the images in which it is lit: the transposed images, `(pixels, count)`."""
        entries = self.starts[-1] + (self.pixels + 1) * kernels.TOGETHER
        starts = np.empty(self.pixels + 1, np.int64)
        places, values = np.empty(entries, np.uint32), np.empty(entries, np.uint8)
        kernels.turn_lit(self.starts, self.places, self.values, starts, places, values)
        return LitImages(starts, places, values, len(self), self.dtype)

    def worth_sharing(self, units: int) -> bool:
        """Whether products with as many units are work for all processors."""
        return bool(self.starts[-1] * units >= WORTH_SHARING)

    def kept(self) -> Self:
        """The same in memory of their own, and no more of it than they need."""
        used = slice(self.starts[-1])
        places, values = self.places[used].copy(), self.values[used].copy()
        return replace(self, starts=self.starts.copy(), places=places, values=values)

    @property
    def shape(self) -> Shape:
        """`(count, pixels)`."""
        return (len(self), self.pixels)

    def __len__(self) -> int:
        return len(self.starts) - 1


def multiply(inputs: Array | LitImages, weights: Array, sums: Array) -> None:
    """sums = inputs @ weights."""
    if isinstance(inputs, LitImages):
        _multiply_lists(inputs, weights, sums)
    elif len(inputs) == 1:
        sums_of_one(inputs[0], weights, sums[0])
    else:
        np.matmul(inputs, weights, out=sums)


def multiply_transposed(inputs: Array | LitImages, d_sums: Array, gradients: Array) -> None:
    """gradients = inputs^T @ d_sums."""
    if not isinstance(inputs, LitImages):
        np.matmul(inputs.T, d_sums, out=gradients)
    elif gradients.shape[1] > FEW_UNITS:
        _multiply_lists(inputs.by_pixel, d_sums, gradients)
    else:
        kernels.multiply_lit_transposed(
            inputs.starts, inputs.places, inputs.values, d_sums, gradients
        )


def _multiply_lists(images: LitImages, weights: Array, sums: Array) -> None:
    def work(part: slice) -> None:
        starts = images.starts[part.start : part.stop + 1]
        kernels.multiply_lit(starts, images.places, images.values, weights, sums[part])

    in_parts(len(images), work, shared=images.worth_sharing(weights.shape[1]))
