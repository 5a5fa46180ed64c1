"""Images in groups: lists for layers of few units, which read a vector of images at a time.

A group is as many images, one after the other, as a processor's vector holds numbers, or twice as many.
`make_groups` lists the pixels that are nonzero in any of them, with one byte for each image: those of group g
are entries `starts[g]` to `starts[g + 1]` of `pixels` and of `values` `(entries, images)`. The more the
images of a group resemble each other, the fewer entries there are.

For the way back the same bytes are sorted anew: for `VECTORS_IN_BLOCK` vectors of images, a block, whose
derivatives a processor's nearest cache can hold, by pixel, or by pairs of neighbours. Those of pair p in
block b are entries `starts[b, p]` to `starts[b, p + 1]` of `vectors`, the vector's number in its block, and
of `values` `(entries, pixels, images)`.
"""

from __future__ import annotations

import numpy as np

from glassnet.engine.kernel import kernel
from glassnet.nn.arrays import Array
from glassnet.engine.sparse_format import STEP

TWINS = "glassnet.engine.compiled.groups"

VECTORS_IN_BLOCK = 32


@kernel(TWINS)
def lanes_for(dtype: np.dtype) -> int:
    """How many numbers of this precision a vector holds."""
    return 64 // dtype.itemsize


@kernel(TWINS)
def read_together(units: int) -> int:
    """How many vectors of images share each weight that is read, and how many pixels each derivative.

    Two where a processor's registers can hold all that grows meanwhile.
    """
    return 2 if units <= 13 else 1


@kernel(TWINS)
def make_groups(
    starts: Array,
    ends: Array,
    offsets: Array,
    values: Array,
    group_starts: Array,
    group_pixels: Array,
    group_values: Array,
) -> None:
    """List for each group the pixels that are nonzero in any of its images, which `list_nonzero` listed.

    `group_starts` is `(groups + 1,)`; `group_pixels` and `group_values` `(entries, images)` have room for an
    entry for each nonzero pixel of each image. Behind the last image, a group's images are dark.
    """
    images, entry = group_values.shape[1], 0
    for group in range(len(group_starts) - 1):
        found: dict[int, Array] = {}
        for place, image in enumerate(
            range(group * images, min((group + 1) * images, len(starts)))
        ):
            listed = slice(starts[image], ends[image])
            for pixel, value in zip(offsets[listed] // STEP, values[listed], strict=True):
                if value:
                    found.setdefault(int(pixel), np.zeros(images, np.uint8))[place] = value
        group_starts[group] = entry
        for pixel in sorted(found):
            group_pixels[entry], group_values[entry] = pixel, found[pixel]
            entry += 1
    group_starts[-1] = entry


@kernel(TWINS)
def transpose_groups(
    starts: Array,
    pixels: Array,
    values: Array,
    block_starts: Array,
    block_vectors: Array,
    block_values: Array,
) -> int:
    """Sort what `make_groups` listed by block and pixels; how many entries that makes.

    `block_starts` is `(blocks, sets of pixels + 1)`; `block_values` has room for an entry for each vector of
    each one that was listed.
    """
    _, together, lanes = block_values.shape
    vectors = values.shape[1] // lanes
    groups_of_a_block, end = VECTORS_IN_BLOCK // vectors, 0
    for block in range(len(block_starts)):
        found: dict[tuple[int, int], Array] = {}
        of_block = range(len(starts) - 1)[
            block * groups_of_a_block : (block + 1) * groups_of_a_block
        ]
        for place, group in enumerate(of_block):
            for entry in range(starts[group], starts[group + 1]):
                which, pixel = divmod(int(pixels[entry]), together)
                for vector, own in enumerate(values[entry].reshape(vectors, lanes)):
                    if own.any():
                        key = which, place * vectors + vector
                        found.setdefault(key, np.zeros((together, lanes), np.uint8))[pixel] = own
        ordered = sorted(found)
        edges = np.searchsorted([which for which, _ in ordered], np.arange(block_starts.shape[1]))
        block_starts[block] = end + edges
        for which in ordered:
            block_vectors[end], block_values[end] = which[1], found[which]
            end += 1
    return end
