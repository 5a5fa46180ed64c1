from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from glassnet.nn.lit import LitImages
from glassnet.nn.lit_groups import similar_order

from glassnet.data.labeled_images import LabeledImages
from glassnet.nn.arrays import Array

WHOLE = np.random.default_rng(0).integers(0, 3, (70, 30)).astype(np.uint8) * 80


def entries(images: Array) -> int:
    """How many pixels are lit in groups of 16, one after the other."""
    groups = images[: len(images) // 16 * 16].reshape(-1, 16, 28 * 28)
    return int(groups.any(axis=1).sum())


def test_slices_of_what_comes_again_and_their_groups_are_made_once() -> None:
    lists = replace(LitImages.of(WHOLE, np.float64), comes_again=True)

    part = lists[5:40]

    assert lists[5:40] is part
    assert lists[5:41] is not part
    assert len(part) == 35
    assert part.grouped(7) is lists[5:40].grouped(7)
    assert part.grouped(7) is not part.grouped(8)


def test_neighbours_in_the_similar_order_share_their_ink(simulated_digits: LabeledImages) -> None:
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
