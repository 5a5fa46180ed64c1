"""The compiled twins of `lit_groups`: the same names, the same signatures, the same lists."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

from glassnet.engine.simd.vectors import BYTES, REGISTERS
from glassnet.engine.sparse_format import MAX_PIXELS, STEP, VECTORS_IN_BLOCK
from glassnet.nn.arrays import Array

compiled: Any = numba.njit(cache=True, error_model="numpy", nogil=True)

# Numbers without a sign are not looked at again before they say where to read.
PIXEL = np.uint64(STEP)

# Registers for what is read and multiplied.
WORKING = 6


def lanes_for(dtype: np.dtype) -> int:
    """How many numbers of this precision a vector holds."""
    return BYTES // dtype.itemsize


def read_together(units: int) -> int:
    """How many vectors of images share each weight that is read, and how many pixels each derivative."""
    return 2 if 2 * units + WORKING <= REGISTERS else 1


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
    """List for each group the pixels that are nonzero in any of its images."""
    images, entry = group_values.shape[1], 0
    gathered = np.zeros((MAX_PIXELS, images), np.uint8)
    nonzero = np.zeros(MAX_PIXELS, np.bool_)
    for group in range(len(group_starts) - 1):
        group_starts[group], past = entry, np.uint64(0)
        first = group * images
        for image in range(first, min(first + images, len(starts))):
            for listed in range(np.uint64(starts[image]), np.uint64(ends[image])):
                if values[listed] != 0:
                    pixel = offsets[listed] // PIXEL
                    gathered[pixel, image - first] = values[listed]
                    nonzero[pixel] = True
                    past = max(past, pixel + np.uint64(1))
        for pixel in range(past):
            if nonzero[pixel]:
                group_pixels[entry] = pixel
                group_values[entry] = gathered[pixel]
                gathered[pixel], nonzero[pixel] = 0, False
                entry += 1
    group_starts[-1] = entry


@compiled
def transpose_groups(
    starts: Array,
    pixels: Array,
    values: Array,
    block_starts: Array,
    block_vectors: Array,
    block_values: Array,
) -> int:
    """Sort what `make_groups` listed by block and pixels; how many entries that makes."""
    blocks, edges = block_starts.shape
    _, together, lanes = block_values.shape
    vectors, groups = values.shape[1] // lanes, len(starts) - 1
    groups_of_a_block, end = VECTORS_IN_BLOCK // vectors, 0
    past = np.empty(edges, np.int64)
    for block in range(blocks):
        first = block * groups_of_a_block
        last = min(first + groups_of_a_block, groups)
        past.fill(0)
        # Once to count, and once to put each where the counts say.
        for counting in (True, False):
            for group in range(first, last):
                for vector in range(vectors):
                    before, to = -1, 0
                    for entry in range(starts[group], starts[group + 1]):
                        own = values[entry, vector * lanes : (vector + 1) * lanes]
                        which = pixels[entry] // together
                        if not own.any():
                            continue
                        if counting:
                            past[which + 1] += which != before
                        else:
                            if which != before:
                                to = past[which]
                                past[which] += 1
                                block_vectors[to] = (group - first) * vectors + vector
                                block_values[to] = 0
                            block_values[to, pixels[entry] % together] = own
                        before = which
            if counting:
                past[0] = end
                for which in range(1, edges):
                    past[which] += past[which - 1]
                block_starts[block], end = past, int(past[edges - 1])
    return end
