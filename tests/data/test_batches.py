"""Epochs visit everything once, in an order of their own; batches are exact."""

from dataclasses import replace

import numpy as np
import pytest
from glassnet.nn.lit import LitImages, multiply
from hypothesis import given
from hypothesis import strategies as st

from glassnet.data.batches import StoredRows, epoch_order, gather, scale
from glassnet.engine.kernel import compiler_available


@given(st.integers(0, 2**63), st.integers(0, 10**6), st.integers(1, 300), st.booleans())
def test_an_epoch_visits_every_example_once(
    seed: int, epoch: int, count: int, shuffled: bool
) -> None:
    order = epoch_order(seed, epoch, count, shuffled)

    assert order.dtype == np.int64
    assert np.array_equal(np.sort(order), np.arange(count))


def test_the_order_is_a_function_of_seed_and_epoch_alone() -> None:
    later = epoch_order(5, 9, 50)
    for epoch in range(9):
        epoch_order(5, epoch, 50)

    assert np.array_equal(epoch_order(5, 9, 50), later)
    assert not np.array_equal(epoch_order(6, 9, 50), later)


def test_who_shares_a_batch_changes_from_epoch_to_epoch() -> None:
    first, second = (
        {frozenset(batch) for batch in epoch_order(0, epoch, 1000).reshape(-1, 10).tolist()}
        for epoch in (0, 1)
    )

    assert not first & second


def test_file_order_is_the_same_in_every_epoch() -> None:
    assert epoch_order(0, 3, 4, shuffled=False).tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_scaling_is_exact_division(dtype: type[np.floating]) -> None:
    images = np.zeros((2, 28, 28), np.uint8)
    images.flat[:256] = np.arange(256)

    scaled = scale(images, dtype)

    assert scaled.shape == (2, 28, 28, 1)
    assert scaled.dtype == dtype
    assert np.array_equal(scaled.ravel()[:256], np.arange(256).astype(dtype) / dtype(255))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("form", ["plain", "compiled"])
def test_gathering_is_scaling_the_rows_in_order(form: str, dtype: type[np.floating]) -> None:
    if form == "compiled" and not compiler_available():
        pytest.skip("numba is not installed")
    images = np.random.default_rng(0).integers(0, 256, (40, 784), np.uint8)
    images.flags.writeable = False
    order = np.array([39, 0, 7, 7])
    out = np.full((4, 784), np.nan, dtype)

    getattr(gather, form)(images, order, out)

    assert np.array_equal(out, scale(images[order].reshape(-1, 28, 28), dtype).reshape(4, 784))


def test_stored_rows_are_read_whole_or_as_lists() -> None:
    images = np.random.default_rng(0).integers(0, 2, (5, 784)).astype(np.uint8) * 200
    whole = StoredRows(images, np.array([4, 0, 3]), (784,), np.float32)
    lists = replace(whole, as_lists=True)
    listed_before = replace(lists, lists=LitImages.of(images, np.float32)[whole.order])
    weights = np.random.default_rng(1).normal(size=(784, 4)).astype(np.float32)

    for rows in (lists, listed_before):
        sums = np.empty((2, 4), np.float32)
        multiply(rows.read(slice(1, 3)), weights, sums)
        np.testing.assert_allclose(sums, whole.whole(slice(1, 3)) @ weights, rtol=1e-5)
        assert np.array_equal(rows.whole(), whole.whole())
