"""Offsets of patches and windows, and what is known of sparse images."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("numba", reason="compiled functions need numba, which is not installed")

from glassnet.engine.compiled.patches import (
    WINDOW_ROWS,
    find_nonzero,
    list_offsets,
    list_window_offsets,
    pad_columns,
)
from glassnet.engine.simd.tiles import TILE_ROWS
from glassnet.engine.simd.vectors import VECTOR_BYTES

COVERED = [list_offsets, list_window_offsets, pad_columns, find_nonzero]


def test_offsets_end_with_copies_of_the_last_one() -> None:
    offsets = list_offsets(2, 3, 10, 2)

    assert offsets.tolist() == [0, 2, 4, 10, 12, 14] + [14] * TILE_ROWS


def test_a_window_has_four_offsets() -> None:
    offsets = list_window_offsets(1, 2, 2, 10, 1)

    assert offsets.tolist() == [0, 1, 10, 11, 2, 3, 12, 13] + [13] * TILE_ROWS


@pytest.mark.parametrize("filters", [1, 8, 16, 17])
def test_columns_are_padded_with_zeros_to_whole_vectors(filters, draw, dtype) -> None:
    weights, lanes = draw(5, filters), VECTOR_BYTES // np.dtype(dtype).itemsize

    padded = pad_columns(weights)

    assert padded.shape == (5, -(-filters // lanes) * lanes)
    np.testing.assert_array_equal(padded[:, :filters], weights)
    assert not padded[:, filters:].any()


def test_what_a_tile_of_windows_meets_is_found(rng) -> None:
    width, height, kernel = 9, 8, 3
    image = np.where(rng.random(width * height) < 0.05, 1.0, 0.0)
    offsets = list_window_offsets(3, 3, 2, width, 1)
    taps, nonzero = list_offsets(kernel, kernel, width, 1), np.empty(image.size, np.uint8)

    find_nonzero(image, 0, offsets, taps, kernel, nonzero)

    tile = offsets[:WINDOW_ROWS]
    reached = image.size - tile.max() - kernel
    expected = [image[tile[:, None] + taps[:kernel] + o].any() for o in range(reached)]
    np.testing.assert_array_equal(nonzero[:reached], expected)
    assert 0 < np.mean(expected) < 1
