"""Printed lines between digits: the columns of a table divide numbers, the cells of a form do not."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.ink.page.layout import Line
from glassnet.ink.page.pieces import Piece
from glassnet.ink.photo.bitmap import estimate_stroke_width
from glassnet.ink.photo.components import Component
from glassnet.ink.photo.scene import Scene

MIN_STRENGTH: Final = 0.25  # of a typical stroke's: printed lines are lighter than ink
MIN_COVERED: Final = (
    0.68  # of the height of the digits beside it, and of the margins above and below
)
MARGINS: Final = (0.06, 0.18)  # of a digit's height: between them, a margin has no ink of the digit
CROSSED: Final = 0.35  # of its width may a digit reach over a line
MAX_SHARE: Final = 0.5  # of all neighbors are divided in a table: in cells more are
MAX_SQUARED: Final = (
    0.3  # of all digits have such a line above and below: on squared paper more have
)
MAX_GAP: Final = 1.0  # of the height: neighbors that are further apart are two numbers,
MAX_CELL: Final = 1.8  # of the height, between the middles of digits in neighboring cells
MIN_CELLS: Final = 3
MIN_SLENDER: Final = 5.0  # times as high as wide, or as wide as high, is what is left of a line
MAX_PEN_SHARE: Final = 0.6  # of the pen's width
MIN_BESIDE: Final = 0.4  # of its length has something printed beside it, or beyond its ends
MAX_SAMPLE: Final = 12  # parts are enough to know the pen's width


class Dividers(NamedTuple):
    """For each line and each digit but its last, what a printed line says about it and the next."""

    apart: list[list[bool]]
    """They are in two columns of a table."""
    joined: list[list[bool]]
    """They are in neighboring cells of a form, one for each digit."""


def find_dividers(scene: Scene, lines: Sequence[Line]) -> Dividers:
    """Which digits have a printed line between them: of a table, or of cells where most have one."""
    printed = find_printed(scene)
    pairs = [list(pairwise(line.pieces)) for line in lines]
    none = [[False] * len(own) for own in pairs]
    pieces = [piece for line in lines for piece in line.pieces]
    crossed = sum(all(_see_beyond(printed, (each,), each.left, each.right)) for each in pieces)
    if crossed > MAX_SQUARED * len(pieces):
        return Dividers(none, none)
    divided = [[_is_divided(printed, *pair) for pair in own] for own in pairs]
    near = [
        [_is_near(*pair) or each for pair, each in zip(*both, strict=True)]
        for both in zip(pairs, divided, strict=True)
    ]
    count = sum(map(sum, divided))
    if count <= MAX_SHARE * sum(map(sum, near)):
        return Dividers(divided, none)
    cells = [
        [each and _is_cell(*pair) for pair, each in zip(*both, strict=True)]
        for both in zip(pairs, divided, strict=True)
    ]
    return Dividers(none, cells if sum(map(sum, cells)) >= MIN_CELLS else none)


def find_printed(scene: Scene) -> NDArray[np.bool_]:
    """Where something stands out that is no digit, such as a printed line."""
    return (scene.strength > MIN_STRENGTH) & (scene.labels == 0)


def drop_line_remnants(scene: Scene, parts: Sequence[Component]) -> list[Component]:
    """The parts without what is left of printed lines: slender, thinner than the pen, beside such a line."""
    slender = {
        part for part in parts if max(part.height, part.width) > MIN_SLENDER * _breadth(part)
    }
    if not slender:
        return list(parts)
    broad = [part for part in parts if part not in slender] or list(parts)
    sample = broad[:: -(-len(broad) // MAX_SAMPLE)]
    pen = float(np.median([estimate_stroke_width(part.own(scene.labels)) for part in sample]))
    printed = find_printed(scene)
    thin = {part for part in slender if _breadth(part) < MAX_PEN_SHARE * pen}
    return [part for part in parts if part not in thin or not _lies_on_line(printed, part)]


def _breadth(part: Component) -> float:
    return part.area / part.size


def _lies_on_line(printed: NDArray[np.bool_], part: Component) -> bool:
    """Whether something printed runs along a part, or goes on beyond one of its ends."""
    if part.height < part.width:
        printed, top, bottom, left, right = printed.T, part.left, part.right, part.top, part.bottom
    else:
        top, bottom, left, right = part.top, part.bottom, part.left, part.right
    beyond = (bottom - top) / 3
    ends = ((top, bottom), (top - beyond, top), (bottom, bottom + beyond))
    return any(_measure_covered(printed, *rows, left - 1, right) > MIN_BESIDE for rows in ends)


def _is_near(left: Piece, right: Piece) -> bool:
    return right.left - left.right < MAX_GAP * max(left.height, right.height)


def _is_cell(left: Piece, right: Piece) -> bool:
    return right.center - left.center < MAX_CELL * max(left.height, right.height)


def _is_divided(printed: NDArray[np.bool_], left: Piece, right: Piece) -> bool:
    """Whether something printed runs between two digits from top to bottom, and beyond at one end."""
    # A line may have been taken out of a digit that crosses it.
    first, last = sorted((left.right - CROSSED * left.width, right.left + CROSSED * right.width))
    if not any(_see_beyond(printed, (left, right), first, last)):
        return False
    top, bottom = min(left.top, right.top), max(left.bottom, right.bottom)
    return _measure_covered(printed, top, bottom, first, last) > MIN_COVERED


def _see_beyond(
    printed: NDArray[np.bool_], pieces: Sequence[Piece], first: float, last: float
) -> list[bool]:
    """Whether something printed runs upright above some pieces, and below, between two columns."""
    top, bottom = min(each.top for each in pieces), max(each.bottom for each in pieces)
    inner, outer = (share * max(each.height for each in pieces) for share in MARGINS)
    margins = ((top - outer, top - inner), (bottom + inner, bottom + outer))
    return [_measure_covered(printed, *rows, first, last) > MIN_COVERED for rows in margins]


def _measure_covered(
    printed: NDArray[np.bool_], top: float, bottom: float, first: float, last: float
) -> float:
    """The share of rows with something printed; 0 outside of the page."""
    rows = slice(max(0, round(top)), max(0, round(bottom), round(top) + 1))
    columns = slice(max(0, int(first) - 1), max(0, int(last) + 2))
    seen = printed[rows, columns]
    return float(seen.any(axis=1).mean()) if seen.size else 0.0
