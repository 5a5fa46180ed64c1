"""Sparse images in groups: lists from which a vector of images is read at a time, for layers of few units.

A group is as many images as one or two vectors have lanes. `make_groups` lists the pixels that are nonzero in
any of them: those of group g are entries `starts[g]` to `starts[g + 1]` of `pixels` `(entries,)` and of
`values` `(entries, images)`, a byte for each image. The more similar the images are, the fewer entries there
are.

For the backward pass `transpose_groups` sorts the same bytes by block and set of pixels. A block is
`VECTORS_IN_BLOCK` vectors of images, whose derivatives fit into the first-level cache; a set is one pixel, or
two adjacent ones. Those of set p in block b are entries `starts[b, p]` to `starts[b, p + 1]` of `vectors`,
the number of a vector of images in its block, and of `values` `(entries, pixels, images)`.
"""

from __future__ import annotations

import numpy as np

from glassnet.engine.compiled.options import compiled
from glassnet.engine.simd.vectors import REGISTERS, VECTOR_BYTES
from glassnet.engine.sparse_format import MAX_PIXELS, STEP, VECTORS_IN_BLOCK
from glassnet.nn.arrays import Array

# Unsigned, so that compiled code does not check for negative indices.
UNSIGNED_STEP = np.uint64(STEP)

# Registers for the operands of products; the others hold sums.
OPERAND_REGISTERS = 6


def lanes_for(dtype: np.dtype) -> int:
    """The number of elements of this precision in a vector."""
    return VECTOR_BYTES // dtype.itemsize


def read_together(units: int) -> int:
    """How many vectors of images are multiplied with each weight, and how many pixels with each derivative.

    Two where the registers can hold all the sums of a layer of so many units, else one.
    """
    return 2 if 2 * units + OPERAND_REGISTERS <= REGISTERS else 1


@compiled
def make_groups(
    starts: Array,
    ends: Array,
    offsets: Array,
    values: Array,
    group_starts: Array,
    group_pixels: Array,
    group_values: Array,
) -> None:
    """List for each group the pixels that are nonzero in any of its images, from the lists of the images.

    `group_starts` is `(groups + 1,)`; `group_pixels` and `group_values` have an entry for each nonzero pixel
    of each image. The last group is filled up with images of zeros.
    """
    images, group_entry = group_values.shape[1], 0
    gathered = np.zeros((MAX_PIXELS, images), np.uint8)
    nonzero = np.zeros(MAX_PIXELS, np.bool_)
    for group in range(len(group_starts) - 1):
        group_starts[group], end = group_entry, np.uint64(0)
        first = group * images
        for image in range(first, min(first + images, len(starts))):
            for entry in range(np.uint64(starts[image]), np.uint64(ends[image])):
                if values[entry] != 0:
                    pixel = offsets[entry] // UNSIGNED_STEP
                    gathered[pixel, image - first] = values[entry]
                    nonzero[pixel] = True
                    end = max(end, pixel + np.uint64(1))
        for pixel in range(end):
            if nonzero[pixel]:
                group_pixels[group_entry], nonzero[pixel] = pixel, False
                for i in range(images):
                    group_values[group_entry, i] = gathered[pixel, i]
                    gathered[pixel, i] = 0
                group_entry += 1
    group_starts[-1] = group_entry


@compiled
def transpose_groups(
    starts: Array,
    pixels: Array,
    values: Array,
    block_starts: Array,
    block_vectors: Array,
    block_values: Array,
) -> int:
    """Sort the entries of `make_groups` by block and set of pixels; the number of entries that result.

    `block_starts` is `(blocks, sets + 1)`; `block_vectors` and `block_values` have an entry for each vector
    of each entry of the groups.
    """
    blocks, edges = block_starts.shape
    _, together, lanes = block_values.shape
    vectors, groups = values.shape[1] // lanes, len(starts) - 1
    groups_in_block, end = VECTORS_IN_BLOCK // vectors, 0
    positions = np.empty(edges, np.int64)
    for block in range(blocks):
        first = block * groups_in_block
        last = min(first + groups_in_block, groups)
        positions.fill(0)
        # The first pass counts the entries of each set, the second one writes them from its position on.
        for counting in (True, False):
            for group in range(first, last):
                for vector in range(vectors):
                    previous, to = -1, 0
                    for entry in range(starts[group], starts[group + 1]):
                        if not _any_nonzero(values[entry], vector * lanes, lanes):
                            continue
                        pixel_set, pixel = divmod(np.intp(pixels[entry]), together)
                        if counting:
                            positions[pixel_set + 1] += pixel_set != previous
                        else:
                            if pixel_set != previous:
                                to = positions[pixel_set]
                                positions[pixel_set] += 1
                                block_vectors[to] = (group - first) * vectors + vector
                                _clear(block_values[to])
                            _copy(values[entry], vector * lanes, lanes, block_values[to, pixel])
                        previous = pixel_set
            if counting:
                positions[0] = end
                for edge in range(1, edges):
                    positions[edge] += positions[edge - 1]
                for edge in range(edges):
                    block_starts[block, edge] = positions[edge]
                end = int(positions[edges - 1])
    return end


@compiled
def _any_nonzero(values: Array, start: int, size: int) -> bool:
    """Whether any of `size` values from `start` on is not zero."""
    found, first = np.uint8(0), np.uint64(start)
    for i in range(np.uint64(size)):
        found |= values[first + i]
    return found != 0


@compiled
def _copy(values: Array, start: int, size: int, target: Array) -> None:
    """target[i] = values[start + i]."""
    first = np.uint64(start)
    for i in range(np.uint64(size)):
        target[i] = values[first + i]


@compiled
def _clear(rows: Array) -> None:
    """rows <- 0."""
    for row in range(rows.shape[0]):
        for column in range(rows.shape[1]):
            rows[row, column] = 0
