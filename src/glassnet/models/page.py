"""What a model reads on a page: numbers in reading order, each with its digits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import prod
from typing import Final, NamedTuple

from glassnet.display import make_table
from glassnet.ink import Place
from glassnet.models.reading import Reading

UNREADABLE: Final = "?"
"""In a text, stands for a digit that the model rejects."""


class Alternative(NamedTuple):
    """Another text that a number may be, and its probability."""

    text: str
    confidence: float


class PageBox(NamedTuple):
    """A rectangle in shares of the upright page's width and height, from its upper left corner."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class NumberReading:
    """Digits of a page that are read together.

    `line` and `column` count from 1. `confidence` is the probability of the whole `text`, 0 to 1.
    `alternatives` are other texts, the most probable first; empty where the model is sure.
    """

    text: str
    digits: tuple[Reading, ...]
    line: int
    column: int
    box: PageBox
    confidence: float
    alternatives: tuple[Alternative, ...] = ()

    def __repr__(self) -> str:
        return f"<NumberReading {self.text!r}, {self.confidence:.2%}>"


@dataclass(frozen=True)
class PageReading:
    """The numbers of a page in reading order.

    `turn` is by how many degrees the page was turned clockwise to be upright: 0, 90, 180 or 270.
    """

    numbers: tuple[NumberReading, ...]
    turn: int = 0

    def __repr__(self) -> str:
        return f"<PageReading: {', '.join(each.text for each in self.numbers)}>"

    def _repr_html_(self) -> str:
        """For notebooks: a row for each number."""
        rows = [
            (each.text, f"{each.confidence:.1%}", each.line, each.column) for each in self.numbers
        ]
        return make_table("Page", ("number", "confidence", "line", "column"), rows)

    @property
    def digits(self) -> tuple[Reading, ...]:
        """All digits of the page, in reading order."""
        return tuple(digit for number in self.numbers for digit in number.digits)


def make_page(digits: Sequence[Reading], turn: int = 0) -> PageReading:
    """Group digits that `segment_page` found into numbers, by the places of their renderings."""
    placed = [(each.rendering.place, each) for each in digits if each.rendering.place is not None]
    groups = groupby(placed, key=lambda pair: pair[0].number)
    return PageReading(tuple(_make_number(tuple(group)) for _, group in groups), turn)


def _make_number(placed: Sequence[tuple[Place, Reading]]) -> NumberReading:
    places = [place for place, _ in placed]
    digits = tuple(digit for _, digit in placed)
    box = PageBox(
        min(place.left for place in places),
        min(place.top for place in places),
        max(place.right for place in places),
        max(place.bottom for place in places),
    )
    return NumberReading(
        "".join(digit.label or UNREADABLE for digit in digits),
        digits,
        places[0].row,
        places[0].column,
        box,
        prod(digit.confidence or 0.0 for digit in digits),
    )
