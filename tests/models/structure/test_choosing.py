"""The most probable reading with the structure is found, as enumerating all readings finds it."""

import math

import numpy as np
import pytest
from tests.models.structure.random_lattices import random_lattice, sum_by_text

from glassnet.data.labeled_images import DIGIT_NAMES
from glassnet.errors import SettingError
from glassnet.ink import Rendering
from glassnet.models import NumberReading, Reading
from glassnet.models.alternatives import CutReading
from glassnet.models.page import PageBox
from glassnet.models.structure import Edge, Lattice, Structure, choose_from_lattice, choose_reading

STRUCTURES = [
    Structure(checksum="luhn"), Structure(checksum="luhn", length=4), Structure(pattern="1###"),
    Structure(regex="(0|1)*2+.?"), Structure(regex="[^3]{3,5}", checksum="luhn"), Structure(length=3),
    Structure(regex="(..)*"),
]  # fmt: skip


def number_of(
    digits: tuple[Reading, ...], text: str = "", cuts: tuple[CutReading, ...] = ()
) -> NumberReading:
    return NumberReading(text, digits, 1, 1, PageBox(0, 0, 1, 1), 0.5, cuts=cuts)


def digit_of(shares: dict[str, float], label: str | None = "") -> Reading:
    probabilities = np.full(10, (1 - sum(shares.values())) / (10 - len(shares)))
    for name, share in shares.items():
        probabilities[int(name)] = share
    label = DIGIT_NAMES[int(probabilities.argmax())] if label == "" else label
    return Reading(label, "" if label else "no digit", probabilities, Rendering(None))


def sure(text: str) -> tuple[Reading, ...]:
    return tuple(digit_of({name: 0.9999}) for name in text)


@pytest.mark.parametrize("structure", STRUCTURES, ids=str)
@pytest.mark.parametrize("extra_edges", [0, 3])
def test_texts_and_probabilities_are_those_of_enumeration(
    structure: Structure, extra_edges: int
) -> None:
    for seed in range(12):
        rng = np.random.default_rng([seed, extra_edges])
        lattice = random_lattice(rng, int(rng.integers(3, 6)), "0123", extra_edges)
        sums = sum_by_text(lattice)
        fitting = {text: share for text, share in sums.items() if structure.matches(text)}

        chosen = choose_from_lattice(number_of((), "as found"), lattice, structure)

        if not fitting or max(fitting.values()) < 1e-3 * max(sums.values()):
            continue
        assert chosen.consistent
        total = sum(fitting.values())
        best, *others = sorted(fitting, key=lambda text: -fitting[text])
        assert chosen.confidence == pytest.approx(fitting[chosen.text] / total)
        for alternative in chosen.alternatives:
            assert alternative.confidence == pytest.approx(fitting[alternative.text] / total)
        if not extra_edges:
            # With one way for each text, the most probable way is the most probable text.
            assert chosen.text == best
            odds = fitting[best] / fitting[others[0]] if others else None
            assert chosen.odds == (odds and pytest.approx(odds))
            assert [each.text for each in chosen.alternatives[:1]] in ([], others[:1])


def test_a_structure_that_everything_has_changes_nothing() -> None:
    digits = (digit_of({"3": 0.6, "8": 0.3}), digit_of({"1": 0.7, "7": 0.2}))

    chosen = choose_reading(number_of(digits), Structure(pattern="##"))

    assert chosen.text == "31"
    assert chosen.confidence == pytest.approx(0.42)
    assert chosen.odds == pytest.approx(0.6 / 0.3)
    assert [each.text for each in chosen.alternatives[:3]] == ["81", "37", "87"]
    assert chosen.alternatives[0].confidence == pytest.approx(0.21)


def test_a_checksum_decides_between_two_digits() -> None:
    digits = (*sure("7992739871"), digit_of({"8": 0.6, "3": 0.38}))

    chosen = choose_reading(number_of(digits, "79927398718"), Structure(checksum="luhn"))

    assert chosen.text == "79927398713"
    assert chosen.consistent
    assert chosen.confidence > 0.95
    assert chosen.odds is not None
    assert chosen.odds > 100


def test_a_number_that_no_reading_satisfies_stays_as_it_is() -> None:
    for structure in (Structure(length=5), Structure(pattern="19##"), Structure(checksum="luhn")):
        digits = tuple(digit_of({name: 1 - 1e-9}) for name in "2346")

        chosen = choose_reading(number_of(digits, "2346"), structure)

        assert (chosen.text, chosen.consistent, chosen.odds) == ("2346", False, None)
        assert chosen.confidence == 0.5


def test_signs_of_a_pattern_that_left_no_ink_are_written() -> None:
    chosen = choose_reading(number_of(sure("31122024")), Structure(pattern="##.##.####"))

    assert chosen.text == "31.12.2024"
    assert len(chosen.digits) == 8


