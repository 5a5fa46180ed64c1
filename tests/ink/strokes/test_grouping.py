"""Strokes of several digits are grouped as they were meant: neighbors apart, parts of one digit together."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from glassnet.data.formats.stroke_file import read_drawings
from glassnet.data.simulated.simulate import simulate_strokes
from glassnet.ink import InkError, group_strokes, segment_strokes
from glassnet.ink.strokes.geometry import Stroke

BAR = [(0.0, 0.0), (0.0, 100.0)]


def move(stroke: list, x: float, y: float = 0.0) -> list:
    return [(px + x, py + y) for px, py in stroke]


def write_digits(
    digits: list[list[Stroke]], gap: float, height: float = 100.0
) -> tuple[list[Stroke], list[list[int]]]:
    """Digits of this height beside each other, and which strokes each one has."""
    strokes: list[Stroke] = []
    members: list[list[int]] = []
    left = 0.0
    for digit in digits:
        points = np.concatenate(digit)
        low, high = points.min(axis=0), points.max(axis=0)
        scale = height / (high - low).max()
        members.append(list(range(len(strokes), len(strokes) + len(digit))))
        strokes += [(stroke - low) * scale + (left, 0) for stroke in digit]
        left += float((high - low)[0]) * scale + gap
    return strokes, members


def members_of(strokes: list) -> list[list[int]]:
    return [list(group.strokes) for group in group_strokes(strokes)]


@pytest.mark.parametrize(
    "strokes",
    [
        [[(20, 0), (0, 70), (80, 70)], [(60, 30), (60, 100)]],  # an open four
        [[(20, 0), (0, 60), (62, 60)], [(60, 20), (60, 100)]],  # whose stem is at the end of its bar
        [[(10, 0), (5, 45), (50, 60), (40, 95), (0, 100)], [(10, 0), (70, 2)]],  # a five and its bar
        [[(10, 0), (5, 45), (50, 60), (40, 95), (0, 100)], [(60, 0), (95, 2)]],  # which lies apart
        [[(0, 0), (70, 0), (20, 100)], [(20, 50), (60, 48)]],  # a barred seven
        [[(0, 30), (30, 0)], [(31, 0), (31, 100)]],  # the flag of a one, then its stem
        [[(30, 0), (30, 100)], [(0, 100), (60, 100)]],  # its foot
        [[(30, 0), (0, 50), (28, 100)], [(34, 0), (62, 50), (30, 100)]],  # a nought of two halves
        [[(30, 0), (0, 25), (30, 50), (60, 25), (30, 0)], [(30, 52), (0, 75), (30, 100), (60, 75), (30, 52)]],
    ],
)  # fmt: skip
def test_the_strokes_of_one_digit_stay_together(strokes: list) -> None:
    assert members_of(strokes) == [list(range(len(strokes)))]


def test_strokes_beside_each_other_are_digits() -> None:
    strokes = [move(BAR, x) for x in (0, 30, 60, 95)]

    assert members_of(strokes) == [[0], [1], [2], [3]]
    assert [group.number for group in group_strokes(strokes)] == [1, 1, 1, 1]


def test_reading_order_is_that_of_places_not_of_time() -> None:
    strokes = [move(BAR, 200), move(BAR, 0), move(BAR, 100)]

    assert members_of(strokes) == [[1], [2], [0]]


def test_a_wide_gap_begins_another_number_and_a_high_one_another_line() -> None:
    strokes = [move(BAR, 0), move(BAR, 40), move(BAR, 160), move(BAR, 10, 150)]

    groups = group_strokes(strokes)

    assert [(group.line, group.number) for group in groups] == [(1, 1), (1, 1), (1, 2), (2, 3)]


def test_dots_and_dashes_beside_digits_are_left_out() -> None:
    strokes = [move(BAR, 0), [(40, 98), (41, 99)], move(BAR, 80), [(120, 50), (150, 50)]]

    assert members_of(strokes) == [[0], [2]]


def test_empty_strokes_are_counted() -> None:
    assert members_of([[], move(BAR, 0), [], move(BAR, 50)]) == [[1], [3]]
    assert group_strokes([]) == []


def test_what_is_no_stroke_is_refused_as_one_digit_is() -> None:
    with pytest.raises(InkError, match="stroke 2, expects points"):
        group_strokes([BAR, [(0, float("nan"))]])


@pytest.mark.parametrize("scale", [1e-100, 1.0, 1e150])
def test_the_unit_does_not_matter(scale: float) -> None:
    strokes = [(scale * np.array(move(BAR, x))).tolist() for x in (0, 40, 90)]

    assert members_of(strokes) == [[0], [1], [2]]


def test_each_digit_is_rendered_at_its_place() -> None:
    page = segment_strokes([move(BAR, 0), move(BAR, 50), move(BAR, 100)])

    assert len(page.digits) == len(page.groups) == 3
    places = [rendering.place for rendering in page.digits]
    assert [(place.left, place.top, place.bottom) for place in places if place] == [
        (0, 0, 1), (0.5, 0, 1), (1, 0, 1),
    ]  # fmt: skip
    assert all(rendering.image is not None for rendering in page.digits)


def test_a_dot_alone_is_no_digit() -> None:
    assert segment_strokes([[(5, 5)]]) == ([], [])
    assert segment_strokes([]) == ([], [])


def test_simulated_numbers_are_grouped_digit_by_digit() -> None:
    rng = np.random.default_rng(8)
    right = 0
    for _ in range(100):
        digits = [simulate_strokes(rng, int(label)) for label in rng.integers(0, 10, 3)]
        strokes, members = write_digits(digits, gap=25)
        right += members_of(strokes) == members

    assert right >= 95


def validation_drawings(every: int) -> list[list[Stroke]]:
    path = Path(os.environ.get("GLASSNET_DATA", ""), "drawn", "unipen_validation.jsonl.gz")
    if not path.is_file():
        pytest.skip("GLASSNET_DATA does not point at a folder with drawn/ in it")
    return [list(drawing.strokes) for drawing in list(read_drawings(path))[::every]]


def test_single_digits_of_people_are_not_taken_apart() -> None:
    drawings = validation_drawings(every=10)

    whole = [len(group_strokes(strokes)) == 1 for strokes in drawings]

    assert np.mean(whole) > 0.99


def test_digits_of_people_beside_each_other_are_taken_apart() -> None:
    drawings = validation_drawings(every=18)
    right = []
    for first, second, third in zip(drawings[::3], drawings[1::3], drawings[2::3], strict=False):
        strokes, members = write_digits([first, second, third], gap=20)
        right.append(members_of(strokes) == members)

    assert np.mean(right) > 0.9
