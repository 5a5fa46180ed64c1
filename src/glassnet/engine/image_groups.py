"""Images in groups of such as resemble each other: what layers of few units learn from fastest.

A batch that comes again and again is worth sorting. The images of a group are read at once, a vector of
them at a time, and only pixels that are nonzero in any of them: see `kernels.lit_groups`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Self

import numpy as np

from glassnet.nn.arrays import Array, shortened
from glassnet.nn.kernels import lit_groups as kernels

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
    """Images in 0..1, in groups: see `kernels.lit_groups` for what the arrays hold."""

    starts: Array
    pixels: Array
    values: Array
    block_starts: Array
    block_vectors: Array
    block_values: Array

    @property
    def images_of_a_block(self) -> int:
        """How many images are gone back through at a time."""
        return kernels.VECTORS_IN_BLOCK * self.block_values.shape[2]

    @classmethod
    def of(
        cls,
        starts: Array,
        ends: Array,
        offsets: Array,
        values: Array,
        pixels: int,
        dtype: np.dtype,
        units: int,
    ) -> Self:
        """The groups of images that `kernels.nonzero` listed, in their order, for a layer of so many units."""
        lanes, together = kernels.lanes_for(dtype), kernels.read_together(units)
        images, entries = together * lanes, int((ends - starts).sum())
        groups = -(-len(starts) // images)
        group_starts = np.empty(groups + 1, np.int64)
        room = np.empty(entries, np.uint16), np.empty((entries, images), np.uint8)
        kernels.make_groups(starts, ends, offsets, values, group_starts, *room)
        group_pixels, group_values = (shortened(each, int(group_starts[-1])) for each in room)

        blocks = -(-groups * together // kernels.VECTORS_IN_BLOCK)
        block_starts = np.empty((blocks, -(-pixels // together) + 1), np.int64)
        vectors = len(group_pixels) * together
        room = np.empty(vectors, np.uint16), np.empty((vectors, together, lanes), np.uint8)
        listed = group_starts, group_pixels, group_values
        used = kernels.transpose_groups(*listed, block_starts, *room)
        block_vectors, block_values = (shortened(each, int(used)) for each in room)
        return cls(*listed, block_starts, block_vectors, block_values)
