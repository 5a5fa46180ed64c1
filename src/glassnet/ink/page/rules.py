"""Printed lines between digits: the columns of a table divide numbers, the cells of a form do not."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.ink.page.layout import Line
from glassnet.ink.page.pieces import Piece
from glassnet.ink.photo.scene import Scene

MIN_STRENGTH: Final = 0.25  # of a typical stroke's: printed lines are lighter than ink
MIN_COVERED: Final = 0.68  # of the height of the digits beside it
MARGIN: Final = 0.15  # of a digit's height, above and below it
CROSSED: Final = 0.35  # of its width may a digit reach over a line
MAX_SHARE: Final = (
    0.5  # of all neighbors are divided in a table: in cells and on squared paper more are
)
MAX_GAP: Final = 1.0  # of the height: neighbors that are further apart are two numbers,
MAX_CELL: Final = 1.8  # of the height, between the middles of digits in neighboring cells
MIN_CELLS: Final = 3


class Dividers(NamedTuple):
    """For each line and each digit but its last, what a printed line says about it and the next."""

    apart: list[list[bool]]
    """They are in two columns of a table."""
    joined: list[list[bool]]
    """They are in neighboring cells of a form, one for each digit."""


def find_dividers(scene: Scene, lines: Sequence[Line]) -> Dividers:
    """Which digits have a printed line between them: of a table, or of cells where most have one."""
    printed = (scene.strength > MIN_STRENGTH) & (scene.labels == 0)
    pairs = [list(pairwise(line.pieces)) for line in lines]
    divided = [[_is_divided(printed, *pair) for pair in own] for own in pairs]
    near = [
        [_is_near(*pair) or each for pair, each in zip(*both, strict=True)]
        for both in zip(pairs, divided, strict=True)
    ]
    none = [[False] * len(own) for own in pairs]
    count = sum(map(sum, divided))
    if count <= MAX_SHARE * sum(map(sum, near)):
        return Dividers(divided, none)
    cells = [
        [each and _is_cell(*pair) for pair, each in zip(*both, strict=True)]
        for both in zip(pairs, divided, strict=True)
    ]
    return Dividers(none, cells if sum(map(sum, cells)) >= MIN_CELLS else none)


def _is_near(left: Piece, right: Piece) -> bool:
    return right.left - left.right < MAX_GAP * max(left.height, right.height)


def _is_cell(left: Piece, right: Piece) -> bool:
    return right.center - left.center < MAX_CELL * max(left.height, right.height)


def _is_divided(printed: NDArray[np.bool_], left: Piece, right: Piece) -> bool:
    """Whether something printed runs between two digits from top to bottom, and beyond."""
    margin = round(MARGIN * max(left.height, right.height))
    top = max(0, min(left.top, right.top) - margin)
    bottom = max(left.bottom, right.bottom) + margin
    # A line may have been taken out of a digit that crosses it.
    first, last = sorted((left.right - CROSSED * left.width, right.left + CROSSED * right.width))
    between = printed[top:bottom, max(0, int(first)) : int(last) + 1]
    return bool(between.any(axis=1).mean() > MIN_COVERED)
