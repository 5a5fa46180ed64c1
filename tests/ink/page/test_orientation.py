"""Pages that lie on their side, upside down or askew are turned by their own ink, and the turn is given."""

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from glassnet.ink import segment_page
from glassnet.models import Model, load_model

LINES = [[3, 4, 7, 2], [5, 9, 3, 7], [4, 3, 0, 8]]
PAPER = (240, 238, 230)


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model("mlp")


@pytest.fixture
def page(sheet, strokes) -> Callable[..., Image.Image]:
    def write(lines: list[list[int]], gap: float = 66.0) -> Image.Image:
        picture = Image.new("RGB", (560, 120 + 110 * len(lines)), PAPER)
        for row, line in enumerate(lines):
            for place, label in enumerate(line):
                sheet(
                    strokes=strokes(label),
                    left=90 + gap * place,
                    top=70 + 110 * row,
                    side=56,
                    pen=6,
                ).write_on(picture)
        return picture

    return write


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_turned_page_is_read_upright(page, model: Model, turn: int) -> None:
    lying = page(LINES).rotate(turn, expand=True)

    reading = model.read_page(lying)

    assert reading.turn == turn
    assert [number.text for number in reading.numbers] == ["3472", "5937", "4308"]
    first = reading.digits[0].rendering.place
    assert first is not None
    assert np.allclose((first.left, first.top), (87 / 560, 67 / 450), atol=0.02)


@pytest.mark.parametrize("skew", [-25, 20])
def test_a_tilted_page_is_read_line_by_line(page, model: Model, skew: int) -> None:
    tilted = page(LINES).rotate(
        skew, expand=True, fillcolor=PAPER, resample=Image.Resampling.BICUBIC
    )

    reading = model.read_page(tilted)

    assert reading.turn == 0
    assert [number.text for number in reading.numbers] == ["3472", "5937", "4308"]


def test_digits_that_look_the_same_upside_down_stay_as_they_are(page, model: Model) -> None:
    assert model.read_page(page([[1, 0, 8, 9, 6]])).turn == 0
    assert model.read_page(page([[1, 0, 8, 9, 6]]).rotate(180)).turn == 0


def test_without_a_scorer_no_page_is_turned(page) -> None:
    assert segment_page(page(LINES).rotate(90, expand=True)).turn == 0
