"""How variants that are no digits are put together."""

import numpy as np
import pytest

from glassnet.data.simulated.glyphs.lines import both, curved, rotate, round_shape, straight
from glassnet.data.simulated.glyphs.paths import Sampler

SQUARE = straight([(0, 0), (0, 1), (1, 1), (1, 0), (0, 0)])


def sampler(count: int = 400) -> Sampler:
    return Sampler(np.random.default_rng(0), count)


def test_straight_strokes_turn_at_corners_that_count_twice() -> None:
    [stroke] = SQUARE(sampler())

    assert stroke.corners == (False, *(True,) * 6, False)
    np.testing.assert_array_equal(stroke.coordinates(400)[:, 1], stroke.coordinates(400)[:, 2])


def test_curved_strokes_have_no_corners() -> None:
    [stroke] = curved([(0, 0), (1, 0.5), (0, 1)])(sampler())

    assert stroke.corners == (False, False, False)


def test_both_writes_one_variant_after_the_other() -> None:
    assert len(both(SQUARE, straight([(0, 0), (1, 1)], [(1, 0), (0, 1)]))(sampler())) == 3


def test_a_round_shape_closes() -> None:
    [oval] = round_shape(0.5, 0.5, 0.5, 0.5)(sampler())
    points = oval.coordinates(400)

    assert np.median(np.linalg.norm(points[:, 0] - points[:, -1], axis=1)) < 0.1


def test_a_variant_rotated_by_a_right_angle_clockwise_stands_where_it_should() -> None:
    [level] = rotate(straight([(0.5, 0.5), (1, 0.5)]), 90, 90)(sampler())

    assert level.coordinates(400)[:, 1].mean(axis=0) == pytest.approx([0.5, 1.0], abs=0.02)
