"""Products with groups of images: a vector of images at a time, for layers of few units.

A group is as many images, one after the other, as a processor's vector holds numbers. `group_lit` lists
the pixels that are lit in any of them, with one byte for each image: those of group g are entries
`starts[g]` to `starts[g + 1]` of `pixels` and of `values` `(entries, lanes)`. The more the images of a
group resemble each other, the fewer entries there are.

For the way back the same bytes are sorted anew: for `GROUPS_OF_A_BLOCK` groups, a block, whose derivatives
a processor's nearest cache can hold, by pixel. Those of pixel p in block b are entries `starts[b, p]`
to `starts[b, p + 1]` of `groups`, the group's number in its block, and of `values`.
"""

from __future__ import annotations

import numpy as np

from glassnet.nn.arrays import Array
from glassnet.nn.kernels.dispatch import kernel
from glassnet.nn.kernels.lit import STEP

TWINS = "glassnet.nn.kernels.lit_groups_compiled"

GROUPS_OF_A_BLOCK = 32


@kernel(TWINS)
def images_of_a_group(dtype: np.dtype) -> int:
    """How many numbers of this precision a vector holds."""
    return 64 // dtype.itemsize


@kernel(TWINS)
def group_lit(
    starts: Array,
    ends: Array,
    places: Array,
    values: Array,
    group_starts: Array,
    group_pixels: Array,
    group_values: Array,
) -> None:
    """List for each group the pixels that are lit in any of its images, which `find_lit` listed.

    `group_starts` is `(groups + 1,)`; `group_pixels` and `group_values` `(entries, lanes)` have room for an
    entry for each lit pixel of each image. Behind the last image, a group's images are dark.
    """
    lanes, entry = group_values.shape[1], 0
    for group in range(len(group_starts) - 1):
        found: dict[int, Array] = {}
        for lane, image in enumerate(range(group * lanes, min((group + 1) * lanes, len(starts)))):
            listed = slice(starts[image], ends[image])
            for pixel, value in zip(places[listed] // STEP, values[listed], strict=True):
                if value:
                    found.setdefault(int(pixel), np.zeros(lanes, np.uint8))[lane] = value
        group_starts[group] = entry
        for pixel in sorted(found):
            group_pixels[entry], group_values[entry] = pixel, found[pixel]
            entry += 1
    group_starts[-1] = entry


@kernel(TWINS)
def turn_groups(
    starts: Array,
    pixels: Array,
    values: Array,
    block_starts: Array,
    block_groups: Array,
    block_values: Array,
) -> None:
    """Sort what `group_lit` listed by block and pixel; `block_starts` is `(blocks, pixels + 1)`."""
    entry = 0
    for block in range(len(block_starts)):
        first = block * GROUPS_OF_A_BLOCK
        last = min(first + GROUPS_OF_A_BLOCK, len(starts) - 1)
        entries = np.arange(starts[first], starts[last])
        groups = np.repeat(np.arange(last - first), np.diff(starts[first : last + 1]))
        order = np.argsort(pixels[entries], kind="stable")
        sorted_entries = slice(entry, entry + len(entries))
        block_groups[sorted_entries] = groups[order]
        block_values[sorted_entries] = values[entries[order]]
        edges = np.searchsorted(pixels[entries[order]], np.arange(block_starts.shape[1]))
        block_starts[block] = entry + edges
        entry += len(entries)


@kernel(TWINS)
def multiply_groups(
    starts: Array, pixels: Array, values: Array, weights: Array, sums: Array
) -> None:
    """sums = (images / 255) @ weights, for images that were grouped."""
    for group in range(len(starts) - 1):
        entries = slice(starts[group], starts[group + 1])
        images = values[entries].T / weights.dtype.type(255)
        of_group = sums[group * values.shape[1] : (group + 1) * values.shape[1]]
        of_group[:] = (images @ weights[pixels[entries]])[: len(of_group)]


@kernel(TWINS)
def multiply_groups_transposed(
    block_starts: Array, block_groups: Array, block_values: Array, d_sums: Array, gradients: Array
) -> None:
    """gradients = (images / 255)^T @ d_sums, for images that were grouped and turned."""
    units, lanes = d_sums.shape[1], block_values.shape[1]
    images_of_a_block = GROUPS_OF_A_BLOCK * lanes
    gradients.fill(0)
    for block, of_pixels in enumerate(block_starts):
        own = d_sums[block * images_of_a_block : (block + 1) * images_of_a_block]
        padded = np.zeros((GROUPS_OF_A_BLOCK, lanes, units), d_sums.dtype)
        padded.reshape(-1, units)[: len(own)] = own
        for pixel in range(len(gradients)):
            entries = slice(of_pixels[pixel], of_pixels[pixel + 1])
            images = block_values[entries] / gradients.dtype.type(255)
            gradients[pixel] += np.einsum("gl,glu->u", images, padded[block_groups[entries]])
