"""What `glassnet predict --many` read on a page, and its JSON report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from glassnet.cli.prediction_rows import Row, row_to_plain
from glassnet.models import NumberReading, PageReading, Reading
from glassnet.models.page import PageBox
from glassnet.models.page_table import arrange_in_table


@dataclass(frozen=True)
class PageResult:
    """What was read on one page, or the reason why nothing could be read.

    `input` is the file and `name` the page in it; `digits` are the rows of single digits. `sheets` are the
    drawings of a file of strokes, each with boxes of its own; none for a picture.
    """

    input: str
    page: int
    name: str
    reading: PageReading = PageReading(())  # noqa: RUF009 - frozen
    digits: tuple[Row, ...] = ()
    error: str = ""
    sheets: tuple[PageReading, ...] = ()

    @property
    def table(self) -> list[list[str]]:
        """The numbers in rows and columns as they lie; the drawings of a file below each other."""
        sheets = self.sheets or (self.reading,)
        return [row for sheet in sheets for row in arrange_in_table(sheet.numbers)]

    @property
    def lines(self) -> list[str]:
        """A text for each line, in reading order, with spaces between its numbers."""
        lines = groupby(self.reading.numbers, key=lambda each: each.line)
        return [" ".join(each.text for each in line) for _, line in lines]


def pages_to_plain(
    model: str, pages: Sequence[PageResult], class_names: Sequence[str]
) -> dict[str, Any]:
    """The JSON report of pages."""
    readings = [
        row_to_plain(row, class_names)
        for page in pages
        for row in page.digits or [Row(page.name, error=page.error)]
    ]
    return {
        "model": model,
        "readings": readings,
        "numbers": [
            _number_to_plain(page, number) for page in pages for number in page.reading.numbers
        ],
        "pages": [_page_to_plain(page) for page in pages],
        "rows": {page.name: page.lines for page in pages if page.reading.numbers},
    }


def _page_to_plain(page: PageResult) -> dict[str, Any]:
    where = {"input": page.input, "page": page.page}
    if page.error:
        return {**where, "error": page.error}
    return {**where, "turn": page.reading.turn, "table": page.table}


def _number_to_plain(page: PageResult, number: NumberReading) -> dict[str, Any]:
    return {
        "input": page.input,
        "page": page.page,
        "line": number.line,
        "column": number.column,
        "text": number.text,
        "confidence": number.confidence,
        "box": number.box._asdict(),
        "alternatives": [each._asdict() for each in number.alternatives],
        **_choice_to_plain(number),
        "digits": [_digit_to_plain(digit, number.box) for digit in number.digits],
    }


def _choice_to_plain(number: NumberReading) -> dict[str, Any]:
    """What is known of a number that was read with a structure."""
    if number.consistent is None:
        return {}
    return {"consistent": number.consistent, "odds": number.odds}


def _digit_to_plain(digit: Reading, whole: PageBox) -> dict[str, Any]:
    place = digit.rendering.place
    box = whole if place is None else PageBox(place.left, place.top, place.right, place.bottom)
    return {"label": digit.label, "confidence": digit.confidence, "box": box._asdict()}
