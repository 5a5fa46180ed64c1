"""Rows of stored images, gathered and scaled."""

import numpy as np
import pytest

pytest.importorskip("numba", reason="compiled code needs numba, which is not installed")

from glassnet.engine.compiled.rows import gather

COVERED = [gather]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("pixels", [1, 63, 64, 784])
def test_every_byte_is_divided_by_255_correctly_rounded(
    rng: np.random.Generator, dtype: type, pixels: int
) -> None:
    images = rng.integers(0, 256, (300, pixels)).astype(np.uint8)
    order = rng.permutation(300)[:120]
    out = np.empty((120, pixels), dtype)

    gather(images, order, out)

    np.testing.assert_array_equal(out, np.divide(images[order], 255, dtype=dtype))


def test_no_rows_are_gathered_for_an_empty_order() -> None:
    out = np.empty((0, 4), np.float32)

    gather(np.zeros((3, 4), np.uint8), np.empty(0, np.int64), out)

    assert out.shape == (0, 4)
