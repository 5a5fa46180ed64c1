"""Groups of images, and what is made of them for the way back, say what the images say."""

from __future__ import annotations

import numpy as np
import pytest
from glassnet.nn.kernels import lit_groups as kernels
from glassnet.nn.lit import LitImages

from glassnet.nn import Array

pytest.importorskip("numba", reason="compiled kernels need numba, which is not installed")

FORMS = pytest.mark.parametrize("form", ["plain", "compiled"])
# One image, part of a group, and several blocks of groups, the last of them not full.
COUNTS = pytest.mark.parametrize("count", [1, 9, 1100])
# How many vectors of images make a group, and how many pixels are read at once.
TOGETHER = pytest.mark.parametrize("together", [1, 2])
PIXELS, LANES = 31, 16


def images(count: int) -> Array:
    rng = np.random.default_rng(count)
    drawn = rng.integers(1, 256, (count, PIXELS)) * (rng.random((count, PIXELS)) < 0.2)
    drawn[:, 7] = 0
    return drawn.astype(np.uint8)


def grouped(stored: Array, together: int, form: str) -> tuple[list[Array], list[Array]]:
    lists = LitImages.kept(stored, np.float32)
    groups = -(-len(stored) // (LANES * together))
    starts = np.empty(groups + 1, np.int64)
    room = (
        np.empty(lists.entries, np.uint16),
        np.empty((lists.entries, LANES * together), np.uint8),
    )
    entries = lists.starts, lists.ends, lists.places, lists.values
    getattr(kernels.group_lit, form)(*entries, starts, *room)
    by_group = [starts, *(each[: starts[-1]].copy() for each in room)]

    blocks = -(-groups * together // kernels.VECTORS_OF_A_BLOCK)
    block_starts = np.empty((blocks, -(-PIXELS // together) + 1), np.int64)
    most = len(by_group[1]) * together
    room = np.empty(most, np.uint16), np.empty((most, together, LANES), np.uint8)
    used = getattr(kernels.turn_groups, form)(*by_group, block_starts, *room)
    return by_group, [block_starts, *(each[:used] for each in room)]


@COUNTS
@TOGETHER
def test_both_forms_group_the_same_pixels(together: int, count: int) -> None:
    plain, compiled = (grouped(images(count), together, form) for form in ("plain", "compiled"))

    for one, other in zip((*plain[0], *plain[1]), (*compiled[0], *compiled[1]), strict=True):
        np.testing.assert_array_equal(one, other)


@FORMS
def test_a_group_lists_each_pixel_that_is_lit_in_one_of_its_images_once(form: str) -> None:
    stored = images(9)

    (starts, pixels, values), _ = grouped(stored, 1, form)

    assert starts.tolist() == [0, len(pixels)]
    assert pixels.tolist() == np.flatnonzero(stored.any(axis=0)).tolist()
    np.testing.assert_array_equal(values[:, :9], stored[:, pixels].T)
    assert not values[:, 9:].any()


@FORMS
@COUNTS
@TOGETHER
def test_what_is_sorted_for_the_way_back_is_what_the_images_are(
    together: int, count: int, form: str
) -> None:
    stored = images(count)

    _, (starts, vectors, values) = grouped(stored, together, form)

    found = np.zeros((PIXELS + 1, len(starts) * kernels.VECTORS_OF_A_BLOCK, LANES), np.uint8)
    for block, edges in enumerate(starts):
        for which in range(len(edges) - 1):
            for entry in range(edges[which], edges[which + 1]):
                vector = block * kernels.VECTORS_OF_A_BLOCK + vectors[entry]
                assert values[entry].any()
                found[which * together : (which + 1) * together, vector] = values[entry]
    np.testing.assert_array_equal(found[:PIXELS].reshape(PIXELS, -1)[:, :count], stored.T)
    assert not found.reshape(PIXELS + 1, -1)[:, count:].any()


def test_a_vector_is_one_of_this_processor() -> None:
    from glassnet.nn.kernels.vectors_compiled import BYTES

    for dtype in (np.dtype(np.float32), np.dtype(np.float64)):
        assert kernels.lanes_for.compiled(dtype) == BYTES // dtype.itemsize
        assert kernels.lanes_for.plain(dtype) == 64 // dtype.itemsize


def test_more_is_read_at_once_for_few_units_only() -> None:
    for form in (kernels.read_together.plain, kernels.read_together.compiled):
        assert [form(units) for units in (1, 5, 16)] == [2, 2, 1]
