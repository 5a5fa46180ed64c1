"""The reading of a number that has the structure it is known to have, and its odds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from glassnet.data.labeled_images import DIGIT_NAMES
from glassnet.models.page import Alternative, NumberReading
from glassnet.models.reading import Reading
from glassnet.models.structure.automaton import TextAutomaton
from glassnet.models.structure.lattice import Edge, Lattice, build_lattice
from glassnet.models.structure.search import Path, Search
from glassnet.models.structure.structure import Structure

MIN_WEIGHT: Final = 5e-4
"""Of the best reading with the structure, compared with the best of all: less is taken for another number.

Of pen-drawn numbers with a Luhn digit, fewer than one in a hundred were below it; of numbers with one digit
changed, more than half.
"""

MAX_ALTERNATIVES: Final = 5
MIN_ALTERNATIVE: Final = 0.001
"""Probability of an alternative that is worth mentioning."""


def choose_reading(
    number: NumberReading, structure: Structure, class_names: Sequence[str] = DIGIT_NAMES
) -> NumberReading:
    """The number with the most probable text that has the structure, among its characters and its cuts.

    `consistent` says whether there is one; else the text stays. `confidence` is then its probability among
    all texts with the structure, `odds` how many times as probable it is as the second. Raises `SettingError`
    for classes whose names are longer than one character, and for a structure that is too complicated.
    """
    lattice = build_lattice(number.digits, class_names, number.cuts)
    return choose_from_lattice(number, lattice, structure)


def choose_from_lattice(
    number: NumberReading, lattice: Lattice, structure: Structure
) -> NumberReading:
    """As `choose_reading`, among all the cuts and characters of a lattice."""
    search = Search(lattice, structure.automaton)
    best = next(search.paths(), None)
    if best is None or best.weight < MIN_WEIGHT:
        return replace(number, consistent=False)
    texts = sorted(_weigh_texts(search, lattice, structure), key=lambda pair: -pair[1])
    weights = {path.text: weight for path, weight in texts}
    chosen, weight = texts[0]
    others = [Alternative(text, own / search.total) for text, own in weights.items()][1:]
    digits = _digits_of(chosen.edges) or number.digits
    return replace(
        number,
        text=chosen.text,
        digits=digits,
        # They are places among the digits as they were found.
        cuts=number.cuts if _are_same(digits, number.digits) else (),
        confidence=min(1.0, weight / search.total),
        alternatives=tuple(each for each in others if each.confidence >= MIN_ALTERNATIVE),
        consistent=True,
        odds=weight / texts[1][1] if len(texts) > 1 else None,
    )


def _digits_of(edges: Sequence[Edge]) -> tuple[Reading, ...]:
    return tuple(edge.digit for edge in edges if edge.digit is not None)


def _are_same(one: Sequence[Reading], other: Sequence[Reading]) -> bool:
    return len(one) == len(other) and all(a is b for a, b in zip(one, other, strict=True))


def _weigh_texts(
    search: Search, lattice: Lattice, structure: Structure
) -> Iterator[tuple[Path, float]]:
    """The best ways of the most probable texts, each with the sum of all ways of its text."""
    automaton = structure.automaton
    seen: set[str] = set()
    for path in search.paths():
        if path.text in seen:
            continue
        seen.add(path.text)
        own = TextAutomaton(path.text, automaton.literals, automaton.insertable)
        weight = Search(lattice, own).total
        if weight > 0:  # else all its ways are negligible
            yield path, weight
        if len(seen) > MAX_ALTERNATIVES:
            return
