from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from glassnet.data.digits import Digits
from glassnet.nn.arrays import Array
from glassnet.nn.lit import LitImages, multiply, multiply_transposed
from glassnet.nn.lit_groups import similar_order

WHOLE = np.random.default_rng(0).integers(0, 3, (70, 30)).astype(np.uint8) * 80


def entries(images: Array) -> int:
    """How many pixels are lit in groups of 16, one after the other."""
    groups = images[: len(images) // 16 * 16].reshape(-1, 16, 28 * 28)
    return int(groups.any(axis=1).sum())


def test_what_comes_again_is_read_in_groups_to_the_same_products() -> None:
    lists = replace(LitImages.of(WHOLE, np.float64), comes_again=True)
    rng = np.random.default_rng(1)
    weights, d_sums = rng.normal(size=(30, 7)), rng.normal(size=(70, 7))
    sums, gradients = np.empty((70, 7)), np.empty((30, 7))

    multiply(lists, weights, sums)
    multiply_transposed(lists, d_sums, gradients)

    assert "grouped" in vars(lists)
    np.testing.assert_allclose(sums, WHOLE / 255 @ weights, atol=1e-12)
    np.testing.assert_allclose(gradients, WHOLE.T / 255 @ d_sums, atol=1e-12)


def test_slices_of_what_comes_again_are_made_once() -> None:
    lists = replace(LitImages.of(WHOLE, np.float64), comes_again=True)

    part = lists[5:40]

    assert lists[5:40] is part
    assert lists[5:41] is not part
    assert len(part) == 35
    assert "grouped" not in vars(LitImages.of(WHOLE, np.float64)[5:40])


@pytest.mark.parametrize("processors", [1, 2, 5])
def test_groups_shared_among_processors_give_the_same_bits(
    processors: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = np.random.default_rng(2).standard_normal((30, 7))
    lists = replace(LitImages.of(WHOLE, np.float64), comes_again=True)
    alone, together = np.empty((70, 7)), np.empty((70, 7))
    multiply(lists, weights, alone)
    monkeypatch.setattr("glassnet.nn.lit.WORTH_SHARING", 0)
    monkeypatch.setattr("glassnet.nn.processors.processors", lambda: processors)

    multiply(lists, weights, together)

    np.testing.assert_array_equal(together, alone)


def test_neighbours_in_the_similar_order_share_their_ink(simulated_digits: Digits) -> None:
    images = simulated_digits.images

    order = similar_order(images)

    assert sorted(order) == list(range(len(images)))
    assert entries(images[order]) < 0.9 * entries(images)


def test_every_part_of_the_similar_order_has_about_as_much_ink() -> None:
    # Images with ink in more and more of their rows.
    images = np.zeros((8192, 28, 28), np.uint8)
    for number, image in enumerate(images):
        image[: 1 + number // 300] = 255

    inks = images[similar_order(images)].reshape(4, -1).mean(axis=1)

    assert inks.max() < 1.3 * inks.min()


@pytest.mark.parametrize("shape", [(5, 28, 28), (3, 5, 6), (1, 1, 1), (2, 3, 9)])
def test_images_of_any_size_have_an_order(shape: tuple[int, ...]) -> None:
    images = np.random.default_rng(3).integers(0, 2, shape).astype(np.uint8)

    assert sorted(similar_order(images)) == list(range(len(images)))
