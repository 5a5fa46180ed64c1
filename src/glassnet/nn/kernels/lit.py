"""Products with images that are mostly dark: only their lit pixels are visited.

Of a handwritten digit's pixels four in five are zero. `find_lit` lists the others, one image after the
other, straight from the bytes that images are stored in: those of image i are entries `starts[i]` to
`ends[i]` of `places`, `STEP` times the pixel's number, and `values`, its byte. Each list is filled up with
zeros to a multiple of `TOGETHER`, so that products can take as many entries at a time. With some of the
starts and ends the same lists are those of some of the images, in any order.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from glassnet.engine.kernel import kernel
from glassnet.nn.arrays import Array

TWINS = "glassnet.nn.kernels.lit_compiled"

TOGETHER = 8

# The rows of weights that places choose are 8 times 4 or 8 bytes long: a processor multiplies by 4 or 8,
# but by no more, while it reads from an address.
STEP = 8

# Places are numbers of sixteen bits.
MOST_PIXELS = (1 << 16) // STEP

# Entries that the last list may write behind its end.
SPARE = 16


def room_for(pixels: Any) -> Any:
    """How many entries the list of so many pixels has; for a number or an array of them."""
    return -(-pixels // TOGETHER) * TOGETHER


@kernel(TWINS)
def count_lit(images: Array, counts: Array) -> None:
    """counts = how many pixels of each of `images` `(count, pixels)`, bytes, are not zero."""
    counts[:] = np.count_nonzero(images, axis=1)


@kernel(TWINS)
def find_lit(images: Array, starts: Array, ends: Array, places: Array, values: Array) -> None:
    """List the pixels of `images` `(count, pixels)`, bytes, that are not zero, one image after the other.

    `starts` and `ends` are `(count,)`, `places` and `values` have room for `room_for(pixels)` entries an
    image, and `SPARE` more.
    """
    first = 0
    for i, image in enumerate(images):
        (lit,) = image.nonzero()
        last = first + len(lit)
        starts[i], ends[i] = first, first + room_for(len(lit))
        places[first:last], places[last : ends[i]] = lit * STEP, 0
        values[first:last], values[last : ends[i]] = image[lit], 0
        first = ends[i]


@kernel(TWINS)
def turn_lit(
    starts: Array,
    ends: Array,
    places: Array,
    values: Array,
    turned_starts: Array,
    turned_ends: Array,
    turned_places: Array,
    turned_values: Array,
) -> None:
    """List for each pixel the images in which it is lit: what `find_lit` lists of the transposed images."""
    images = np.zeros((len(turned_starts), len(starts)), np.uint8)
    for i, (first, last) in enumerate(zip(starts, ends, strict=True)):
        lit = slice(first, first + np.count_nonzero(values[first:last]))
        images[places[lit] // STEP, i] = values[lit]
    find_lit.plain(images, turned_starts, turned_ends, turned_places, turned_values)


@kernel(TWINS)
def multiply_lit(
    starts: Array,
    ends: Array,
    places: Array,
    values: Array,
    weights: Array,
    sums: Array,
    first: int,
    last: int,
) -> None:
    """sums = (images / 255) @ weights, for images that were listed, and units from `first` to `last`."""
    for i, (start, end) in enumerate(zip(starts, ends, strict=True)):
        pixels = values[start:end] / weights.dtype.type(255)
        sums[i, first:last] = pixels @ weights[places[start:end] // STEP, first:last]


@kernel(TWINS)
def multiply_lit_transposed(
    starts: Array, ends: Array, places: Array, values: Array, d_sums: Array, gradients: Array
) -> None:
    """gradients = (images / 255)^T @ d_sums, for images that were listed."""
    gradients.fill(0)
    for i, (first, last) in enumerate(zip(starts, ends, strict=True)):
        pixels = values[first:last] / gradients.dtype.type(255)
        np.add.at(gradients, places[first:last] // STEP, np.outer(pixels, d_sums[i]))
