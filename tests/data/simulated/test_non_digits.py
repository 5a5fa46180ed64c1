"""Letters, shapes, signs and scribbles: what a reader must not take for a digit."""

import numpy as np
import pytest

from glassnet.data.simulated import (
    NON_DIGIT_VARIANTS,
    simulate_non_digit_strokes,
    simulate_non_digits,
)
from glassnet.data.simulated.glyphs import GlyphVariant
from glassnet.data.simulated.glyphs.paths import Sampler
from glassnet.ink import from_strokes

EVERY_VARIANT = [pytest.param(variant, id=variant.name) for variant in NON_DIGIT_VARIANTS]


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_shares_sum_to_one_and_no_name_is_given_twice() -> None:
    assert sum(variant.frequency for variant in NON_DIGIT_VARIANTS) == pytest.approx(1)
    assert len({variant.name for variant in NON_DIGIT_VARIANTS}) == len(NON_DIGIT_VARIANTS)


def test_no_letter_is_written_that_may_be_a_digit() -> None:
    assert not {variant.name for variant in NON_DIGIT_VARIANTS} & set("BCDGIJOQSUZabcgijloqrsuvyz")


@pytest.mark.parametrize("variant", EVERY_VARIANT)
def test_a_variant_has_the_same_points_for_every_number_of_writers(variant: GlyphVariant) -> None:
    one, many = (variant.write(Sampler(rng(), count)) for count in (1, 9))

    assert [each.corners for each in one] == [each.corners for each in many]


@pytest.mark.parametrize("variant", EVERY_VARIANT)
def test_a_variant_is_about_as_large_as_a_digit(variant: GlyphVariant) -> None:
    drawn = np.concatenate(
        [each.coordinates(50) for each in variant.write(Sampler(rng(), 50))], axis=1
    )
    longer = np.ptp(drawn, axis=1).max(axis=1)

    assert np.isfinite(drawn).all()
    assert 0.5 < np.median(longer) < 1.6


def test_the_same_seed_draws_the_same_and_another_one_others() -> None:
    first, again, other = (simulate_non_digits(rng(seed), 50) for seed in (0, 0, 1))

    np.testing.assert_array_equal(first, again)
    assert (first != other).any(axis=(1, 2)).all()


def test_as_many_are_drawn_as_asked_for_all_with_ink() -> None:
    images = simulate_non_digits(rng(), 4500)

    assert images.shape == (4500, 28, 28)
    assert images.any(axis=(1, 2)).all()


def test_images_are_made_as_those_of_a_drawing_page_are() -> None:
    images = simulate_non_digits(rng(), 500)
    longer = np.maximum(images.any(axis=2).sum(axis=1), images.any(axis=1).sum(axis=1))

    assert longer.max() <= 21
    assert np.median(longer) == 20


@pytest.mark.parametrize("seed", range(10))
def test_strokes_can_be_drawn_on_the_page(seed: int) -> None:
    strokes = simulate_non_digit_strokes(rng(seed))

    assert from_strokes(strokes)
    assert all(stroke.shape[1] == 2 for stroke in strokes)
