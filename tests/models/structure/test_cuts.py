"""Where no reading of the found digits has the structure, other cuts of the ink are tried."""

import numpy as np
import pytest

from glassnet.ink.strokes.geometry import to_segments
from glassnet.ink.strokes.pen import draw
from glassnet.models import Model, load_model
from glassnet.models.structure import Structure

SEVEN = [[(0, 0), (55, 0), (20, 100)]]
ONE = [[(4, 0), (0, 100)]]
ZERO = [[(30, 0), (5, 25), (0, 55), (8, 88), (30, 100), (52, 88), (60, 55), (54, 22), (30, 0)]]
PEN = 9


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model("cnn")


def sheet_with(*digits: list, wide_gap_before: int = 0) -> np.ndarray:
    """Bright paper with digits 100 pixels high beside each other, one of them far from the last."""
    lines, left = [], 40.0
    for place, strokes in enumerate(digits):
        left += 130 if place and place == wide_gap_before else 0
        lines += [np.add(stroke, (left, 40.0)) for stroke in strokes]
        left = max(line[:, 0].max() for line in lines) + 35
    image = np.empty((1, 180, int(left) + 40), np.uint8)
    segments = to_segments(lines).astype(np.float32)
    radii = np.full((len(segments), 2), PEN / 2, np.float32)
    draw(segments, radii, np.array([0, len(segments)]), image)
    return 245 - (image[0] * 0.9).astype(np.uint8)


def test_digits_with_the_structure_stay_as_they_are_found(model: Model) -> None:
    sheet = sheet_with(SEVEN, ONE, ZERO)

    (plain,) = model.read_page(sheet).numbers
    (chosen,) = model.read_page(sheet, Structure(pattern="###")).numbers

    assert plain.text == chosen.text == "710"
    assert plain.consistent is None
    assert chosen.consistent
    assert chosen.confidence == pytest.approx(plain.confidence, abs=0.02)


def test_a_digit_torn_in_two_is_put_together_where_the_length_says_so(model: Model) -> None:
    torn_zero = [
        [(24, 0), (5, 25), (0, 55), (8, 88), (24, 100)],
        [(48, 100), (62, 88), (70, 55), (64, 22), (48, 0)],
    ]
    sheet = sheet_with(SEVEN, ONE, torn_zero)

    (chosen,) = model.read_page(sheet, Structure(length=3)).numbers

    assert chosen.text == "710"
    assert chosen.consistent


def test_a_number_without_the_structure_is_reported_so(model: Model) -> None:
    sheet = sheet_with(SEVEN, ONE, ZERO)

    (chosen,) = model.read_page(sheet, Structure(pattern="########")).numbers

    assert chosen.text == "710"
    assert chosen.consistent is False


def test_groups_of_a_number_are_read_as_one_where_only_that_has_the_structure(model: Model) -> None:
    sheet = sheet_with(SEVEN, ONE, ZERO, ONE, wide_gap_before=2)

    apart = model.read_page(sheet).numbers
    loose = model.read_page(sheet, Structure(regex=".*")).numbers
    (together,) = model.read_page(sheet, Structure(pattern="## ##")).numbers

    assert [each.text for each in apart] == [each.text for each in loose] == ["71", "01"]
    assert together.text == "71 01"
    assert together.consistent
    assert len(together.digits) == 4
    assert (together.box.left, together.box.right) == (apart[0].box.left, apart[1].box.right)
