import numpy as np
import pytest

from glassnet.data.simulated.glyphs import VARIANTS, GlyphVariant
from glassnet.data.simulated.glyphs.paths import Sampler, arc, corner, path

EVERY_VARIANT = [
    pytest.param(variant, id=f"{digit} {variant.name}")
    for digit, variants in VARIANTS.items()
    for variant in variants
]


def sampler(count: int = 50) -> Sampler:
    return Sampler(np.random.default_rng(0), count)


def test_every_digit_has_variants_whose_shares_sum_to_one() -> None:
    assert list(VARIANTS) == list(range(10))
    for digit, variants in VARIANTS.items():
        assert sum(variant.frequency for variant in variants) == pytest.approx(1), digit
        assert len({variant.name for variant in variants}) == len(variants)


def test_the_variants_that_mnist_hardly_knows_are_written() -> None:
    named = {(digit, variant.name) for digit, variants in VARIANTS.items() for variant in variants}

    assert {(0, "slashed"), (0, "barred"), (1, "long upstroke"), (1, "flag and foot")} <= named
    assert {(2, "looped"), (4, "open"), (4, "closed"), (5, "bar apart"), (7, "barred")} <= named


@pytest.mark.parametrize("variant", EVERY_VARIANT)
def test_a_variant_is_about_as_high_as_one_and_no_wider_than_that(variant: GlyphVariant) -> None:
    drawn = np.concatenate([each.coordinates(50) for each in variant.write(sampler())], axis=1)
    height, width = np.ptp(drawn[..., 1], axis=1), np.ptp(drawn[..., 0], axis=1)

    assert np.isfinite(drawn).all()
    assert 0.8 < np.median(height) < 1.4
    assert np.median(width) < 1.1


@pytest.mark.parametrize("variant", EVERY_VARIANT)
def test_a_variant_has_the_same_points_for_every_number_of_writers(variant: GlyphVariant) -> None:
    one, many = variant.write(sampler(1)), variant.write(sampler(9))

    assert [each.corners for each in one] == [each.corners for each in many]


def test_growing_directions_turn_clockwise() -> None:
    right, down, left = arc(0, 0, 2, 1, 0, 180, points=3)

    placed = path([right, down, left]).coordinates(1)[0]
    assert np.allclose(placed, [(2, 0), (0, 1), (-2, 0)], atol=1e-6)


def test_a_widening_arc_is_a_spiral() -> None:
    assert arc(0, 0, 1, 1, 0, 360, points=5, widening=2)[-1].x == pytest.approx(2)


def test_a_path_strings_points_corners_and_arcs() -> None:
    strung = path((0, 0), corner(1, np.array([5, 6])), arc(0, 0, 1, 1, 0, 90, points=2))

    assert strung.corners == (False, True, False, False)
    assert strung.coordinates(2)[:, 1].tolist() == [[1, 5], [1, 6]]


def test_an_eccentric_hand_strays_farther() -> None:
    school, odd = (
        Sampler(np.random.default_rng(0), 1000, style_scale).normal(1, 0.1).std()
        for style_scale in (1.0, 3.0)
    )

    assert odd == pytest.approx(3 * school, rel=1e-3)
