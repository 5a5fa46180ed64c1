"""A page is read as numbers: digits with no wide gap between them, line by line."""

import numpy as np

from glassnet.models import Model


def paper_with_strokes(lines: list[list[int]]) -> np.ndarray:
    """Bright paper with vertical strokes, at these distances from the left edge."""
    paper = np.full((120 * len(lines) + 40, 600), 240, np.uint8)
    for line, places in enumerate(lines):
        for place in places:
            paper[40 + 120 * line : 120 + 120 * line, place : place + 8] = 20
    return paper


def test_digits_without_a_wide_gap_are_one_number(small_model: Model) -> None:
    page = small_model.read_page(paper_with_strokes([[60, 110, 160, 400, 450], [60, 110]]))

    assert [len(number.digits) for number in page.numbers] == [3, 2, 2]
    assert [number.line for number in page.numbers] == [1, 1, 2]


def test_a_number_has_the_box_and_the_text_of_its_digits(small_model: Model) -> None:
    left, right = small_model.read_page(paper_with_strokes([[60, 110, 400]])).numbers

    assert left.text == "".join(digit.label or "?" for digit in left.digits)
    assert abs(left.box.left - 60 / 600) < 0.01
    assert abs(left.box.right - 118 / 600) < 0.01
    assert right.box.left > left.box.right
    assert left.confidence <= min(digit.confidence or 0 for digit in left.digits)


def test_an_empty_page_has_no_numbers(small_model: Model) -> None:
    assert small_model.read_page(np.full((80, 80), 255, np.uint8)).numbers == ()
