"""Maps of direction tell where the pen moved which way, and where it was set down and lifted."""

from itertools import pairwise

import numpy as np
import pytest

from glassnet.ink.strokes.directions import CHANNELS, DIRECTIONS, GRID, draw_direction_maps

DOWN, LEFT, UP = 2, 4, 6


def maps_of(*strokes: list[tuple[float, float]]) -> np.ndarray:
    return draw_direction_maps([[np.array(stroke, float) for stroke in strokes]])[0].astype(float)


@pytest.mark.parametrize("direction", range(DIRECTIONS))
def test_a_straight_stroke_is_in_the_map_of_its_direction(direction: int) -> None:
    angle = direction / DIRECTIONS * 2 * np.pi

    maps = maps_of([(0, 0), (np.cos(angle), np.sin(angle))])

    shares = maps[..., :DIRECTIONS].sum(axis=(0, 1))
    assert shares.argmax() == direction
    assert shares[direction] > 0.95 * shares.sum()


def test_a_direction_between_two_is_in_both() -> None:
    angle = 0.5 / DIRECTIONS * 2 * np.pi

    shares = maps_of([(0, 0), (np.cos(angle), np.sin(angle))]).sum(axis=(0, 1))

    assert shares[0] == pytest.approx(shares[1], rel=0.05)


def test_the_same_ink_drawn_the_other_way_has_other_maps() -> None:
    there, back = maps_of([(0, 0), (0, 9)]), maps_of([(0, 9), (0, 0)])

    np.testing.assert_array_equal(there[..., DOWN], back[..., UP])
    np.testing.assert_array_equal(there[..., DIRECTIONS], back[..., DIRECTIONS + 1])
    assert there[..., UP].max() == 0


def test_the_pen_is_set_down_and_lifted_where_strokes_begin_and_end() -> None:
    maps = maps_of([(0, 0), (0, 8)], [(8, 8), (8, 0)])

    set_down, lifted = maps[..., DIRECTIONS], maps[..., DIRECTIONS + 1]
    half = GRID // 2
    assert set_down[:half, :half].sum() > 0.9 * set_down[:, :half].sum()
    assert set_down[half:, half:].sum() > 0.9 * set_down[:, half:].sum()
    assert lifted[half:, :half].sum() > 0.9 * lifted[:, :half].sum()


def test_maps_do_not_depend_on_size_place_and_number_of_points() -> None:
    stroke = np.array([(0, 0), (4, 6), (2, 9)], float)
    finer = np.concatenate([np.linspace(a, b, 30) for a, b in pairwise(stroke)])

    same, moved, fine = draw_direction_maps([[stroke], [stroke * 1e6 - 5], [finer]]).astype(int)

    assert np.abs(same - moved).max() <= 1
    assert np.abs(same - fine).max() <= 6


def test_no_drawings_and_dots_have_maps() -> None:
    assert draw_direction_maps([]).shape == (0, GRID, GRID, CHANNELS)
    dot = maps_of([(3, 3)])
    assert dot[..., :DIRECTIONS].max() == 0
    assert dot[..., DIRECTIONS].max() > 0
