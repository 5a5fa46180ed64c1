"""Lists of nonzero pixels are those of the images, and products with them are products with the images."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.nn.arrays import Array

pytest.importorskip("numba", reason="compiled functions need numba, which is not installed")

from glassnet.engine.compiled.sparse import (
    allocate_vectors,
    count_nonzero,
    list_nonzero,
    multiply_sparse,
    multiply_sparse_transposed,
    transpose_sparse,
)
from glassnet.engine.simd.vectors import VECTOR_BYTES

COVERED = [
    allocate_vectors,
    count_nonzero,
    list_nonzero,
    multiply_sparse,
    multiply_sparse_transposed,
    transpose_sparse,
]

PIXELS = pytest.mark.parametrize("pixels", [1, 15, 64, 100, 784])


@pytest.fixture
def close(dtype: type) -> float:
    return 1e-4 if dtype is np.float32 else 1e-12


def expect_same_lists(found: tuple[Array, ...], expected: tuple[Array, ...]) -> None:
    """The same starts, ends and entries; what memory holds after the last list does not count."""
    end = expected[1][-1]
    for one, other in zip(found[:2], expected[:2], strict=True):
        np.testing.assert_array_equal(one, other)
    for one, other in zip(found[2:], expected[2:], strict=True):
        np.testing.assert_array_equal(one[:end], other[:end])


@PIXELS
def test_nonzero_pixels_are_counted(pixels, draw_images) -> None:
    images, counts = draw_images(9, pixels), np.empty(9, np.int64)

    count_nonzero(images, counts)

    assert counts.tolist() == [sum(image != 0) for image in images]


@PIXELS
def test_nonzero_pixels_are_listed(pixels, draw_images, list_pixels) -> None:
    images = draw_images(9, pixels)
    expected = list_pixels(images)
    found = tuple(np.full_like(each, 77) for each in expected)

    list_nonzero(images, *found)

    expect_same_lists(found, expected)


@PIXELS
def test_transposed_lists_are_those_of_the_transposed_images(
    pixels, draw_images, list_pixels
) -> None:
    images = draw_images(9, pixels)
    expected = list_pixels(images.T)
    found = tuple(np.full_like(each, 77) for each in expected)

    transpose_sparse(*list_pixels(images), *found)

    expect_same_lists(found, expected)


@pytest.mark.parametrize("units", [1, 10, 16, 19, 40, 150, 256])
def test_products_with_lists_are_products_with_images(
    units, draw, draw_images, list_pixels, dtype, close
) -> None:
    images = draw_images(9, 100)
    inputs, weights, d_sums = images / dtype(255), draw(100, units), draw(9, units)
    sums, gradients = np.full((9, units), np.nan, dtype), np.full((100, units), np.nan, dtype)

    multiply_sparse(list_pixels(images), weights, sums, 0, units)
    multiply_sparse_transposed(*list_pixels(images), d_sums, gradients)

    np.testing.assert_allclose(sums, inputs @ weights, rtol=0, atol=close)
    np.testing.assert_allclose(gradients, inputs.T @ d_sums, rtol=0, atol=close)


def test_some_of_the_units_leave_the_others_as_they_are(
    draw, draw_images, list_pixels, dtype, close
) -> None:
    images, weights = draw_images(9, 100), draw(100, 200)
    sums = np.full((9, 200), 7, dtype)

    multiply_sparse(list_pixels(images), weights, sums, 64, 170)

    expected = (images / dtype(255) @ weights)[:, 64:170]
    np.testing.assert_allclose(sums[:, 64:170], expected, rtol=0, atol=close)
    assert (np.delete(sums, slice(64, 170), axis=1) == 7).all()


@pytest.mark.parametrize("units", [20, 64, 65, 256, 800])
def test_a_product_in_parts_is_bitwise_that_in_one(units, draw, draw_images, list_pixels) -> None:
    lists, weights = list_pixels(draw_images(400, 100)), draw(100, units)
    whole, parts = np.empty((2, 400, units), weights.dtype)

    multiply_sparse(lists, weights, whole, 0, units)
    middle = units // 2 // 16 * 16
    multiply_sparse(lists, weights, parts, 0, middle)
    multiply_sparse(lists, weights, parts, middle, units)

    np.testing.assert_array_equal(parts, whole)


@pytest.mark.parametrize("units", [64, 800])
def test_packed_weights_give_bitwise_the_same_sums(units, draw, draw_images, list_pixels) -> None:
    # The weights of many images are copied before they are used, those of a few images are not.
    images, weights = draw_images(400, 100), draw(100, units)
    many, few = np.empty((400, units), weights.dtype), np.empty((20, units), weights.dtype)

    multiply_sparse(list_pixels(images), weights, many, 0, units)
    multiply_sparse(list_pixels(images[:20]), weights, few, 0, units)

    np.testing.assert_array_equal(many[:20], few)


def test_some_of_the_lists_in_any_order_are_multiplied(
    draw, draw_images, list_pixels, dtype, close
) -> None:
    images, weights, order = draw_images(9, 100), draw(100, 40), np.array([7, 3, 3])
    starts, ends, offsets, values = list_pixels(images)
    sums = np.empty((3, 40), dtype)

    multiply_sparse((starts[order], ends[order], offsets, values), weights, sums, 0, 40)

    np.testing.assert_allclose(sums, images[order] / dtype(255) @ weights, rtol=0, atol=close)


def test_no_units_are_no_work(draw, draw_images, list_pixels, dtype) -> None:
    sums = np.full((9, 64), 7, dtype)

    multiply_sparse(list_pixels(draw_images(9, 100)), draw(100, 64), sums, 0, 0)

    assert (sums == 7).all()


def test_allocated_vectors_are_zero_and_aligned(dtype) -> None:
    rows = allocate_vectors(np.empty(0, dtype), 5)

    assert rows.shape == (5, VECTOR_BYTES // np.dtype(dtype).itemsize)
    assert rows.dtype == dtype
    assert not rows.any()
    assert rows.ctypes.data % VECTOR_BYTES == 0
