"""Checksums as automata: Luhn, EAN, ISBN and IBAN. What is neither a digit nor a letter is skipped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple

from glassnet.errors import SettingError, did_you_mean
from glassnet.models.structure.automaton import Automaton, State

EAN_LENGTHS: Final = (8, 12, 13, 14)
IBAN_LENGTHS: Final = range(15, 35)
DOUBLED: Final = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
"""Twice a digit, the digits of the result added."""


class Sums(NamedTuple):
    """How many digits there are, and two sums modulo 10: as if the last digit counts once, and otherwise."""

    length: int
    last_once: int
    last_weighted: int


NO_DIGITS: Final = Sums(0, 0, 0)


@dataclass(frozen=True)
class AlternatingChecksum:
    """Digits count once and otherwise in turn, the last one once; the sum is a multiple of 10.

    Which digits count otherwise is known only at the end, so both sums are kept. `weights` is what each digit
    counts otherwise. Luhn: ISO/IEC 7812-1, annex B. EAN, UPC and GTIN: GS1 General Specifications, 7.9.
    """

    weights: tuple[int, ...]
    lengths: tuple[int, ...] = ()
    """None is any length of two and more."""
    prefixes: tuple[str, ...] = ()
    """Begins of the number; none is any."""
    start: State = NO_DIGITS
    literals: frozenset[str] = frozenset()
    insertable: frozenset[str] = frozenset()

    def step(self, state: Sums, character: str) -> Sums | None:
        """The sums with one more digit; None for a letter, and for too many digits."""
        if not character.isalnum():
            return state
        if character not in "0123456789" or not self._may_continue(state.length, character):
            return None
        digit = int(character)
        # Only whether there are two digits matters, where any length will do.
        count = state.length + 1 if self.lengths else min(2, state.length + 1)
        return Sums(
            count,
            (state.last_weighted + digit) % 10,
            (state.last_once + self.weights[digit]) % 10,
        )

    def _may_continue(self, count: int, character: str) -> bool:
        if self.lengths and count == max(self.lengths):
            return False
        return not any(self.prefixes) or any(
            count >= len(prefix) or prefix[count] == character for prefix in self.prefixes
        )

    def accepts(self, state: Sums) -> bool:
        """Whether the last digit is the right check digit."""
        return state.last_once == 0 and (
            state.length in self.lengths if self.lengths else state.length >= 2
        )


@dataclass(frozen=True)
class Isbn10Checksum:
    """Ten digits, the first counts ten times, the last once, which may be an X for 10: a multiple of 11."""

    start: State = (0, 0)
    literals: frozenset[str] = frozenset("X")
    insertable: frozenset[str] = frozenset()

    def step(self, state: tuple[int, int], character: str) -> tuple[int, int] | None:
        """The number of digits and their sum modulo 11; None for what is no ISBN."""
        count, total = state
        if not character.isalnum():
            return state
        if count == 10 or (character not in "0123456789" and (count, character) != (9, "X")):
            return None
        value = 10 if character == "X" else int(character)
        return count + 1, (total + (10 - count) * value) % 11

    def accepts(self, state: tuple[int, int]) -> bool:
        """Whether there are ten digits with the right sum."""
        return state == (10, 0)


class IbanSums(NamedTuple):
    """How many characters there are; the first four, and all others, as numbers modulo 97."""

    length: int
    head: int
    tail: int


NO_CHARACTERS: Final = IbanSums(0, 0, 0)


@dataclass(frozen=True)
class IbanChecksum:
    """Country, two check digits, account; the account before the rest is 1 modulo 97 (ISO 13616).

    A letter counts as two digits, A as 10 and Z as 35. Where it is known how many `digits` there are in all,
    the first four characters are added to the others with their weight at once, and there are fewer states.
    """

    digits: int | None = None
    start: State = NO_CHARACTERS
    literals: frozenset[str] = frozenset()
    insertable: frozenset[str] = frozenset()

    def step(self, state: IbanSums, character: str) -> IbanSums | None:
        """The two numbers with one more character; None for what is no IBAN."""
        if not character.isalnum():
            return state
        is_digit = character in "0123456789"
        is_letter = "A" <= character <= "Z"
        if not (is_digit or is_letter) or state.length == max(IBAN_LENGTHS):
            return None
        if (state.length < 2 and is_digit) or (2 <= state.length < 4 and is_letter):
            return None
        value, factor = (int(character), 10) if is_digit else (ord(character) - 55, 100)
        if state.length >= 4:
            return state._replace(length=state.length + 1, tail=(state.tail * factor + value) % 97)
        head = (state.head * factor + value) % 97
        if state.length == 3 and self.digits is not None:
            # The account is still to be multiplied by 10 for each of its digits, and by 10^6.
            return IbanSums(4, 0, head * pow(10, -self.digits, 97) % 97)
        return state._replace(length=state.length + 1, head=head)

    def accepts(self, state: IbanSums) -> bool:
        """Whether the check digits are right."""
        return state.length in IBAN_LENGTHS and (state.tail * 1_000_000 + state.head) % 97 == 1


TRIPLED: Final = tuple(3 * digit % 10 for digit in range(10))
CHECKSUMS: Final[dict[str, Callable[[int | None], Automaton]]] = {
    "luhn": lambda digits: AlternatingChecksum(DOUBLED),
    "ean": lambda digits: AlternatingChecksum(TRIPLED, EAN_LENGTHS),
    "isbn10": lambda digits: Isbn10Checksum(),
    "isbn13": lambda digits: AlternatingChecksum(TRIPLED, (13,), ("978", "979")),
    "iban": IbanChecksum,
}


def find_checksum(name: str, pattern: str | None = None) -> Automaton:
    """The automaton of a checksum of numbers with this pattern. Raises `SettingError` for an unknown name."""
    if name not in CHECKSUMS:
        raise SettingError(f"There is no checksum {name!r}. {did_you_mean(name, CHECKSUMS)}")
    digits = None if pattern is None else sum(map(_count_digits, pattern))
    return CHECKSUMS[name](digits)


def _count_digits(character: str) -> int:
    """How many digits a character of a pattern counts as."""
    return 2 if character.isalpha() else int(character.isalnum() or character == "#")
