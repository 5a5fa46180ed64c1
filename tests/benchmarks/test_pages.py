"""The benchmark of pages: what is written is known, to the place, and compared number by number."""

import io

import numpy as np
import pytest
from benchmarks.pages.hands import SimulatedHand, split_writers
from benchmarks.pages.kinds import KINDS, make_page
from benchmarks.pages.scoring import edit_distance, measure_distance
from PIL import Image

from glassnet.data.formats.stroke_file import Drawing


def test_the_distance_counts_changes_of_one_text() -> None:
    assert edit_distance("1234", "1234") == 0
    assert edit_distance("1234", "1294") == 1
    assert edit_distance("1234", "234") == 1
    assert edit_distance("", "17") == 2


def test_a_number_that_is_split_or_lost_counts() -> None:
    assert measure_distance(["12", "34"], ["12", "34"]) == 0
    assert measure_distance(["1234"], ["12", "34"]) == 4
    assert measure_distance(["12", "34", "56"], ["12", "56"]) == 2
    assert measure_distance(["12", "34"], ["34", "12"]) == 4


def test_the_halves_share_no_writer() -> None:
    drawings = [Drawing(n, (), "1", f"writer {n % 5}") for n in range(20)]

    look, untouched = (split_writers(drawings, half) for half in ("look", "untouched"))

    assert {each.writer for each in look} == {"writer 0", "writer 2", "writer 4"}
    assert {each.writer for each in untouched} == {"writer 1", "writer 3"}
    assert len(look) + len(untouched) == len(drawings)


@pytest.mark.parametrize("kind", ["turned", "skewed", "scores"])
def test_the_box_of_each_digit_has_its_ink(kind: str) -> None:
    rng = np.random.default_rng(3)

    page = make_page(kind, SimulatedHand(lambda strokes, digit: True), rng)

    with Image.open(io.BytesIO(page.picture)) as picture:
        gray = np.asarray(picture.convert("L").rotate(-page.turn, expand=True), float)
    boxes = [box for number in page.numbers for box in number.boxes]
    assert sum(len(number.text) for number in page.numbers) == len(boxes) > 2
    for left, top, right, bottom in boxes:
        rows = slice(int(top * len(gray)), int(bottom * len(gray)) + 1)
        inside = gray[rows, int(left * gray.shape[1]) : int(right * gray.shape[1]) + 1]
        assert inside.min() < np.median(gray) - 40


def test_a_page_depends_on_its_seed_alone() -> None:
    hand = SimulatedHand(lambda strokes, digit: True)

    first, again, other = (
        make_page("postcodes", hand, np.random.default_rng(seed)) for seed in (1, 1, 2)
    )

    assert first.picture == again.picture != other.picture


def test_there_is_a_page_of_each_kind_that_the_bars_name() -> None:
    assert {"turned", "skewed", "columns", "small", "close", "faint", "broken"} < set(KINDS)
