"""What of a page was read: digits by edit distance per number, boxes, the turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from benchmarks.pages.kinds import Page
from benchmarks.pages.writing import Box
from glassnet.models.page import PageReading

Item = TypeVar("Item")

MIN_OVERLAP = 0.5  # of the union of two boxes


@dataclass(frozen=True)
class Score:
    """Errors on one page. `errors` is by number in reading order, `joined_errors` for the page as one text.

    `boxes_found` is how many digits have a box that is shared by half with that of a digit read.
    """

    digits: int
    errors: int
    joined_errors: int
    boxes_found: int
    turn_right: bool

    @property
    def is_right(self) -> bool:
        """Whether every number was read, each on its own and in order."""
        return self.errors == 0


def score_page(page: Page, reading: PageReading) -> Score:
    """Compare what was read with what is written."""
    written = [number.text for number in page.numbers]
    read = [number.text for number in reading.numbers]
    boxes = [box for number in page.numbers for box in number.boxes]
    return Score(
        sum(map(len, written)),
        measure_distance(written, read),
        edit_distance("".join(written), "".join(read)),
        _count_found(boxes, reading),
        reading.turn == page.turn,
    )


def measure_distance(written: Sequence[str], read: Sequence[str]) -> int:
    """The least sum of edit distances between numbers in order; one that has no partner costs its length."""
    return _align(written, read, edit_distance, len)


def edit_distance(one: str, other: str) -> int:
    """Levenshtein's: characters that are inserted, left out or replaced."""
    return _align(one, other, lambda a, b: int(a != b), lambda _: 1)


def _align(
    one: Sequence[Item],
    other: Sequence[Item],
    change: Callable[[Item, Item], int],
    alone: Callable[[Item], int],
) -> int:
    costs = [0]
    for item in other:
        costs.append(costs[-1] + alone(item))
    for item in one:
        row = [costs[0] + alone(item)]
        for place, partner in enumerate(other):
            row.append(
                min(
                    costs[place] + change(item, partner),
                    costs[place + 1] + alone(item),
                    row[-1] + alone(partner),
                )
            )
        costs = row
    return costs[-1]


def _count_found(boxes: Sequence[Box], reading: PageReading) -> int:
    places = [digit.rendering.place for digit in reading.digits]
    found = np.array([each[1:5] for each in places if each is not None]).reshape(-1, 4)
    return sum(bool((_overlaps(box, found) >= MIN_OVERLAP).any()) for box in boxes)


def _overlaps(box: Box, others: np.ndarray) -> np.ndarray:
    """Intersection over union of a box with each of the others (n, 4)."""
    low, high = np.maximum(box[:2], others[:, :2]), np.minimum(box[2:], others[:, 2:])
    shared = np.clip(high - low, 0, None).prod(axis=1)
    areas = (others[:, 2:] - others[:, :2]).prod(axis=1)
    own = (box.right - box.left) * (box.bottom - box.top)
    return shared / np.maximum(areas + own - shared, 1e-12)
