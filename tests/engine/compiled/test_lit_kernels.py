"""Lists of lit pixels say what the images say, and products with them are products with the images."""

from __future__ import annotations

import numpy as np
import pytest
from glassnet.nn.kernels.lit import (
    count_lit,
    find_lit,
    multiply_lit,
    multiply_lit_transposed,
    turn_lit,
)
from glassnet.nn.lit import LitImages, multiply

from glassnet.nn import Array

pytest.importorskip("numba", reason="compiled kernels need numba, which is not installed")

PRECISIONS = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def images(count: int, pixels: int) -> Array:
    rng = np.random.default_rng(pixels)
    drawn = rng.integers(0, 256, (count, pixels)) * (rng.random((count, pixels)) < 0.2)
    drawn[1] = 0
    drawn[2] = 255
    return drawn.astype(np.uint8)


def listed(stored: Array, dtype: type, form: str) -> LitImages:
    lists = LitImages.of(stored, dtype)
    getattr(find_lit, form)(stored, lists.starts, lists.ends, lists.places, lists.values)
    return lists


def used(lists: LitImages) -> list[Array]:
    """What is listed, without the room behind it."""
    entries = [each[: lists.ends[-1]] for each in (lists.places, lists.values)]
    return [lists.starts, lists.ends, *entries]


@PRECISIONS
@pytest.mark.parametrize("pixels", [1, 15, 64, 100, 784])
def test_both_forms_list_the_same_pixels(dtype: type, pixels: int) -> None:
    plain, compiled = (listed(images(9, pixels), dtype, form) for form in ("plain", "compiled"))

    for one, other in zip(used(plain), used(compiled), strict=True):
        np.testing.assert_array_equal(other, one)


@pytest.mark.parametrize("form", ["plain", "compiled"])
@pytest.mark.parametrize("pixels", [1, 15, 64, 784])
def test_both_forms_count_the_lit_pixels(form: str, pixels: int) -> None:
    stored, counts = images(9, pixels), np.empty(9, np.int64)

    getattr(count_lit, form)(stored, counts)

    assert counts.tolist() == [sum(image != 0) for image in stored]


@pytest.mark.parametrize("form", ["plain", "compiled"])
@pytest.mark.parametrize("pixels", [1, 15, 100])
def test_turned_lists_are_those_of_the_transposed_images(form: str, pixels: int) -> None:
    stored = images(9, pixels)
    lists, expected = (
        listed(each, np.float32, form) for each in (stored, np.ascontiguousarray(stored.T))
    )
    turned = LitImages.of(stored, np.float32).by_pixel
    entries = turned.starts, turned.ends, turned.places, turned.values
    getattr(turn_lit, form)(lists.starts, lists.ends, lists.places, lists.values, *entries)

    for one, other in zip(used(turned), used(expected), strict=True):
        np.testing.assert_array_equal(one, other)


@PRECISIONS
@pytest.mark.parametrize("form", ["plain", "compiled"])
@pytest.mark.parametrize("units", [1, 10, 16, 19, 40, 150, 256])
def test_products_with_lists_are_products_with_images(dtype: type, form: str, units: int) -> None:
    rng = np.random.default_rng(units)
    stored = images(9, 100)
    lists, whole = listed(stored, dtype, form), stored / dtype(255)
    weights, d_sums = (rng.normal(size=(n, units)).astype(dtype) for n in (100, 9))
    sums, gradients = np.empty((9, units), dtype), np.empty((100, units), dtype)
    entries = lists.starts, lists.ends, lists.places, lists.values

    getattr(multiply_lit, form)(*entries, weights, sums, 0, units)
    getattr(multiply_lit_transposed, form)(*entries, d_sums, gradients)

    close = 1e-4 if dtype == np.float32 else 1e-12
    np.testing.assert_allclose(sums, whole @ weights, atol=close)
    np.testing.assert_allclose(gradients, whole.T @ d_sums, atol=close)


@PRECISIONS
@pytest.mark.parametrize("form", ["plain", "compiled"])
def test_a_share_of_the_units_leaves_the_others_as_they_are(form: str, dtype: type) -> None:
    whole, rng = images(9, 100) / dtype(255), np.random.default_rng(0)
    lists, weights = LitImages.of(images(9, 100), dtype), rng.standard_normal((100, 200), dtype)
    sums = np.full((9, 200), 7, dtype)

    entries = lists.starts, lists.ends, lists.places, lists.values
    getattr(multiply_lit, form)(*entries, weights, sums, 64, 170)

    close = 1e-4 if dtype == np.float32 else 1e-12
    np.testing.assert_allclose(sums[:, 64:170], (whole @ weights)[:, 64:170], atol=close)
    assert (np.delete(sums, slice(64, 170), axis=1) == 7).all()


@pytest.mark.parametrize("units", [10, 16, 20, 64, 65, 130, 256, 800])
def test_shared_products_are_the_same_to_the_bit_however_many_processors_there_are(
    units: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("glassnet.nn.lit.WORTH_SHARING", 0)
    stored, weights = images(400, 100), np.random.default_rng(0).standard_normal((100, units))
    lists = LitImages.of(stored, np.float32)

    def product(processors: int) -> Array:
        monkeypatch.setattr("glassnet.engine.threads.processors", lambda: processors)
        sums = np.empty((400, units), np.float32)
        multiply(lists, weights.astype(np.float32), sums)
        return sums

    alone = product(1)

    np.testing.assert_allclose(alone, stored / 255 @ weights, atol=1e-4)
    for processors in (2, 5):
        np.testing.assert_array_equal(product(processors), alone)


@pytest.mark.parametrize("units", [64, 800])
def test_often_used_weights_give_the_same_bits(units: int) -> None:
    stored = images(400, 100)
    weights = np.random.default_rng(0).standard_normal((100, units)).astype(np.float32)
    often, seldom = np.empty((400, units), np.float32), np.empty((20, units), np.float32)

    multiply(LitImages.of(stored, np.float32), weights, often)
    multiply(LitImages.of(stored[:20], np.float32), weights, seldom)

    np.testing.assert_array_equal(often[:20], seldom)


@pytest.mark.parametrize("form", ["plain", "compiled"])
def test_no_units_are_no_work(form: str) -> None:
    lists, sums = LitImages.of(images(9, 100), np.float32), np.full((9, 64), 7, np.float32)

    entries = lists.starts, lists.ends, lists.places, lists.values
    getattr(multiply_lit, form)(*entries, np.ones((100, 64), np.float32), sums, 0, 0)

    assert (sums == 7).all()
