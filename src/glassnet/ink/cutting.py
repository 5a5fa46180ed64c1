"""Take touching digits apart, along a path that crosses little ink, and put torn ones together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glassnet.ink.bitmap import stroke_width
from glassnet.ink.paper import Floats
from glassnet.ink.photo import render_bitmap
from glassnet.ink.rendering import GreyImage

Judge = Callable[[GreyImage], NDArray[np.floating]]
"""How much each of n images looks like one digit: (n, 28, 28) uint8 to (n,), from 0 to 1."""

_WIDE = 1.25
"""Times as wide as high: two digits, if nobody can judge."""

_DOUBTFUL = 0.7
"""Times as wide as high: may be two digits, if somebody can judge."""

_LOW = 0.6  # of the usual height: lower pieces are no digits
_BETTER = 0.15  # a cut has to be this much better than none
_SURE = 0.8  # how much a digit put together has to look like one
_REACH = 0.16  # share of the width by which a path may stray to the side
_PLACES = (0.5, 0.4, 0.6, 0.3, 0.7)  # shares of the width at which cuts are tried


@dataclass(frozen=True)
class Piece:
    """Ink that is one digit, or several that touch, and where its box is."""

    strength: Floats
    top: int
    left: int

    @property
    def height(self) -> int:
        """Rows."""
        return self.strength.shape[0]

    @property
    def width(self) -> int:
        """Columns."""
        return self.strength.shape[1]

    @property
    def middle(self) -> float:
        """Row of the box's middle."""
        return self.top + self.height / 2


def taken_apart(piece: Piece, usual: float, judge: Judge | None) -> list[Piece]:
    """The digits that a piece is made of; mostly one. `usual` is how high digits are."""
    if piece.width < (_WIDE if judge is None else _DOUBTFUL) * max(piece.height, usual):
        return [piece]
    cuts = [cut for cut in (_cut(piece, share, usual) for share in _places(piece)) if cut]
    chosen = _widest_apart(cuts) if judge is None else _most_convincing(piece, cuts, judge)
    if chosen is None:
        return [piece]
    return [each for half in chosen for each in taken_apart(half, usual, judge)]


def _places(piece: Piece) -> list[float]:
    """Where to try: about the middle of two digits; of more, between any two."""
    count = max(2, round(piece.width / (0.75 * piece.height)))
    if count == 2:
        return list(_PLACES)
    return [(index + offset) / count for index in range(1, count) for offset in (-0.15, 0.15)]


def _widest_apart(cuts: list[tuple[Piece, Piece]]) -> tuple[Piece, Piece] | None:
    """The cut whose halves are most alike in width."""
    return min(cuts, key=lambda cut: abs(cut[0].width - cut[1].width), default=None)


def _most_convincing(
    piece: Piece, cuts: list[tuple[Piece, Piece]], judge: Judge
) -> tuple[Piece, Piece] | None:
    """The cut of whose halves both look like digits, more than the piece does as a whole."""
    if not cuts:
        return None
    images = [_image(each) for each in (piece, *(half for cut in cuts for half in cut))]
    looks = np.asarray(judge(np.stack(images)))
    best = np.minimum(looks[1::2], looks[2::2])
    place = int(best.argmax())
    certain = piece.width > 2 * piece.height
    return cuts[place] if certain or best[place] > looks[0] + _BETTER else None


def mended(row: list[Piece], usual: float, judge: Judge) -> list[Piece]:
    """A row of pieces, those put together that only look like a digit when they are together."""
    whole: list[Piece] = []
    for piece in row:
        both = _together(whole[-1], piece) if whole else None
        if both is not None and both.width < 1.1 * usual and _mends(both, whole[-1], piece, judge):
            whole[-1] = both
        else:
            whole.append(piece)
    return whole


def _mends(both: Piece, left: Piece, right: Piece, judge: Judge) -> bool:
    looks = np.asarray(judge(np.stack([_image(each) for each in (both, left, right)])))
    return bool(looks[0] > looks[1:].min() + _BETTER and looks[0] > _SURE)


def _together(one: Piece, other: Piece) -> Piece:
    top, left = min(one.top, other.top), min(one.left, other.left)
    bottom = max(each.top + each.height for each in (one, other))
    right = max(each.left + each.width for each in (one, other))
    strength = np.zeros((bottom - top, right - left), np.float32)
    for each in (one, other):
        rows = slice(each.top - top, each.top - top + each.height)
        columns = slice(each.left - left, each.left - left + each.width)
        np.maximum(strength[rows, columns], each.strength, out=strength[rows, columns])
    return Piece(strength, top, left)


def _image(piece: Piece) -> GreyImage:
    image = render_bitmap(piece.strength).image
    return np.zeros((28, 28), np.uint8) if image is None else image


def _cut(piece: Piece, share: float, usual: float) -> tuple[Piece, Piece] | None:
    """Two halves, cut near a share of the width; None where too much ink is in the way."""
    inked = piece.strength > 0.5
    path = _easiest_path(inked, share * piece.width)
    rows = np.arange(piece.height)
    if inked[rows, np.minimum(path, piece.width - 1)].sum() > 2.2 * stroke_width(inked):
        return None
    on_the_left = np.arange(piece.width) < path[:, None]
    left = _trimmed(np.where(on_the_left, piece.strength, 0), piece)
    right = _trimmed(np.where(on_the_left, 0, piece.strength), piece)
    if left is None or right is None:
        return None
    return (left, right) if min(left.height, right.height) > _LOW * usual else None


def _easiest_path(inked: NDArray[np.bool_], column: float) -> NDArray[np.int64]:
    """For every row the column of a path from top to bottom, through little ink, near `column`."""
    height, width = inked.shape
    away = np.abs(np.arange(width) - column) / width
    steps = np.where(inked, 1.0, 0.0) + 0.3 * away**2 + np.where(away > _REACH, 1e3, 0.0)
    cost, came_from = steps.copy(), np.zeros((height, width), np.int64)
    for row in range(1, height):
        above = np.pad(cost[row - 1], 1, constant_values=np.inf)
        options = np.stack([above[1:-1], above[:-2] + 0.02, above[2:] + 0.02])
        choice = options.argmin(axis=0)
        cost[row] += options[choice, np.arange(width)]
        came_from[row] = np.arange(width) + np.array([0, -1, 1])[choice]
    path = np.empty(height, np.int64)
    path[-1] = cost[-1].argmin()
    for row in range(height - 1, 0, -1):
        path[row - 1] = came_from[row, path[row]]
    return path


def _trimmed(strength: Floats, piece: Piece) -> Piece | None:
    """The ink of a half in its own box."""
    inked = strength > 0.5
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    if not len(rows):
        return None
    own = strength[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].astype(np.float32)
    return Piece(own, piece.top + int(rows[0]), piece.left + int(columns[0]))
