"""What a model reads on a page: numbers in reading order, each with its digits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from glassnet.data.labeled_images import DIGIT_NAMES
from glassnet.display import make_table
from glassnet.ink import Place
from glassnet.models.alternatives import UNREADABLE, Alternative, CutReading, find_alternatives
from glassnet.models.reading import Reading


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
    `alternatives` are other texts, the most probable first; empty where the model is sure. Where the number
    was read with a structure, `consistent` says whether some reading has it, and `odds` how many times as
    probable `text` is as the second of those; see `choose_reading`. `cuts` are other ways to cut the ink into
    digits, by their places in `digits`.
    """

    text: str
    digits: tuple[Reading, ...]
    line: int
    column: int
    box: PageBox
    confidence: float
    alternatives: tuple[Alternative, ...] = ()
    consistent: bool | None = None
    odds: float | None = None
    cuts: tuple[CutReading, ...] = field(default=(), repr=False)

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


def make_page(
    digits: Sequence[Reading],
    turn: int = 0,
    cuts: Sequence[CutReading] = (),
    class_names: Sequence[str] = DIGIT_NAMES,
) -> PageReading:
    """Group digits that `segment_page` found into numbers, by the places of their renderings.

    `cuts` are other ways to see some of the digits, by their places in `digits`. `class_names` are those that
    the readings have probabilities for.
    """
    placed = [
        (place, digit, index)
        for index, digit in enumerate(digits)
        if (place := digit.rendering.place) is not None
    ]
    groups = groupby(placed, key=lambda each: each[0].number)
    numbers = (_make_number(tuple(group), cuts, class_names) for _, group in groups)
    return PageReading(tuple(numbers), turn)


def _make_number(
    placed: Sequence[tuple[Place, Reading, int]],
    cuts: Sequence[CutReading],
    class_names: Sequence[str],
) -> NumberReading:
    places = [place for place, _, _ in placed]
    digits = tuple(digit for _, digit, _ in placed)
    first = placed[0][2]
    text = "".join(digit.label or UNREADABLE for digit in digits)
    own = [
        cut.moved(-first) for cut in cuts if first <= cut.first and cut.last <= first + len(digits)
    ]
    confidence, alternatives = find_alternatives(text, digits, own, class_names)
    box = PageBox(
        min(place.left for place in places),
        min(place.top for place in places),
        max(place.right for place in places),
        max(place.bottom for place in places),
    )
    return NumberReading(
        text,
        digits,
        places[0].row,
        places[0].column,
        box,
        confidence,
        alternatives,
        cuts=tuple(own),
    )
