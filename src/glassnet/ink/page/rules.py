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
MIN_COVERED: Final = 0.85  # of the height of the digits beside it
MARGIN: Final = 0.15  # of a digit's height, above and below it
MAX_SHARE: Final = 0.5  # of all neighbors are divided in a table: in cells and on squared paper more are
MAX_GAP: Final = 1.0  # of the height: neighbors that are further apart are two numbers,
MAX_CELL_GAP: Final = 1.6  # but for those in neighboring cells
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
    if count > MAX_SHARE * sum(map(sum, near)):
        return Dividers(none, divided if count >= MIN_CELLS else none)
    return Dividers(divided, none)


def _is_near(left: Piece, right: Piece) -> bool:
    return right.left - left.right < MAX_GAP * max(left.height, right.height)


def _is_divided(printed: NDArray[np.bool_], left: Piece, right: Piece) -> bool:
    """Whether something printed runs between two digits from top to bottom, and beyond."""
    if right.left - left.right > MAX_CELL_GAP * max(left.height, right.height):
        return False
    margin = round(MARGIN * max(left.height, right.height))
    top = max(0, min(left.top, right.top) - margin)
    bottom = max(left.bottom, right.bottom) + margin
    first, last = sorted((left.right - 1, right.left + 1))
    between = printed[top:bottom, max(0, first) : last + 1]
    return bool(between.any(axis=1).mean() > MIN_COVERED)
