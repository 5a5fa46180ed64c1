"""Products with images that are mostly dark: only their nonzero pixels are visited.

Of a handwritten digit's pixels four in five are zero. `list_nonzero` lists the others, one image after the
other, straight from the bytes that images are stored in: those of image i are entries `starts[i]` to
`ends[i]` of `offsets`, `STEP` times the pixel's number, and `values`, its byte. Each list is filled up with
zeros to a multiple of `TOGETHER`, so that products can take as many entries at a time. With some of the
starts and ends the same lists are those of some of the images, in any order.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from glassnet.engine.kernel import kernel
from glassnet.nn.arrays import Array

TWINS = "glassnet.engine.compiled.sparse"

TOGETHER = 8

# The rows of weights that offsets choose are 8 times 4 or 8 bytes long: a processor multiplies by 4 or 8,
# but by no more, while it reads from an address.
STEP = 8

# Places are numbers of sixteen bits.
MAX_PIXELS = (1 << 16) // STEP

# Entries that the last list may write behind its end.
SPARE = 16


def room_for(pixels: Any) -> Any:
    """How many entries the list of so many pixels has; for a number or an array of them."""
    return -(-pixels // TOGETHER) * TOGETHER


@kernel(TWINS)
def count_nonzero(images: Array, counts: Array) -> None:
    """counts = how many pixels of each of `images` `(count, pixels)`, bytes, are not zero."""
    counts[:] = np.count_nonzero(images, axis=1)


@kernel(TWINS)
def list_nonzero(images: Array, starts: Array, ends: Array, offsets: Array, values: Array) -> None:
    """List the pixels of `images` `(count, pixels)`, bytes, that are not zero, one image after the other.

    `starts` and `ends` are `(count,)`, `offsets` and `values` have room for `room_for(pixels)` entries an
    image, and `SPARE` more.
    """
    first = 0
    for i, image in enumerate(images):
        (nonzero,) = image.nonzero()
        last = first + len(nonzero)
        starts[i], ends[i] = first, first + room_for(len(nonzero))
        offsets[first:last], offsets[last : ends[i]] = nonzero * STEP, 0
        values[first:last], values[last : ends[i]] = image[nonzero], 0
        first = ends[i]


@kernel(TWINS)
def transpose_sparse(
    starts: Array,
    ends: Array,
    offsets: Array,
    values: Array,
    transposed_starts: Array,
    transposed_ends: Array,
    transposed_places: Array,
    transposed_values: Array,
) -> None:
    """List for each pixel the images in which it is nonzero: what `list_nonzero` lists of the transposed images."""
    images = np.zeros((len(transposed_starts), len(starts)), np.uint8)
    for i, (first, last) in enumerate(zip(starts, ends, strict=True)):
        nonzero = slice(first, first + np.count_nonzero(values[first:last]))
        images[offsets[nonzero] // STEP, i] = values[nonzero]
    list_nonzero.plain(images, transposed_starts, transposed_ends, transposed_places, transposed_values)


@kernel(TWINS)
def multiply_sparse(
    starts: Array,
    ends: Array,
    offsets: Array,
    values: Array,
    weights: Array,
    sums: Array,
    first: int,
    last: int,
) -> None:
    """sums = (images / 255) @ weights, for images that were listed, and units from `first` to `last`."""
    for i, (start, end) in enumerate(zip(starts, ends, strict=True)):
        pixels = values[start:end] / weights.dtype.type(255)
        sums[i, first:last] = pixels @ weights[offsets[start:end] // STEP, first:last]


@kernel(TWINS)
def multiply_sparse_transposed(
    starts: Array, ends: Array, offsets: Array, values: Array, d_sums: Array, gradients: Array
) -> None:
    """gradients = (images / 255)^T @ d_sums, for images that were listed."""
    gradients.fill(0)
    for i, (first, last) in enumerate(zip(starts, ends, strict=True)):
        pixels = values[first:last] / gradients.dtype.type(255)
        np.add.at(gradients, offsets[first:last] // STEP, np.outer(pixels, d_sums[i]))
