"""Printed lines between digits: the columns of a table divide numbers, the cells of a form do not."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from glassnet.ink.page.layout import Line
from glassnet.ink.page.pieces import Piece
from glassnet.ink.photo.scene import Scene

MIN_STRENGTH: Final = 0.25  # of a typical stroke's: printed lines are lighter than ink
MIN_COVERED: Final = 0.85  # of the height of the digits beside it
MARGIN: Final = 0.15  # of a digit's height, above and below it
MAX_SHARE: Final = 0.5  # of all neighbors are divided in a table: in cells and on squared paper more are
MAX_GAP: Final = 1.0  # of the height: neighbors that are further apart are two numbers anyway


def find_dividers(scene: Scene, lines: Sequence[Line]) -> list[list[bool]]:
    """For each line, whether a printed line divides each digit from the next; all no where most do."""
    printed = (scene.strength > MIN_STRENGTH) & (scene.labels == 0)
    divided = [
        [_is_near(*pair) and _is_divided(printed, *pair) for pair in pairwise(line.pieces)]
        for line in lines
    ]
    near = sum(_is_near(*pair) for line in lines for pair in pairwise(line.pieces))
    if sum(map(sum, divided)) > MAX_SHARE * near:
        return [[False] * len(own) for own in divided]
    return divided


def _is_near(left: Piece, right: Piece) -> bool:
    return right.left - left.right < MAX_GAP * max(left.height, right.height)


def _is_divided(printed: NDArray[np.bool_], left: Piece, right: Piece) -> bool:
    """Whether something printed runs between two digits from top to bottom, and beyond."""
    margin = round(MARGIN * max(left.height, right.height))
    top = max(0, min(left.top, right.top) - margin)
    bottom = max(left.bottom, right.bottom) + margin
    first, last = sorted((left.right - 1, right.left + 1))
    between = printed[top:bottom, max(0, first) : last + 1]
    return bool(between.any(axis=1).mean() > MIN_COVERED)
