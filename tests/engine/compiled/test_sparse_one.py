"""Lists of one example's nonzero elements, and products with them."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.engine.sparse_format import SPARE, TOGETHER, padded_length

pytest.importorskip("numba", reason="compiled functions need numba, which is not installed")

from glassnet.engine.compiled.sparse_one import (
    add_sparse_outer_product,
    add_sparse_product,
    list_nonzero_elements,
    pad_list,
)

COVERED = [list_nonzero_elements, pad_list, add_sparse_product, add_sparse_outer_product]

SIZES = pytest.mark.parametrize("size", [0, 1, 15, 16, 37])
# Fewer units than a vector has lanes, and more than the widest tile, with units left for every other one.
UNITS = pytest.mark.parametrize("units", [1, 10, 30, 130, 460])


@SIZES
@pytest.mark.parametrize("stored", ["bytes", "floats"])
def test_nonzero_elements_are_listed_with_padding(size, stored, draw, draw_images, dtype) -> None:
    source = draw_images(1, size + 9)[0] if stored == "bytes" else np.maximum(draw(size + 9), 0)
    own = source[4 : 4 + size]
    offsets = np.full(size + SPARE + 3, 77, np.int32)
    values = np.full(offsets.size, 77, dtype)

    end = list_nonzero_elements(source, 4, size, 5, offsets, values, 3)

    (columns,) = own.nonzero()
    expected = own[columns] / dtype(255) if stored == "bytes" else own[columns]
    count = len(columns)
    assert end == 3 + padded_length(count)
    np.testing.assert_array_equal(offsets[3 : 3 + count], columns * 5)
    np.testing.assert_array_equal(values[3 : 3 + count], expected)
    assert not offsets[3 + count : end].any()
    assert not values[3 + count : end].any()
    assert (offsets[:3] == 77).all()


@pytest.mark.parametrize("count", [0, 1, 7, 8, 9])
def test_a_list_is_padded_to_a_multiple_of_entries(count) -> None:
    offsets, values = np.full(40, 77, np.uint16), np.full(40, 77, np.uint8)

    end = pad_list(offsets, values, 5, 5 + count)

    assert end == 5 + -(-count // TOGETHER) * TOGETHER
    assert not offsets[5 + count : end].any()
    assert not values[5 + count : end].any()


@UNITS
def test_a_product_is_added_to_the_sums(units, draw, dtype, tolerance) -> None:
    inputs, weights, sums = np.maximum(draw(20), 0), draw(3 + 20 * units), draw(units + 20)
    expected = sums.copy()
    expected[2 : 2 + units] += inputs @ weights[3:].reshape(20, units)
    offsets, values = np.empty(20 + SPARE, np.int32), np.empty(20 + SPARE, dtype)
    end = list_nonzero_elements(inputs, 0, 20, units, offsets, values, 0)

    add_sparse_product(weights, 3, units, offsets, values, 0, end, sums, 2)

    np.testing.assert_allclose(sums, expected, rtol=0, atol=10 * tolerance)


@UNITS
def test_an_outer_product_is_added_to_the_weights(units, draw, dtype, tolerance) -> None:
    inputs, weights, d_sums = np.maximum(draw(20), 0), draw(3 + 20 * units + 20), draw(units)
    expected = weights.copy()
    expected[3 : 3 + 20 * units] -= 0.5 * np.outer(inputs, d_sums).reshape(-1)
    offsets, values = np.empty(20 + SPARE, np.int32), np.empty(20 + SPARE, dtype)
    end = list_nonzero_elements(inputs, 0, 20, units, offsets, values, 0)

    add_sparse_outer_product(weights, 3, units, offsets, values, 0, end, d_sums, -0.5)

    np.testing.assert_allclose(weights, expected, rtol=0, atol=10 * tolerance)
