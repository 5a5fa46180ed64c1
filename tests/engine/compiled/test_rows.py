"""Rows of stored images, gathered and scaled: to the bit what NumPy makes of them."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("numba", reason="compiled functions need numba, which is not installed")
from glassnet.engine.compiled.rows import gather

COVERED = [gather]


@pytest.mark.parametrize("pixels", [1, 63, 64, 65, 784])
@pytest.mark.parametrize("rows", [0, 1, 2, 3, 40])
def test_rows_are_divided_by_255(pixels: int, rows: int, dtype: type, rng) -> None:
    images = rng.integers(0, 256, (20, pixels), np.uint8)
    order = rng.integers(0, 20, rows)
    found = np.full((rows, pixels), np.nan, dtype)

    gather(images, order, found)

    np.testing.assert_array_equal(found, np.divide(images[order], 255, dtype=dtype))


def test_every_byte_is_correctly_rounded(dtype: type) -> None:
    images, found = np.arange(256, dtype=np.uint8).reshape(1, 256), np.empty((1, 256), dtype)

    gather(images, np.zeros(1, np.int64), found)

    np.testing.assert_array_equal(found[0], [dtype(byte / 255) for byte in range(256)])
