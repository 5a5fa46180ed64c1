"""Products with images that are mostly dark: only their lit pixels are visited.

Of a handwritten digit's pixels four in five are zero. `find_lit` lists the others, one image after the
other, straight from the bytes that images are stored in: those of image i are entries `starts[i]` to
`starts[i + 1]` of `places`, `STEP` times the pixel's number, and `values`, its byte. Each list is filled up
with zeros to a multiple of `TOGETHER`, so that products can take as many entries at a time.
"""

from __future__ import annotations

import numpy as np

from glassnet.nn.arrays import Array
from glassnet.nn.kernels.dispatch import kernel

TWINS = "glassnet.nn.kernels.lit_compiled"

TOGETHER = 8

# The rows of weights that places choose are 8 times 4 or 8 bytes long: a processor multiplies by 4 or 8,
# but by no more, while it reads from an address.
STEP = 8

# Places are numbers of sixteen bits.
MOST_PIXELS = (1 << 16) // STEP

# Entries that the last list may write behind its end.
SPARE = 16


def room_for(pixels: int) -> int:
    """How many entries the list of one image may have."""
    return -(-pixels // TOGETHER) * TOGETHER


@kernel(TWINS)
def find_lit(images: Array, starts: Array, places: Array, values: Array) -> None:
    """List the pixels of `images` `(count, pixels)`, bytes, that are not zero.

    `starts` is `(count + 1,)`, `places` and `values` have room for `room_for(pixels)` entries an image, and
    `SPARE` more.
    """
    starts[0] = 0
    for i, image in enumerate(images):
        (lit,) = image.nonzero()
        first = starts[i]
        last = first + len(lit)
        starts[i + 1] = first + room_for(len(lit))
        places[first:last], places[last : starts[i + 1]] = lit * STEP, 0
        values[first:last], values[last : starts[i + 1]] = image[lit], 0


@kernel(TWINS)
def turn_lit(
    starts: Array,
    places: Array,
    values: Array,
    turned_starts: Array,
    turned_places: Array,
    turned_values: Array,
) -> None:
    """List for each pixel the images in which it is lit: what `find_lit` lists of the transposed images."""
    lit = values[: starts[-1]].nonzero()[0]
    pixels = places[lit] // STEP
    by_pixel = lit[pixels.argsort(kind="stable")]
    images = starts[1:].searchsorted(by_pixel, side="right")
    counts = np.bincount(pixels, minlength=len(turned_starts) - 1)
    turned_starts[0] = 0
    np.cumsum(-(-counts // TOGETHER) * TOGETHER, out=turned_starts[1:])
    within = np.arange(len(lit)) - np.repeat(counts.cumsum() - counts, counts)
    entries = np.repeat(turned_starts[:-1], counts) + within
    turned_places[: turned_starts[-1]] = turned_values[: turned_starts[-1]] = 0
    turned_places[entries], turned_values[entries] = images * STEP, values[by_pixel]


@kernel(TWINS)
def multiply_lit(starts: Array, places: Array, values: Array, weights: Array, sums: Array) -> None:
    """sums = (images / 255) @ weights, for images that were listed."""
    for i in range(len(sums)):
        lit = slice(starts[i], starts[i + 1])
        pixels = values[lit] / weights.dtype.type(255)
        np.matmul(pixels, weights[places[lit] // STEP], out=sums[i])


@kernel(TWINS)
def multiply_lit_transposed(
    starts: Array, places: Array, values: Array, d_sums: Array, gradients: Array
) -> None:
    """gradients = (images / 255)^T @ d_sums, for images that were listed."""
    gradients.fill(0)
    for i in range(len(d_sums)):
        lit = slice(starts[i], starts[i + 1])
        pixels = values[lit] / gradients.dtype.type(255)
        np.add.at(gradients, places[lit] // STEP, np.outer(pixels, d_sums[i]))