def test_a_sign_of_a_pattern_may_be_a_piece_that_the_model_does_not_know() -> None:
    bar = digit_of({"1": 0.9}, label=None)
    digits = (*sure("31"), bar, *sure("12"), bar, *sure("2024"))

    chosen = choose_reading(number_of(digits), Structure(pattern="##/##/####"))

    assert chosen.text == "31/12/2024"
    assert len(chosen.digits) == 10


def test_a_rejected_digit_is_read_where_the_structure_says_which() -> None:
    digits = (*sure("1"), digit_of({"8": 0.3, "3": 0.2}, label=None))

    assert choose_reading(number_of(digits, "1?"), Structure(checksum="luhn")).text == "18"


def test_letters_of_an_iban_come_from_the_pattern() -> None:
    account = "89370400440532013000"
    digits = [digit_of({name: 0.999}) for name in account]
    digits[7] = digit_of({"9": 0.5, account[7]: 0.4})
    structure = Structure(pattern="DE## #### #### #### #### ##", checksum="iban")

    chosen = choose_reading(number_of(tuple(digits)), structure)

    assert chosen.text == "DE89 3704 0044 0532 0130 00"
    assert chosen.confidence > 0.9


def test_an_x_of_an_isbn_may_be_a_piece_that_is_no_digit() -> None:
    digits = (*sure("080442957"), digit_of({"8": 0.4}, label=None))

    assert choose_reading(number_of(digits), Structure(checksum="isbn10")).text == "080442957X"


def test_cuts_compete_with_each_other() -> None:
    one = Edge(0, 1, {"1": 0.9, "7": 0.1})
    other = Edge(1, 2, {"3": 0.9, "8": 0.1})
    both = Edge(0, 2, {"8": 0.02})
    lattice = Lattice(2, (one, other, both), frozenset("1378"))

    assert choose_from_lattice(number_of(()), lattice, Structure(length=1)).text == "8"
    assert choose_from_lattice(number_of(()), lattice, Structure(length=2)).text == "13"
    free = choose_from_lattice(number_of(()), lattice, Structure(regex="..?"))
    assert free.text == "13"
    assert free.confidence == pytest.approx(0.81 / 1.02)


def test_other_cuts_of_the_page_compete_by_probability() -> None:
    cut = CutReading(1, 2, sure("10"), odds=0.2)
    number = number_of((*sure("4"), digit_of({"6": 0.9}), *sure("7")), cuts=(cut,))

    free = choose_reading(number, Structure(regex="[0-9]+"))
    three = choose_reading(number, Structure(length=3))
    four = choose_reading(number, Structure(length=4))

    assert (free.text, three.text, four.text) == ("467", "467", "4107")
    assert free.confidence == pytest.approx(0.9 / 1.2, rel=1e-3)
    assert [each.text for each in free.alternatives[:1]] == ["4107"]
    assert free.alternatives[0].confidence == pytest.approx(0.2 / 1.2, rel=1e-2)
    assert [digit.label for digit in four.digits] == ["4", "1", "0", "7"]
    assert four.consistent
    assert four.confidence > 0.99
    assert (len(three.cuts), len(four.cuts)) == (1, 0)


def test_a_cut_may_decide_a_checksum() -> None:
    structure = Structure(checksum="luhn")
    fits, fits_not = "1214", "124"  # 124 has no Luhn digit, 1214 has
    assert structure.matches(fits)
    assert not structure.matches(fits_not)
    cut = CutReading(1, 2, sure("21"), odds=0.1)

    chosen = choose_reading(number_of(sure(fits_not), cuts=(cut,)), structure)

    assert chosen.text == fits


def test_several_cuts_of_a_number_are_chosen_one_by_one() -> None:
    cuts = (
        CutReading(0, 1, sure("12"), odds=0.1),
        CutReading(0, 2, sure("789"), odds=0.3),
        CutReading(2, 3, sure("34"), odds=0.2),
    )
    number = number_of(sure("555"), "555", cuts=cuts)

    texts = {length: choose_reading(number, Structure(length=length)) for length in (3, 4, 5, 6)}

    assert {length: each.text for length, each in texts.items()} == {
        3: "555", 4: "7895", 5: "78934", 6: "555"
    }  # fmt: skip
    assert not texts[6].consistent
    assert texts[5].odds == pytest.approx(0.3 / 0.1, rel=1e-2)


def test_a_long_number_keeps_its_precision() -> None:
    rng = np.random.default_rng(3)
    digits = tuple(digit_of({str(rng.integers(10)): 0.2}) for _ in range(64))

    chosen = choose_reading(number_of(digits), Structure(checksum="luhn", length=64))

    assert chosen.consistent
    assert Structure(checksum="luhn").matches(chosen.text)
    assert 0 < chosen.confidence < 1
    assert math.isfinite(chosen.odds or 0)


def test_classes_of_several_characters_have_no_structure() -> None:
    with pytest.raises(SettingError, match="classes of one character, got 'ten'"):
        choose_reading(number_of(sure("1")), Structure(length=1), [*DIGIT_NAMES[:9], "ten"])
