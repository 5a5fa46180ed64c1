"""Images in groups of such as resemble each other: what a first layer of few units learns from fastest.

A batch that comes again and again is worth sorting. The images of a group are read at once, a vector of
them at a time, and only pixels that are lit in any of them: see `kernels.lit_groups`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Self

import numpy as np

from glassnet.nn.arrays import Array, shortened
from glassnet.nn.kernels import lit_groups as kernels
from glassnet.nn.processors import in_parts

# Images are compared by which of their cells of so many pixels a side have any ink.
CELL = 4

IMAGES_OF_A_STRIP = 512

# The fractions of its multiples are spread evenly, however many there are.
GOLDEN_RATIO = (5**0.5 - 1) / 2


def similar_order(images: Array) -> Array:
    """An order `(count,)` in which stored images `(count, height, width)`, bytes, resemble their neighbours.

    They are sorted by which cells have ink, first by the cells that part the images most evenly; but
    strips of the sorted images are spread, so that every part of the order has about as much ink.
    """
    count, height, width = images.shape
    inked = np.zeros((count, -(-height // CELL), -(-width // CELL)), np.uint8)
    for row, column in product(range(CELL), repeat=2):
        some = images[:, row::CELL, column::CELL]
        inked[:, : some.shape[1], : some.shape[2]] |= some
    inked = inked.reshape(count, -1) > 0
    evenness = np.abs(inked.mean(axis=0) - 0.5)
    # The last key of `lexsort` is the one that is looked at first.
    sorted_images = np.lexsort(inked[:, np.argsort(-evenness, kind="stable")].T)
    strips = np.arange(count) // IMAGES_OF_A_STRIP
    return sorted_images[np.argsort(strips * GOLDEN_RATIO % 1, kind="stable")]


@dataclass(frozen=True, eq=False)
class GroupedImages:
    """Images in 0..1, in groups of a vector's lanes: see `kernels.lit_groups` for what the arrays hold."""

    starts: Array
    pixels: Array
    values: Array
    block_starts: Array
    block_groups: Array
    block_values: Array

    @classmethod
    def of(
        cls,
        starts: Array,
        ends: Array,
        places: Array,
        values: Array,
        pixels: int,
        dtype: np.dtype,
    ) -> Self:
        """The groups of images that `kernels.lit` listed, in their order, for numbers of this precision."""
        lanes = kernels.images_of_a_group(dtype)
        groups, entries = -(-len(starts) // lanes), int((ends - starts).sum())
        group_starts = np.empty(groups + 1, np.int64)
        room = np.empty(entries, np.uint16), np.empty((entries, lanes), np.uint8)
        kernels.group_lit(starts, ends, places, values, group_starts, *room)
        group_pixels, group_values = (shortened(each, int(group_starts[-1])) for each in room)

        blocks = -(-groups // kernels.GROUPS_OF_A_BLOCK)
        block_starts = np.empty((blocks, pixels + 1), np.int64)
        block_groups, block_values = np.empty_like(group_pixels), np.empty_like(group_values)
        kernels.turn_groups(
            group_starts, group_pixels, group_values, block_starts, block_groups, block_values
        )
        return cls(
            group_starts, group_pixels, group_values, block_starts, block_groups, block_values
        )

    def multiply(self, weights: Array, sums: Array, *, shared: bool) -> None:
        """sums = images @ weights; if `shared`, on all processors."""
        lanes = self.values.shape[1]

        def some_groups(part: slice) -> None:
            starts = self.starts[part.start : part.stop + 1]
            rows = sums[part.start * lanes : part.stop * lanes]
            kernels.multiply_groups(starts, self.pixels, self.values, weights, rows)

        in_parts(len(self.starts) - 1, some_groups, shared=shared)

    def multiply_transposed(self, d_sums: Array, gradients: Array) -> None:
        """gradients = images^T @ d_sums."""
        kernels.multiply_groups_transposed(
            self.block_starts, self.block_groups, self.block_values, d_sums, gradients
        )
