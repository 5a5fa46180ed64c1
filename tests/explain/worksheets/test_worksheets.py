"""Worksheets: every seed another one, numbers that come out short, keys that are verified."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from glassnet.errors import ShapeError
from glassnet.explain.worksheets import make_worksheet, verify
from glassnet.explain.worksheets.blocks import Answer, Page, Question, Table
from glassnet.explain.worksheets.exact import format_exact, format_rounded
from glassnet.explain.worksheets.html import worksheets_html
from glassnet.explain.worksheets.pages import pages_of
from glassnet.explain.worksheets.worksheet import Worksheet

SEEDS = 10


@pytest.fixture(scope="module")
def sheet() -> Worksheet:
    return make_worksheet(7)


def expect_verified(count: int) -> None:
    """Keys are computed anew from the tasks alone, in float64, with two nested loops and differences."""
    seen = set()
    for seed in range(count):
        made = make_worksheet(seed)
        assert verify(made) == []
        compare_with_loops(made)
        seen.add(str({**made.to_plain(), "seed": 0}))
    assert len(seen) == count


def compare_with_loops(made: Worksheet) -> None:
    plain = made.to_plain()
    network, key = plain["network"], plain["pass"]

    def loss(numbers: np.ndarray) -> float:
        w, b, v, c = (
            numbers[:4].reshape(2, 2),
            numbers[4:6],
            numbers[6:10].reshape(2, 2),
            numbers[10:],
        )
        hidden = [
            max(sum(network["inputs"][i] * w[i][j] for i in (0, 1)) + b[j], 0) for j in (0, 1)
        ]
        outputs = [sum(hidden[i] * v[i][j] for i in (0, 1)) + c[j] for j in (0, 1)]
        return sum((o - t) ** 2 for o, t in zip(outputs, network["targets"], strict=True)) / 2

    names = ("first", "first_bias", "second", "second_bias")
    numbers = np.concatenate([np.ravel(network[name]) for name in names])
    derivatives = np.concatenate([np.ravel(key[f"d_{name}"]) for name in names])
    updated = np.concatenate([np.ravel(plain["updated"][name]) for name in names])
    nudges = 1e-5 * np.eye(len(numbers))
    differences = [(loss(numbers + e) - loss(numbers - e)) / 2e-5 for e in nudges]

    assert loss(numbers) == pytest.approx(key["loss"])
    assert differences == pytest.approx(derivatives, abs=1e-8)
    assert updated == pytest.approx(numbers - plain["rate"] * derivatives)
    assert loss(updated) == pytest.approx(plain["new_loss"])
    assert (
        0
        < plain["promised_loss"]
        == pytest.approx(key["loss"] - plain["rate"] * float(derivatives @ derivatives))
    )
    assert plain["new_loss"] < key["loss"]


def test_keys_are_verified_and_every_seed_makes_another_sheet() -> None:
    expect_verified(SEEDS)


@pytest.mark.full
def test_five_hundred_keys_are_verified() -> None:
    expect_verified(500)


def test_the_same_seed_makes_the_same_sheet(sheet: Worksheet) -> None:
    assert make_worksheet(7).to_plain() == sheet.to_plain()


def test_a_wrong_key_is_found(sheet: Worksheet) -> None:
    wrong_loss = replace(sheet.solved, loss=sheet.solved.loss + 1)
    (z1, z2) = sheet.solved.d_first[0]
    wrong_derivative = replace(
        sheet.solved, d_first=((z1 + Fraction(1, 2), z2), sheet.solved.d_first[1])
    )

    assert "loss" in verify(replace(sheet, solved=wrong_loss))
    assert "derivatives by differences" in verify(replace(sheet, solved=wrong_derivative))
    assert "new loss" in verify(replace(sheet, new_loss=sheet.new_loss + 1))
    fewer = replace(sheet.confusion, recalled=(sheet.confusion.recalled + 1) % 3)
    assert verify(replace(sheet, confusion=fewer)) == []


def answers_of(page: Page) -> list[str]:
    """The texts of all answers of a page."""
    texts = []
    for block in page.blocks:
        if isinstance(block, Question):
            texts.append(block.answer.text)
        for table in (block, *getattr(block, "blocks", ())):
            if isinstance(table, Table):
                cells = [cell for row in table.rows for cell in row]
                texts += [cell.text for cell in cells if isinstance(cell, Answer)]
    return texts


def test_no_number_of_a_key_has_more_than_three_decimals() -> None:
    for seed in range(SEEDS):
        for text in answers_of(pages_of(make_worksheet(seed))[1]):
            decimals = [
                len(word.partition(".")[2]) for word in text.strip("%").split() if "." in word
            ]
            assert max(decimals, default=0) <= 3, text


def test_only_the_key_shows_answers(sheet: Worksheet) -> None:
    page, key = pages_of(sheet)
    written, solved = (worksheets_html([each], "a sheet") for each in (page, key))

    assert len(answers_of(page)) == 60
    assert f"z = {format_exact(sheet.weighted_sum.total)}" in solved
    assert f"z = {format_exact(sheet.weighted_sum.total)}" not in written
    assert "<b>" not in written
    assert solved.count("<b>") == 60


def test_an_own_digit_is_that_of_the_sum() -> None:
    image = np.zeros((28, 28), np.uint8)
    image[2:26, 8:14] = 255

    made = make_worksheet(3, image)

    assert [float(each) for each in made.weighted_sum.pixels[0]] == [0, 1, 0, 0]
    assert make_worksheet(3).to_plain()["network"] == made.to_plain()["network"]
    assert "Your digit" in worksheets_html([pages_of(made)[0]], "own")
    with pytest.raises(ShapeError, match=r"an image of \(28, 28\)"):
        make_worksheet(3, image[:20])


@pytest.mark.parametrize(
    ("number", "text"),
    [("1/8", "0.125"), ("-5/2", "−2.5"), ("3", "3"), ("0", "0"), ("-7/100", "−0.07")],
)
def test_exact_numbers_are_written_in_full(number: str, text: str) -> None:
    assert format_exact(Fraction(number)) == text


def test_numbers_are_rounded_half_up_and_endless_ones_refused() -> None:
    assert format_rounded(Fraction(-3, 16), 3) == "−0.188"
    assert format_rounded(Fraction(1, 3), 2) == "0.33"
    with pytest.raises(ValueError, match="at most 5 decimals"):
        format_exact(Fraction(1, 3))
