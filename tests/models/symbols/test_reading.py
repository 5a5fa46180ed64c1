"""Points, commas, minus signs, slashes and colons are read where they are asked for, and only then."""

import numpy as np
import pytest
from tests.models.symbols.numbers_with_symbols import draw_numbers, write_number

from glassnet.models import Model, PageReading, load_model
from glassnet.models.structure import Structure

NUMBERS = ("12.5", "-7", "3,75", "12/05/23", "17:30", "-0.5")
PLAIN = ("1175", "2310")


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model("cnn")


def texts_of(page: PageReading) -> list[str]:
    return [number.text for number in page.numbers]


def test_symbols_of_a_picture_are_read(model: Model) -> None:
    page = model.read_page(draw_numbers(*NUMBERS, *PLAIN), symbols=True)

    assert texts_of(page) == [*NUMBERS, *PLAIN]
    assert [number.line for number in page.numbers] == list(range(1, 9))
    first = page.numbers[0]
    assert [digit.label for digit in first.digits] == ["1", "2", ".", "5"]
    assert len(first.digits[2].class_names) == 15
    assert 0.5 < first.confidence <= min(digit.confidence or 0 for digit in first.digits)
    lefts = [digit.rendering.place.left for digit in first.digits if digit.rendering.place]
    assert lefts == sorted(lefts)


def test_without_asking_digits_alone_are_read(model: Model) -> None:
    picture = draw_numbers(*PLAIN)

    plain, asked = model.read_page(picture), model.read_page(picture, symbols=True)

    assert texts_of(plain) == texts_of(asked) == list(PLAIN)
    for one, other in zip(plain.digits, asked.digits, strict=True):
        assert one.rendering.place == other.rendering.place
        assert len(one.class_names) == 10


@pytest.mark.parametrize("text", [*NUMBERS, *PLAIN])
def test_symbols_of_strokes_are_read(text: str, model: Model) -> None:
    page = model.read_stroke_page(write_number(text), symbols=True)

    assert texts_of(page) == [text]


def test_strokes_of_any_size_and_place_are_read_alike(model: Model) -> None:
    for scale in (1e-4, 1.0, 1e4):
        strokes = [stroke * scale - 3 * scale for stroke in write_number("-3,5")]

        assert texts_of(model.read_stroke_page(strokes, symbols=True)) == ["-3,5"]


def test_symbols_alone_are_no_number(model: Model) -> None:
    picture = draw_numbers("12", "-", "3.")

    assert texts_of(model.read_page(picture, symbols=True)) == ["12", "3."]
    apart = [np.add(stroke, (900, 0)) for stroke in write_number("-")]
    drawn = model.read_stroke_page([*write_number("12"), *apart], symbols=True)
    assert texts_of(drawn) == ["12"]
    assert model.read_stroke_page([], symbols=True).numbers == ()


@pytest.mark.parametrize(
    ("text", "structure"),
    [
        ("12.5", Structure(pattern="##.#")), ("-0,25", Structure(regex=r"-?\d+,\d\d")),
        ("10,25", Structure(regex=r"-?\d+,\d\d")), ("12/05/23", Structure(pattern="##/##/##")),
        ("17:30", Structure(pattern="##:##")),
    ],
)  # fmt: skip
def test_patterns_with_symbols_are_met(text: str, structure: Structure, model: Model) -> None:
    [number] = model.read_stroke_page(write_number(text), structure, symbols=True).numbers

    assert (number.text, number.consistent) == (text, True)


def test_patterns_with_symbols_are_met_on_pictures(model: Model) -> None:
    page = model.read_page(
        draw_numbers("12/05/23", "10/02/21"), Structure(pattern="##/##/##"), symbols=True
    )

    assert [(each.text, each.consistent) for each in page.numbers] == [
        ("12/05/23", True), ("10/02/21", True)
    ]  # fmt: skip


def test_a_pattern_decides_whether_a_stroke_is_a_one_or_a_slash(model: Model) -> None:
    upright = np.array([[(30, -4), (4, 104)]], float)  # too short and too steep for either
    strokes = write_number("23")
    left = max(float(stroke[:, 0].max()) for stroke in strokes) + 26
    strokes += [np.add(stroke, (left, 0)) for stroke in upright]
    strokes += write_number("25", left + 60)

    slashed = model.read_stroke_page(strokes, Structure(pattern="##/##"), symbols=True)
    digits = model.read_stroke_page(strokes, Structure(pattern="#####"), symbols=True)

    assert texts_of(slashed) == ["23/25"]
    assert texts_of(digits) == ["23125"]


def test_a_symbol_that_was_not_found_may_come_from_the_pattern_at_a_price(model: Model) -> None:
    strokes = write_number("125")

    [number] = model.read_stroke_page(strokes, Structure(regex=r"\d+\.?\d+"), symbols=True).numbers
    [written] = model.read_stroke_page(strokes, Structure(pattern="##.#"), symbols=True).numbers

    assert number.text == "125"
    assert written.text == "12.5"
