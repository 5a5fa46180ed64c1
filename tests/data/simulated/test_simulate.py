from collections import Counter

import numpy as np
import pytest

from glassnet.data.simulated import VARIANTS, simulate, simulate_batches, simulate_strokes
from glassnet.data.simulated.writing import choose_variants
from glassnet.ink import from_strokes


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_the_same_seed_writes_the_same_digits_and_another_one_others() -> None:
    first, again, other = simulate(rng(), 50), simulate(rng(), 50), simulate(rng(1), 50)

    assert first.digest() == again.digest()
    assert first.digest() != other.digest()


def test_digits_are_all_about_equally_frequent() -> None:
    assert simulate(rng(), 5000).counts().min() > 400


def test_labels_may_be_asked_for() -> None:
    labels = np.array([3, 3, 9])

    assert simulate(rng(), 3, labels=labels).labels.tolist() == [3, 3, 9]


def test_a_lone_digit_is_written() -> None:
    assert simulate(rng(), 1).images.any()


def test_no_two_digits_are_alike() -> None:
    images = simulate(rng(), 500).images

    assert len(np.unique(images.reshape(500, -1), axis=0)) == 500


def test_images_are_made_as_those_of_a_drawing_page_are() -> None:
    images = simulate(rng(), 1000).images
    rows = images.any(axis=2).sum(axis=1)
    columns = images.any(axis=1).sum(axis=1)
    index = np.arange(28)
    ink = images.sum(axis=(1, 2), dtype=float)
    middle = (images.sum(axis=1) * index).sum(axis=1) / ink

    assert np.maximum(rows, columns).max() <= 21
    assert np.median(np.maximum(rows, columns)) == 20
    assert ((middle >= 13.5) & (middle < 14.5)).mean() > 0.99


def test_forms_are_written_as_often_as_the_table_says() -> None:
    chosen = choose_variants(np.full(20_000, 7), rng())
    counted = {variant.name: len(places) / 20_000 for variant, places in chosen}

    assert counted == pytest.approx(
        {variant.name: variant.frequency for variant in VARIANTS[7]}, abs=0.015
    )


@pytest.mark.parametrize("label", range(10))
def test_strokes_can_be_drawn_on_the_page(label: int) -> None:
    strokes = simulate_strokes(rng(label), label)

    assert from_strokes(strokes)
    assert all(stroke.shape[1] == 2 for stroke in strokes)


def test_a_barred_seven_is_written_in_more_strokes_than_a_plain_one() -> None:
    lengths = Counter(len(simulate_strokes(rng(seed), 7)) for seed in range(60))

    assert lengths[1] > 10
    assert lengths[2] > 10


def test_batches_come_without_end() -> None:
    batches = simulate_batches(rng(), 20)

    assert next(batches).digest() != next(batches).digest()
