"""The ways to read a number: cuts between pieces of ink, and what each piece may be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf, log
from typing import Final, NamedTuple

from glassnet.errors import SettingError, format_error
from glassnet.ink.symbols.names import SYMBOLS
from glassnet.models.alternatives import CutReading
from glassnet.models.reading import Reading

MIN_WEIGHT: Final = 1e-12
"""Of a class: no model is surer than this that something is not one."""

REJECTED_AS_OTHER: Final = 0.5
READ_AS_OTHER: Final = 0.1
"""How probable a sign or letter is that the model does not know, if it rejects the piece or not."""


HALF: Final = 1
FIRST_WITHIN: Final = 2
"""Cuts within a digit: in half, and those that the page's reader tried, from this number on."""


MISSED_WEIGHT: Final = 0.05
"""How probable a symbol is that a pattern has, and that was not found on the page."""


class Edge(NamedTuple):
    """A piece of ink between two cuts.

    `weights` are the probabilities of characters, `other` that of one that the model does not know. `digit`
    is the piece as the model reads it alone.
    """

    begin: int
    end: int
    weights: Mapping[str, float]
    other: float = 0.0
    digit: Reading | None = None

    @property
    def best(self) -> float:
        """The largest of the probabilities."""
        return max(*self.weights.values(), self.other, MIN_WEIGHT)


@dataclass(frozen=True)
class Lattice:
    """Edges from cut 0 to cut `end`: every way along them is a way to read the number.

    `symbols` are the characters that edges may have; an edge leads to a later cut. `missed` are those of them
    that may also have left no ink, each with the probability `MISSED_WEIGHT`.
    """

    end: int
    edges: tuple[Edge, ...]
    symbols: frozenset[str]
    missed: frozenset[str] = frozenset()

    @cached_property
    def edges_from(self) -> Mapping[int, Sequence[Edge]]:
        """The edges by the cut that they begin at."""
        found: dict[int, list[Edge]] = defaultdict(list)
        for edge in self.edges:
            found[edge.begin].append(edge)
        return found

    @cached_property
    def potentials(self) -> Sequence[float]:
        """The logarithm of the most probable way to each cut, whatever its text; -inf where none leads."""
        found = [0.0, *[-inf] * self.end]
        for cut in range(self.end):
            for edge in self.edges_from.get(cut, ()):
                found[edge.end] = max(found[edge.end], found[cut] + log(edge.best))
        return found


class Cut(NamedTuple):
    """A place where a number may be cut: before its digit `digit`, or, counted by `within`, inside it."""

    digit: int
    within: int = 0


class Stretch(NamedTuple):
    """A piece of ink between two cuts as a model reads it, and how probable these cuts are."""

    begin: Cut
    end: Cut
    reading: Reading
    weight: float = 1.0


def build_lattice(
    digits: Sequence[Reading],
    class_names: Sequence[str],
    cuts: Sequence[CutReading] = (),
    others: Sequence[Stretch] = (),
) -> Lattice:
    """The digits of a number as they were found, each with the probabilities of its classes.

    `cuts` are what else the page's reader saw in their place, and `others` further pieces. Raises
    `SettingError` for classes whose names are longer than one character.
    """
    expect_characters(class_names)
    found = [Stretch(Cut(at), Cut(at + 1), digit) for at, digit in enumerate(digits)]
    stretches = [*found, *_list_stretches(cuts), *others]
    places = sorted({place for each in stretches for place in (each.begin, each.end)})
    numbers = {place: number for number, place in enumerate(places)}
    edges = (
        make_edge(numbers[each.begin], numbers[each.end], each.reading, class_names, each.weight)
        for each in stretches
    )
    known = frozenset(class_names)
    return Lattice(max(0, len(places) - 1), tuple(edges), known, known.intersection(SYMBOLS))


def _list_stretches(cuts: Sequence[CutReading]) -> Iterator[Stretch]:
    """The pieces of other cuts: each way has places of its own within the digit that it begins at."""
    within = FIRST_WITHIN
    for cut in cuts:
        inner = [Cut(cut.first, within + place) for place in range(len(cut.digits) - 1)]
        within += len(inner)
        bounds = [Cut(cut.first), *inner, Cut(cut.last)]
        for place, digit in enumerate(cut.digits):
            # The odds are those of the whole way.
            weight = 1.0 if place else cut.odds
            yield Stretch(bounds[place], bounds[place + 1], digit, weight)


def make_edge(
    begin: int, end: int, digit: Reading, class_names: Sequence[str], factor: float = 1.0
) -> Edge:
    """A piece of ink between two cuts, as a model reads it; `factor` is the probability of these cuts."""
    probabilities = () if digit.probabilities is None else digit.probabilities.tolist()
    weights = {
        name: factor * max(MIN_WEIGHT, share)
        for name, share in zip(class_names, probabilities, strict=False)
    }
    other = REJECTED_AS_OTHER if digit.label is None else READ_AS_OTHER
    return Edge(begin, end, weights, factor * other, digit)


def expect_characters(class_names: Sequence[str]) -> None:
    """Raise `SettingError` unless every class is one character."""
    long = next((name for name in class_names if len(name) != 1), None)
    if long is not None:
        raise SettingError(
            format_error(
                "A structure", "classes of one character", repr(long), "Use a model of digits."
            )
        )
