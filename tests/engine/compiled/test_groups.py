"""Groups of images, and what is sorted for the backward pass, hold the pixels of the images."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest

from glassnet.engine.sparse_format import VECTORS_IN_BLOCK
from glassnet.nn.arrays import Array

pytest.importorskip("numba", reason="compiled functions need numba, which is not installed")

from glassnet.engine.compiled.groups import (
    lanes_for,
    make_groups,
    read_together,
    transpose_groups,
)
from glassnet.engine.simd.vectors import VECTOR_BYTES

COVERED = [lanes_for, read_together, make_groups, transpose_groups]

# One image, part of a group, and several blocks of groups of which the last is not full.
COUNTS = pytest.mark.parametrize("count", [1, 9, 1100])
# Vectors of images in a group, and pixels in a set.
TOGETHER = pytest.mark.parametrize("together", [1, 2])
PIXELS, LANES = 31, 16

Make = Callable[[Array, int], tuple[list[Array], list[Array]]]


@pytest.fixture
def images(count: int, draw_images) -> Array:
    drawn = draw_images(count, PIXELS)
    drawn[:, 7] = 0
    return drawn


@pytest.fixture
def group(list_pixels) -> Make:
    """Images in groups, and in blocks, without the memory after the last entry."""

    def make(images: Array, together: int) -> tuple[list[Array], list[Array]]:
        lists = list_pixels(images)
        groups, entries = -(-len(images) // (LANES * together)), lists[1][-1]
        starts, pixels = np.empty(groups + 1, np.int64), np.empty(entries, np.uint16)
        values = np.full((entries, LANES * together), 77, np.uint8)
        make_groups(*lists, starts, pixels, values)
        by_group = [starts, pixels[: starts[-1]], values[: starts[-1]]]

        blocks, most = -(-groups * together // VECTORS_IN_BLOCK), starts[-1] * together
        block_starts = np.empty((blocks, -(-PIXELS // together) + 1), np.int64)
        vectors = np.empty(most, np.uint16)
        block_values = np.full((most, together, LANES), 77, np.uint8)
        used = transpose_groups(*by_group, block_starts, vectors, block_values)
        return by_group, [block_starts, vectors[:used], block_values[:used]]

    return make


@COUNTS
@TOGETHER
def test_a_group_lists_each_pixel_that_is_nonzero_in_one_of_its_images_once(
    images, group, together
) -> None:
    (starts, pixels, values), _ = group(images, together)

    size = LANES * together
    for g, (first, last) in enumerate(pairwise(starts)):
        own = images[g * size : (g + 1) * size]
        assert pixels[first:last].tolist() == np.flatnonzero(own.any(axis=0)).tolist()
        np.testing.assert_array_equal(values[first:last, : len(own)], own[:, pixels[first:last]].T)
        assert not values[first:last, len(own) :].any()


@COUNTS
@TOGETHER
def test_blocks_hold_the_images_by_pixel(images, group, together) -> None:
    _, (starts, vectors, values) = group(images, together)

    found = np.zeros((PIXELS + 1, len(starts) * VECTORS_IN_BLOCK, LANES), np.uint8)
    for block, edges in enumerate(starts):
        for pixel_set in range(len(edges) - 1):
            own = slice(edges[pixel_set], edges[pixel_set + 1])
            # In order, and each once.
            assert (np.diff(vectors[own].astype(int)) > 0).all()
            for vector, pixels in zip(vectors[own], values[own], strict=True):
                assert pixels.any()
                at = block * VECTORS_IN_BLOCK + vector
                found[pixel_set * together : (pixel_set + 1) * together, at] = pixels
    assert starts[0, 0] == 0
    assert starts[-1, -1] == len(vectors)
    np.testing.assert_array_equal(found[:PIXELS].reshape(PIXELS, -1)[:, : len(images)], images.T)
    assert not found.reshape(PIXELS + 1, -1)[:, len(images) :].any()


def test_images_of_zeros_have_no_entries(group) -> None:
    by_group, by_block = group(np.zeros((40, PIXELS), np.uint8), 1)

    assert not by_group[0].any()
    assert not by_block[0].any()


def test_a_vector_is_one_of_this_cpu() -> None:
    for precision in (np.dtype(np.float32), np.dtype(np.float64)):
        assert lanes_for(precision) == VECTOR_BYTES // precision.itemsize


def test_more_is_read_at_once_for_few_units_only() -> None:
    assert [read_together(units) for units in (1, 5, 16)] == [2, 2, 1]
