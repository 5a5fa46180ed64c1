"""Expressions mean what they mean in Python's `re`, and everything else is refused with the place."""

import re
from itertools import product

import numpy as np
import pytest

from glassnet.errors import SettingError
from glassnet.models.structure import Structure
from glassnet.models.structure.automaton import MAX_POSITIONS

TEXTS = ["".join(text) for length in range(6) for text in product("01-", repeat=length)]


@pytest.mark.parametrize(
    "expression",
    [
        "", "0", "01-", "0|1", "(0|1)*1", "0*", "0+1?", "(01)*", "(0|01)(1|-)", "[01]{2}-[01]{2}", "0{2,}",
        "0{1,3}1{0,2}", r"\d+", r"\d{3}|-", ".", ".*1.*", "[^0]+", "[0-1]*-", r"\-\d", "(?:01|10)+", "(0*)*",
        "((0|-)?1){2}", "^01$", "0()1", "0|", "(0?){3}1", "(0*1*)*-", "[-0]+", "[0-]+",
    ],
)  # fmt: skip
def test_an_expression_matches_what_python_matches(expression: str) -> None:
    if not expression:
        with pytest.raises(SettingError, match="1 to 200 characters"):
            Structure(regex=expression)
        return
    structure = Structure(regex=expression)
    # A `|` at the top would tear Python's own anchors apart.
    expected = [text for text in TEXTS if re.fullmatch(expression.strip("^$"), text)]

    assert [text for text in TEXTS if structure.matches(text)] == expected


@pytest.mark.parametrize(
    ("expression", "place"),
    [
        ("(01", "character 4"), ("01)", "character 3"), ("*1", "character 1"), ("[01", "character 4"),
        ("[]", "character 3"), ("1**", "character 3"), ("1*?", "character 3"), (r"(0)\1", "character 6"),
        ("(?=0)", "character 3"), (r"\w", "character 3"), ("[9-0]", "character 5"), ("1{3", "character 4"),
        ("1{2,1}", "character 7"), ("1{}", "character 3"), ("1{201}", "character 6"), ("0$1", "character 3"),
        ("\\", "character 2"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_refused_with_its_place(expression: str, place: str) -> None:
    with pytest.raises(SettingError, match=place):
        Structure(regex=expression)


@pytest.mark.parametrize("expression", ["(0{20}){20}", "0{200}1", "((0{9}){9}){9}", "(0|1){101}"])
def test_an_expression_with_too_many_characters_is_refused(expression: str) -> None:
    with pytest.raises(SettingError, match=f"at most {MAX_POSITIONS} characters"):
        Structure(regex=expression)


def test_an_expression_that_would_need_very_many_states_is_refused_while_it_is_used() -> None:
    structure = Structure(regex="(0|1)*1(0|1){90}")
    text = "".join(map(str, np.random.default_rng(0).integers(0, 2, 3000).tolist()))

    with pytest.raises(SettingError, match="at most 1,000 states"):
        structure.matches(text)


def test_what_takes_other_matchers_forever_is_matched_at_once() -> None:
    structure = Structure(regex="(0*)*(0*)*(0|0)*1")

    assert not structure.matches("0" * 60)
    assert structure.matches("0" * 60 + "1")


def test_a_pattern_has_digits_and_characters_that_stand_for_themselves() -> None:
    structure = Structure(pattern="AB-##.#")

    assert structure.matches("AB-01.9")
    assert not any(map(structure.matches, ["AB-01.", "AB-01.99", "AB-01x9", "ab-01.9", "01.9"]))


@pytest.mark.parametrize(
    "settings", [{}, {"pattern": ""}, {"pattern": "#" * 201}, {"length": 0}, {"length": 65}]
)
def test_a_structure_needs_something_to_check(settings: dict) -> None:
    with pytest.raises(SettingError):
        Structure(**settings)


def test_an_unknown_checksum_names_the_nearest() -> None:
    with pytest.raises(SettingError, match="Did you mean 'isbn13'"):
        Structure(checksum="isbn-13")
