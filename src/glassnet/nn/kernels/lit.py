"""Products with images that are mostly dark: only their lit pixels are visited.

Of a handwritten digit's pixels four in five are zero. `find_lit` lists the others, one image after the
other, straight from the bytes that images are stored in: those of image i are entries `starts[i]` to
`starts[i + 1]` of `places`, which pixel, and `values`. Each list is filled up with zeros to a multiple of
`TOGETHER`, so that products can take as many entries at a time.
"""

from __future__ import annotations

import numpy as np

from glassnet.nn.arrays import Array
from glassnet.nn.kernels.dispatch import kernel

TWINS = "glassnet.nn.kernels.lit_compiled"

TOGETHER = 8

# Entries that the last list may write behind its end.
SPARE = 16


def room_for(pixels: int) -> int:
    """How many entries the list of one image may have."""
    return -(-pixels // TOGETHER) * TOGETHER


@kernel(TWINS)
def find_lit(images: Array, starts: Array, places: Array, values: Array) -> None:
    """List the pixels of `images` `(count, pixels)`, bytes, that are not zero; values are byte / 255.

    Values are correctly rounded. `starts` is `(count + 1,)`, `places` and `values` have room for
    `room_for(pixels)` entries an image, and `SPARE` more.
    """
    starts[0] = 0
    for i, image in enumerate(images):
        (lit,) = image.nonzero()
        first = starts[i]
        last = first + len(lit)
        starts[i + 1] = first + room_for(len(lit))
        places[first:last], places[last : starts[i + 1]] = lit, 0
        np.divide(image[lit], 255, out=values[first:last], dtype=values.dtype)
        values[last : starts[i + 1]] = 0


@kernel(TWINS)
def multiply_lit(starts: Array, places: Array, values: Array, weights: Array, sums: Array) -> None:
    """sums = images @ weights, for images that were listed."""
    for i in range(len(sums)):
        lit = slice(starts[i], starts[i + 1])
        np.matmul(values[lit], weights[places[lit]], out=sums[i])


@kernel(TWINS)
def multiply_lit_transposed(
    starts: Array, places: Array, values: Array, d_sums: Array, gradients: Array
) -> None:
    """gradients = images^T @ d_sums, for images that were listed."""
    gradients.fill(0)
    for i in range(len(d_sums)):
        lit = slice(starts[i], starts[i + 1])
        np.add.at(gradients, places[lit], np.outer(values[lit], d_sums[i]))
