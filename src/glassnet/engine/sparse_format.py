"""The format of sparse images: for each image the offsets and the values of its nonzero pixels.

Of a handwritten digit's pixels four in five are zero. The lists of all images lie one after the
other: the entries of image i are `starts[i]` to `ends[i]` of `offsets`, `STEP` times the number of
a pixel, and of `values`, its byte. Each list is padded with zeros to a multiple of `TOGETHER`, so
that products can take as many entries at a time. With some of the starts and ends, the same arrays
are the lists of some of the images, in any order.

In groups of similar images, a list has an entry for each pixel that is nonzero in any image of the
group, and one byte for each image: see `image_groups`.
"""

from __future__ import annotations

from typing import Any

TOGETHER = 8

# An offset selects a row of weights, which is STEP times 4 or 8 bytes long: a CPU can multiply by 4 or 8,
# but by no more, in the address of a load.
STEP = 8

# Offsets are numbers of sixteen bits.
MAX_PIXELS = (1 << 16) // STEP

# Entries that the last list may write after its end.
SPARE = 16

# Vectors of images whose gradients are computed together.
VECTORS_IN_BLOCK = 32


def padded_length(pixels: Any) -> Any:
    """The number of entries in the list of so many nonzero pixels; for a number or an array of them."""
    return -(-pixels // TOGETHER) * TOGETHER
