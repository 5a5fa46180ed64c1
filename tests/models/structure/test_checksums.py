"""Checksums accept the numbers that are published as valid, and none that differs in one digit."""

import numpy as np
import pytest

from glassnet.models.structure import Structure

VALID = {
    "luhn": ["79927398713", "4539578763621486", "4539-5787 6362-1486", "18", "00"],
    "ean": ["4006381333931", "73513537", "036000291452", "00012345600012"],
    "isbn13": ["9780306406157", "978-3-16-148410-0", "979-10-90636-07-1"],
    "isbn10": ["0306406152", "0-8044-2957-X", "0-19-852663-6"],
    "iban": [
        "GB82WEST12345698765432", "DE89370400440532013000", "FR14 2004 1010 0505 0001 3M02 606",
        "NO9386011117947", "BE68 5390 0754 7034",
    ],
}  # fmt: skip
EXAMPLES = [(name, text) for name, texts in VALID.items() for text in texts]


@pytest.mark.parametrize(("name", "text"), EXAMPLES)
def test_a_published_number_is_accepted(name: str, text: str) -> None:
    assert Structure(checksum=name).matches(text)


@pytest.mark.parametrize(("name", "text"), EXAMPLES)
def test_another_digit_in_any_place_is_not(name: str, text: str) -> None:
    structure = Structure(checksum=name)
    for place, character in enumerate(text):
        if character.isdigit():
            others = (text[:place] + digit + text[place + 1 :] for digit in "0123456789")
            assert not any(structure.matches(other) for other in others if other != text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("luhn", ""), ("luhn", "0"), ("luhn", "1A"), ("ean", "0000000"), ("ean", "00000000000"),
        ("isbn13", "4006381333931"), ("isbn13", "9780306406157978"), ("isbn10", "X306406152"),
        ("isbn10", "03064061520"), ("iban", "8289370400440532013000"), ("iban", "DE8937"),
        ("iban", "DEX9370400440532013000"), ("iban", "de89370400440532013000"),
    ],
)  # fmt: skip
def test_other_lengths_and_characters_are_not_accepted(name: str, text: str) -> None:
    assert not Structure(checksum=name).matches(text)


def test_a_tenth_of_all_numbers_have_the_right_check_digit() -> None:
    rng = np.random.default_rng(0)
    texts = ["".join(map(str, row)) for row in rng.integers(0, 10, (2000, 13)).tolist()]

    for name in ("luhn", "ean"):
        share = np.mean([Structure(checksum=name).matches(text) for text in texts])
        assert 0.07 < share < 0.13
