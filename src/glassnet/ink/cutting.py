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

Path = NDArray[np.int64]
"""For every row of a piece the column that a cut goes through."""

Judge = Callable[[GreyImage], NDArray[np.floating]]
"""How much each of n images looks like one digit: (n, 28, 28) uint8 to (n,), from 0 to 1."""

_WIDE = 1.25
"""Times as wide as high: two digits, if nobody can judge."""

_DOUBTFUL = 0.55
"""Times as wide as high: may be two digits, if somebody can judge."""

_LOW = 0.6  # of the usual height: lower pieces are no digits
_BETTER = 0.15  # a digit put together has to look this much more like one than its parts
_CUT = 0.3  # every digit more has to be worth this much, in logarithms of looks
_STEP = 0.15  # of the usual height: how far apart cuts are tried
_SURE = 0.8  # how much a digit put together has to look like one
_MENDED = 1.4  # of the usual height: wider ones are two digits
_REACH = 0.16  # share of the width by which a path may stray to the side
# Shares of the width at which cuts are tried if nobody can judge.
_PLACES = (0.5, 0.4, 0.6, 0.3, 0.7)


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
    if judge is not None:
        return _most_convincing(piece, usual, judge)
    paths = [_easiest_path(piece.strength > 0.5, share * piece.width) for share in _PLACES]
    cuts = [_halves(piece, path) for path in paths if _passable(piece, path)]
    tall = [
        cut for cut in cuts if len(cut) == 2 and min(each.height for each in cut) > _LOW * usual
    ]
    if not tall:
        return [piece]
    chosen = min(tall, key=lambda cut: abs(cut[0].width - cut[1].width))
    return [each for half in chosen for each in taken_apart(half, usual, judge)]


def _halves(piece: Piece, path: Path) -> list[Piece]:
    left, right = np.zeros_like(path), np.full_like(path, piece.width)
    halves = (_between(piece, left, path), _between(piece, path, right))
    return [half for half in halves if half is not None]


def _most_convincing(piece: Piece, usual: float, judge: Judge) -> list[Piece]:
    """The cuts between which everything looks most like digits: the largest product of looks."""
    inked = piece.strength > 0.5
    places = np.arange(_STEP * usual, piece.width - _STEP * usual / 2, _STEP * usual)
    paths = _different([_easiest_path(inked, float(place)) for place in places], usual)
    left, right = np.zeros(piece.height, np.int64), np.full(piece.height, piece.width)
    bounds = [left, *(path for path in paths if _passable(piece, path)), right]
    parts = {
        (begin, end): part
        for begin in range(len(bounds))
        for end in range(begin + 1, len(bounds))
        if (part := _between(piece, bounds[begin], bounds[end])) is not None
        and _may_be_digit(part, usual)
    }
    parts[0, len(bounds) - 1] = piece
    looks = np.asarray(judge(np.stack([image_of(part) for part in parts.values()])))
    worth = np.log(np.maximum(looks, 1e-4)) - _CUT
    return [
        parts[stretch] for stretch in _best_chain(dict(zip(parts, worth.tolist(), strict=True)))
    ]


def _may_be_digit(part: Piece, usual: float) -> bool:
    return part.height > _LOW * usual and part.width < 1.5 * max(part.height, usual)


def _different(paths: list[Path], usual: float) -> list[Path]:
    """Of paths that hardly differ, one."""
    kept: list[Path] = []
    for path in paths:
        if not kept or np.abs(path - kept[-1]).max() > 0.08 * usual:
            kept.append(path)
    return kept


def _best_chain(worth: dict[tuple[int, int], float]) -> list[tuple[int, int]]:
    """Stretches that follow each other from the first bound to the last, worth most together."""
    best: dict[int, tuple[float, list[tuple[int, int]]]] = {0: (0.0, [])}
    for begin, end in sorted(worth, key=lambda stretch: stretch[1]):
        if begin in best:
            total = best[begin][0] + worth[begin, end]
            if end not in best or total > best[end][0]:
                best[end] = (total, [*best[begin][1], (begin, end)])
    return best[max(best)][1]


def mended(row: list[Piece], usual: float, judge: Judge) -> list[Piece]:
    """A row of pieces, those put together that only look like a digit when they are together."""
    whole: list[Piece] = []
    for piece in row:
        both = _together(whole[-1], piece) if whole else None
        if (
            both is not None
            and both.width < _MENDED * usual
            and _mends(both, whole[-1], piece, judge)
        ):
            whole[-1] = both
        else:
            whole.append(piece)
    return whole


def _mends(both: Piece, left: Piece, right: Piece, judge: Judge) -> bool:
    looks = np.asarray(judge(np.stack([image_of(each) for each in (both, left, right)])))
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


def image_of(piece: Piece) -> GreyImage:
    """The 28x28 that a piece would be read as; empty where there is no ink."""
    image = render_bitmap(piece.strength).image
    return np.zeros((28, 28), np.uint8) if image is None else image


def _passable(piece: Piece, path: Path) -> bool:
    """Whether a path does not cut through too much ink."""
    inked = piece.strength > 0.5
    crossed = inked[np.arange(piece.height), np.minimum(path, piece.width - 1)].sum()
    return bool(crossed <= 2.2 * stroke_width(inked))


def _between(piece: Piece, left: Path, right: Path) -> Piece | None:
    """The ink between two paths, in its own box; None if there is none."""
    first, last = int(left.min()), min(int(right.max()), piece.width)
    columns = np.arange(first, last)
    inside = (columns >= left[:, None]) & (columns < right[:, None])
    own = np.where(inside, piece.strength[:, first:last], np.float32(0))
    return _trimmed(own, piece.top, piece.left + first)


def _easiest_path(inked: NDArray[np.bool_], column: float) -> Path:
    """For every row the column of a path from top to bottom, through little ink, near `column`."""
    height, width = inked.shape
    reach = min(_REACH * width, 0.3 * height)
    first, last = max(0, int(column - reach)), min(width, int(column + reach) + 2)
    away = (np.arange(first, last) - column) / reach
    steps = inked[:, first:last] + 0.01 * away**2
    cost = np.full((height, last - first + 2), np.inf)  # one column more on both sides
    cost[0, 1:-1] = steps[0]
    for row in range(1, height):
        above = cost[row - 1]
        aside = np.minimum(above[:-2], above[2:]) + 0.02
        cost[row, 1:-1] = steps[row] + np.minimum(above[1:-1], aside)
    path = np.empty(height, np.int64)
    path[-1] = cost[-1].argmin()
    for row in range(height - 1, 0, -1):
        here = path[row]
        options = cost[row - 1, here - 1 : here + 2] + (0.02, 0, 0.02)
        path[row - 1] = here - 1 + int(options.argmin())
    return path + first - 1


def _trimmed(strength: Floats, top: int, left: int) -> Piece | None:
    """The ink of a half, which begins at `top` and `left`, in its own box."""
    inked = strength > 0.5
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    if not len(rows):
        return None
    own = strength[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].astype(np.float32)
    return Piece(own, top + int(rows[0]), left + int(columns[0]))
