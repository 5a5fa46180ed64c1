"""Images as lists of their nonzero pixels: what a first dense layer reads fastest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Self

import numpy as np
from numpy.typing import DTypeLike

from glassnet.engine.kernel import form_in_use
from glassnet.engine.threads import aside, in_parts
from glassnet.nn.arrays import FRESH, Array, Buffers, Shape
from glassnet.nn.kernels import nonzero as kernels
from glassnet.nn.kernels.dense_stack import multiply_one
from glassnet.nn.lit_groups import GroupedImages

# Up to so many units, one vector's worth, a product with lists is always faster than one with whole images.
FEW_UNITS = 16

# With more it is where at most this share of the pixels is nonzero.
DARK = 0.25

# To learn from lists, they must be transposed for the gradient, which takes as long for few units as for many.
MANY_UNITS = 100

# Products of so many pixels, nonzero or dark, with weights are worth waking other processors for.
WORTH_SHARING = 1 << 24

# Lists of so many pixels take long enough to turn to be worth waking another processor for.
WORTH_TURNING_ASIDE = 1 << 14

# Work on wider layers is shared out in multiples of so many units.
UNITS_OF_A_PART = 64

# Images to keep are listed so many at a time by one processor or another.
IMAGES_OF_A_PART = 4096

# So many images show how dark the others are.
SAMPLE = 1000


def worth_listing(images: Array, units: int, *, learning: bool) -> bool:
    """Whether a layer of so many units is faster with lists of these images, `(count, pixels)` bytes."""
    if form_in_use() != "compiled" or images.shape[1] > kernels.MAX_PIXELS:
        return False
    sample = images[:: len(images) // SAMPLE + 1]
    dark = bool(np.count_nonzero(sample) <= DARK * sample.size)
    return units <= FEW_UNITS or (dark and (units >= MANY_UNITS or not learning))


def worth_sharing(shape: Shape, units: int) -> bool:
    """Whether the product of images `(count, pixels)` with as many units is work for all processors."""
    return prod(shape) * units >= WORTH_SHARING


@dataclass(frozen=True, eq=False)
class SparseImages:
    """Images `(count, pixels)` in 0..1, of which only the pixels above 0 are kept: see `kernels.nonzero`.

    `dtype` is the precision of the numbers that they stand for; `to_learn` says whether the way back
    will ask for them, too, and `comes_again` whether the same ones, or the same slices of them, will be
    learnt from many times.
    """

    starts: Array
    ends: Array
    offsets: Array
    values: Array
    pixels: int
    dtype: np.dtype
    to_learn: bool = False
    comes_again: bool = False

    @classmethod
    def of(cls, images: Array, dtype: DTypeLike, buffers: Buffers = FRESH) -> Self:
        """The lists of stored images `(count, pixels)`, bytes; they may be lent by `buffers`."""
        count, pixels = images.shape
        entries = (count * kernels.room_for(pixels) + kernels.SPARE,)
        starts, ends = buffers.lend("starts_and_ends", (2, count), np.int64)
        offsets = buffers.lend("offsets", entries, np.uint16)
        values = buffers.lend("values", entries, np.uint8)
        kernels.list_nonzero(images, starts, ends, offsets, values)
        return cls(starts, ends, offsets, values, pixels, np.dtype(dtype))

    @classmethod
    def kept(cls, images: Array, dtype: DTypeLike) -> Self:
        """The same in memory of their own, no more than they need; listed on all processors."""
        count, pixels = images.shape
        nonzero, starts, ends = np.empty((3, count), np.int64)
        in_parts(count, lambda part: kernels.count_nonzero(images[part], nonzero[part]))
        parts = [slice(i, i + IMAGES_OF_A_PART) for i in range(0, count, IMAGES_OF_A_PART)]
        rooms = [int(kernels.room_for(nonzero[part]).sum()) + kernels.SPARE for part in parts]
        edges = np.cumsum([0, *rooms])
        offsets, values = np.empty(edges[-1], np.uint16), np.empty(edges[-1], np.uint8)

        def some_parts(chosen: slice) -> None:
            for part, first, last in zip(
                parts[chosen], edges[chosen], edges[1:][chosen], strict=True
            ):
                room = offsets[first:last], values[first:last]
                kernels.list_nonzero(images[part], starts[part], ends[part], *room)
                starts[part] += first
                ends[part] += first

        in_parts(len(parts), some_parts)
        return cls(starts, ends, offsets, values, pixels, np.dtype(dtype))

    def __getitem__(self, chosen: Array | slice) -> Self:
        """Some of the images, in any order; the lists themselves are not copied."""
        if not (self.comes_again and isinstance(chosen, slice)):
            return self._some(chosen)
        rows = chosen.indices(len(self))[:2]
        if rows not in self._slices:
            self._slices[rows] = self._some(chosen)
        return self._slices[rows]

    def _some(self, chosen: Array | slice) -> Self:
        # Said in full, since `replace` takes as long as both of these.
        return type(self)(
            self.starts[chosen],
            self.ends[chosen],
            self.offsets,
            self.values,
            self.pixels,
            self.dtype,
            self.to_learn,
            self.comes_again,
        )

    @cached_property
    def _slices(self) -> dict[tuple[int, int], Self]:
        """What was made of slices that will be asked for again."""
        return {}

    def grouped(self, units: int) -> GroupedImages:
        """The same images in groups, for what comes again; for a first layer of so many units."""
        if units not in self._groups:
            lists = self.starts, self.ends, self.offsets, self.values
            self._groups[units] = GroupedImages.of(*lists, self.pixels, self.dtype, units)
        return self._groups[units]

    @cached_property
    def _groups(self) -> dict[int, GroupedImages]:
        """What was made by `grouped`."""
        return {}

    @cached_property
    def by_pixel(self) -> SparseImages:
        """For each pixel the images in which it is nonzero: the transposed images, `(pixels, count)`."""
        return self.coming_by_pixel()

    @cached_property
    def coming_by_pixel(self) -> Callable[[], SparseImages]:
        """What gives `by_pixel`, which is made meanwhile where a processor is free."""
        return aside(self._turned)

    def _turned(self) -> SparseImages:
        entries = self.entries + (self.pixels + 1) * kernels.TOGETHER
        starts, ends = np.empty((2, self.pixels), np.int64)
        # As in the lists by image wherever that suffices: so kernels are compiled for one type only.
        place = np.uint16 if len(self) <= kernels.MAX_PIXELS else np.uint32
        transposed = starts, ends, np.empty(entries, place), np.empty(entries, np.uint8)
        kernels.transpose_sparse(self.starts, self.ends, self.offsets, self.values, *transposed)
        return SparseImages(*transposed, len(self), self.dtype)

    @cached_property
    def entries(self) -> int:
        """How many there are in all lists, with what fills them up."""
        return int(self.ends.sum() - self.starts.sum())

    @property
    def shape(self) -> Shape:
        """`(count, pixels)`."""
        return (len(self), self.pixels)

    def __len__(self) -> int:
        return len(self.starts)


def multiply(inputs: Array | SparseImages, weights: Array, sums: Array) -> None:
    """sums = inputs @ weights."""
    if isinstance(inputs, SparseImages):
        _multiply_sparse(inputs, weights, sums)
    elif len(inputs) == 1:
        multiply_one(np.ascontiguousarray(inputs[0]), weights, sums[0])
    else:
        np.matmul(inputs, weights, out=sums)


def multiply_transposed(inputs: Array | SparseImages, d_sums: Array, gradients: Array) -> None:
    """gradients = inputs^T @ d_sums."""
    if not isinstance(inputs, SparseImages):
        np.matmul(inputs.T, d_sums, out=gradients)
    elif gradients.shape[1] > FEW_UNITS:
        _multiply_lists(inputs.by_pixel, d_sums, gradients)
    else:
        kernels.multiply_sparse_transposed(
            inputs.starts, inputs.ends, inputs.offsets, inputs.values, d_sums, gradients
        )


def _multiply_sparse(images: SparseImages, weights: Array, sums: Array) -> None:
    """As `_multiply_lists`; lists to learn from are transposed by a processor that has nothing else to do.

    That is while this product keeps one processor busy, or as soon as it has kept all of them busy.
    """
    units = weights.shape[1]
    turning = images.to_learn and units > FEW_UNITS and prod(images.shape) >= WORTH_TURNING_ASIDE
    if turning and not worth_sharing(images.shape, units):
        _ = images.coming_by_pixel
    _multiply_lists(images, weights, sums)
    if turning:
        _ = images.coming_by_pixel


def _multiply_lists(images: SparseImages, weights: Array, sums: Array) -> None:
    """Shared out by units, so that each weight is brought to one processor only; few units by images."""
    units = weights.shape[1]
    shared = worth_sharing(images.shape, units)

    def some_images(part: slice) -> None:
        starts, ends = images.starts[part], images.ends[part]
        kernels.multiply_sparse(
            starts, ends, images.offsets, images.values, weights, sums[part], 0, units
        )

    def some_units(part: slice) -> None:
        first, last = part.start * UNITS_OF_A_PART, min(part.stop * UNITS_OF_A_PART, units)
        kernels.multiply_sparse(
            images.starts, images.ends, images.offsets, images.values, weights, sums, first, last
        )

    if units <= FEW_UNITS:
        in_parts(len(images), some_images, shared=shared)
    else:
        in_parts(-(-units // UNITS_OF_A_PART), some_units, shared=shared)
