"""Rows of stored images, and their bytes in 0..1."""

import numpy as np
import pytest

from glassnet.engine import Rows, using
from glassnet.engine.kernel import compiler_available
from glassnet.engine.workspace import Workspace

IMAGES = np.arange(256, dtype=np.uint8).reshape(8, 4, 8)
IMPLEMENTATIONS = ["reference", *["compiled"] * compiler_available()]


def test_all_rows_are_all_images_in_their_order() -> None:
    rows = Rows.all(IMAGES)

    assert len(rows) == 8
    assert rows.images is IMAGES
    assert rows.order.tolist() == list(range(8))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_byte_is_divided_by_255_and_correctly_rounded(dtype: type) -> None:
    scaled = Rows.all(IMAGES).scale(dtype, (32,))

    exact = np.array([byte / 255 for byte in range(256)]).astype(dtype)
    assert scaled.dtype == dtype
    np.testing.assert_array_equal(scaled.ravel(), exact)


@pytest.mark.parametrize("implementation", IMPLEMENTATIONS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [(32,), (4, 8), (4, 8, 1)])
def test_chunks_have_the_numbers_of_the_whole(implementation, dtype: type, shape) -> None:
    rows = Rows(IMAGES, np.array([7, 0, 3, 3, 1]))
    whole = rows.scale(dtype, shape)

    with using(implementation):
        chunk = rows.scale_chunk(slice(1, 4), dtype, shape, Workspace())

    assert (chunk.dtype, chunk.shape) == (dtype, (3, *shape))
    np.testing.assert_array_equal(chunk, whole[1:4])


@pytest.mark.parametrize("implementation", IMPLEMENTATIONS)
@pytest.mark.parametrize("images", [IMAGES[::2], np.asfortranarray(IMAGES), IMAGES[:, ::-1]])
def test_images_may_have_any_memory_order(implementation, images: np.ndarray) -> None:
    rows = Rows.all(images)

    with using(implementation):
        chunk = rows.scale_chunk(slice(0, 3), np.float64, images.shape[1:], Workspace())

    assert rows.pixels.flags.c_contiguous
    np.testing.assert_array_equal(chunk, images[:3] / 255)


def test_contiguous_images_are_not_copied() -> None:
    assert np.shares_memory(Rows.all(IMAGES).pixels, IMAGES)


def test_no_rows_have_no_numbers() -> None:
    rows = Rows(IMAGES, np.empty(0, np.int64))

    assert rows.scale(np.float32, (32,)).shape == (0, 32)
    assert rows.scale_chunk(slice(0, 0), np.float32, (4, 8), Workspace()).shape == (0, 4, 8)
