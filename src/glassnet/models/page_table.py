"""The numbers of a page laid out in rows and columns, as on the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from glassnet.models.page import NumberReading, PageBox

MIN_SHARED_HEIGHT = 0.5  # of the lower one of two numbers on a row
MIN_SHARED_WIDTH = 0.3  # of the narrower one of two numbers in a column


@dataclass
class _Column:
    """Numbers below each other, by their rows; `left` and `right` are those of most of them."""

    left: float
    right: float
    cells: dict[int, NumberReading] = field(default_factory=dict)

    def shared_with(self, box: PageBox) -> float:
        """How much of the narrower one of the column and a box both share."""
        shared = min(self.right, box.right) - max(self.left, box.left)
        return shared / max(min(self.right - self.left, box.right - box.left), 1e-9)

    def add(self, row: int, number: NumberReading) -> None:
        """Another number; the column is as wide as its numbers typically are."""
        self.cells[row] = number
        self.left = float(np.median([each.box.left for each in self.cells.values()]))
        self.right = float(np.median([each.box.right for each in self.cells.values()]))


def arrange_in_table(numbers: Sequence[NumberReading]) -> list[list[str]]:
    """The texts by rows and columns, by where their boxes lie; an empty text where there is no number."""
    columns: list[_Column] = []
    rows = _arrange_in_rows(numbers)
    placed = [(index, number) for index, row in enumerate(rows) for number in row]
    for row, number in sorted(placed, key=lambda pair: pair[1].box.left):
        free = [each for each in columns if row not in each.cells]
        best = max(free, key=lambda each: each.shared_with(number.box), default=None)
        if best is None or best.shared_with(number.box) < MIN_SHARED_WIDTH:
            best = _Column(number.box.left, number.box.right)
            columns.append(best)
        best.add(row, number)
    columns.sort(key=lambda each: each.left + each.right)
    return [
        [each.cells[row].text if row in each.cells else "" for each in columns]
        for row in range(len(rows))
    ]


def _arrange_in_rows(numbers: Sequence[NumberReading]) -> list[list[NumberReading]]:
    """Numbers at one height, from top to bottom; each is compared with its neighbor in a row."""
    rows: list[list[NumberReading]] = []
    for number in sorted(numbers, key=lambda each: each.box.left):
        level = [row for row in rows if _shared_height(row[-1].box, number.box) > MIN_SHARED_HEIGHT]
        if level:
            max(level, key=lambda row: _shared_height(row[-1].box, number.box)).append(number)
        else:
            rows.append([number])
    return sorted(
        rows, key=lambda row: float(np.median([each.box.top + each.box.bottom for each in row]))
    )


def _shared_height(one: PageBox, other: PageBox) -> float:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared / max(min(one.bottom - one.top, other.bottom - other.top), 1e-9)
