"""Split touching digits along paths that cross little ink, and merge fragments of one digit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glassnet.ink.photo.bitmap import estimate_stroke_width
from glassnet.ink.photo.paper import Floats
from glassnet.ink.photo.render import render_bitmap
from glassnet.ink.rendering import GrayImage

Path = NDArray[np.int64]
"""For every row of a piece the column that a cut goes through."""

DigitScorer = Callable[[GrayImage], NDArray[np.floating]]
"""How much each image looks like one digit: (n, 28, 28) uint8 to scores (n,) from 0 to 1."""

_MIN_WIDTH_ALONE = 1.25
"""Times as wide as high: two digits, without a scorer."""

_MIN_WIDTH_WITH_SCORER = 0.55
"""Times as wide as high: may be two digits, with a scorer."""

_MIN_HEIGHT = 0.6  # of the typical height: lower pieces are no digits
_MIN_SCORE_GAIN = (
    0.15  # a merged digit needs a score that is this much higher than that of its parts
)
_CUT_PENALTY = 0.3  # each further digit costs this much, in logarithms of scores
_MAX_CUTS = 80  # of one piece are tried
_MAX_RENDERED = (
    500  # candidates of one picture are rendered and scored; then pieces stay as they are
)
_STEP = 0.15  # of the typical height: how far apart cuts are tried
_MIN_MERGED_SCORE = 0.8  # the score that a merged digit needs
_MAX_MERGED_WIDTH = 1.4  # of the typical height: wider ones are two digits
_MAX_STRAY = 0.16  # share of the width by which a path may stray to the side
# Shares of the width at which cuts are tried without a scorer.
_CUT_POSITIONS = (0.5, 0.4, 0.6, 0.3, 0.7)


class LimitedScorer:
    """A scorer for one picture, with how many more candidates may be rendered for it."""

    def __init__(self, scorer: DigitScorer) -> None:
        self._scorer = scorer
        self._left = _MAX_RENDERED

    def allows(self, count: int) -> bool:
        """Whether so many candidates may still be rendered."""
        return count <= self._left

    def score(self, pieces: Sequence[Piece]) -> NDArray[np.floating]:
        """The score of each piece, (pieces,)."""
        self._left -= len(pieces)
        return np.asarray(self._scorer(np.stack([render_piece(piece) for piece in pieces])))


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


def split_piece(piece: Piece, typical: float, scorer: LimitedScorer | None) -> list[Piece]:
    """The digits that a piece is made of; mostly one. `typical` is the typical height of digits."""
    if piece.width < (_MIN_WIDTH_ALONE if scorer is None else _MIN_WIDTH_WITH_SCORER) * max(
        piece.height, typical
    ):
        return [piece]
    if scorer is not None:
        return _split_by_score(piece, typical, scorer)
    paths = [_easiest_path(piece.strength > 0.5, share * piece.width) for share in _CUT_POSITIONS]
    cuts = [_split_at(piece, path) for path in _passable(piece, paths)]
    tall = [
        cut
        for cut in cuts
        if len(cut) == 2 and min(each.height for each in cut) > _MIN_HEIGHT * typical
    ]
    if not tall:
        return [piece]
    chosen = min(tall, key=lambda cut: abs(cut[0].width - cut[1].width))
    return [each for half in chosen for each in split_piece(half, typical, scorer)]


def _split_at(piece: Piece, path: Path) -> list[Piece]:
    left, right = np.zeros_like(path), np.full_like(path, piece.width)
    halves = (_between(piece, left, path), _between(piece, path, right))
    return [half for half in halves if half is not None]


def _split_by_score(piece: Piece, typical: float, scorer: LimitedScorer) -> list[Piece]:
    """The cuts with the largest product of scores of the pieces between them."""
    inked = piece.strength > 0.5
    step = max(_STEP * typical, piece.width / _MAX_CUTS)
    places = np.arange(step, piece.width - step / 2, step)
    paths = _drop_similar([_easiest_path(inked, float(place)) for place in places], typical)
    left, right = np.zeros(piece.height, np.int64), np.full(piece.height, piece.width)
    bounds = [left, *_passable(piece, paths), right]
    parts = {
        (begin, end): part
        for begin in range(len(bounds))
        for end in range(begin + 1, len(bounds))
        if (part := _between(piece, bounds[begin], bounds[end])) is not None
        and _may_be_digit(part, typical)
    }
    parts[0, len(bounds) - 1] = piece
    if not scorer.allows(len(parts)):
        return [piece]
    scores = scorer.score(list(parts.values()))
    values = np.log(np.maximum(scores, 1e-4)) - _CUT_PENALTY
    return [
        parts[stretch]
        for stretch in _find_best_chain(dict(zip(parts, values.tolist(), strict=True)))
    ]


def _may_be_digit(part: Piece, typical: float) -> bool:
    return part.height > _MIN_HEIGHT * typical and part.width < 1.5 * max(part.height, typical)


def _drop_similar(paths: list[Path], typical: float) -> list[Path]:
    """Of paths that hardly differ, one."""
    kept: list[Path] = []
    for path in paths:
        if not kept or np.abs(path - kept[-1]).max() > 0.08 * typical:
            kept.append(path)
    return kept


def _find_best_chain(values: dict[tuple[int, int], float]) -> list[tuple[int, int]]:
    """Stretches that follow each other from the first bound to the last, with the largest sum of values."""
    best: dict[int, tuple[float, list[tuple[int, int]]]] = {0: (0.0, [])}
    for begin, end in sorted(values, key=lambda stretch: stretch[1]):
        if begin in best:
            total = best[begin][0] + values[begin, end]
            if end not in best or total > best[end][0]:
                best[end] = (total, [*best[begin][1], (begin, end)])
    return best[max(best)][1]


def merge_fragments(row: list[Piece], typical: float, scorer: LimitedScorer) -> list[Piece]:
    """A row of pieces, those merged that look like a digit only together."""
    whole: list[Piece] = []
    for piece in row:
        both = _combine(whole[-1], piece) if whole else None
        if (
            both is not None
            and both.width < _MAX_MERGED_WIDTH * typical
            and _is_better_merged(both, whole[-1], piece, scorer)
        ):
            whole[-1] = both
        else:
            whole.append(piece)
    return whole


def _is_better_merged(both: Piece, left: Piece, right: Piece, scorer: LimitedScorer) -> bool:
    if not scorer.allows(3):
        return False
    scores = scorer.score((both, left, right))
    return bool(scores[0] > scores[1:].min() + _MIN_SCORE_GAIN and scores[0] > _MIN_MERGED_SCORE)


def _combine(one: Piece, other: Piece) -> Piece:
    top, left = min(one.top, other.top), min(one.left, other.left)
    bottom = max(each.top + each.height for each in (one, other))
    right = max(each.left + each.width for each in (one, other))
    strength = np.zeros((bottom - top, right - left), np.float32)
    for each in (one, other):
        rows = slice(each.top - top, each.top - top + each.height)
        columns = slice(each.left - left, each.left - left + each.width)
        np.maximum(strength[rows, columns], each.strength, out=strength[rows, columns])
    return Piece(strength, top, left)


def render_piece(piece: Piece) -> GrayImage:
    """The 28x28 that a piece would be read as; empty where there is no ink."""
    image = render_bitmap(piece.strength).image
    return np.zeros((28, 28), np.uint8) if image is None else image


def _passable(piece: Piece, paths: Sequence[Path]) -> list[Path]:
    """The paths that do not cut through too much ink."""
    inked = piece.strength > 0.5
    most = 2.2 * estimate_stroke_width(inked)
    rows = np.arange(piece.height)
    return [path for path in paths if inked[rows, np.minimum(path, piece.width - 1)].sum() <= most]


def _between(piece: Piece, left: Path, right: Path) -> Piece | None:
    """The ink between two paths, in its own box; None if there is none."""
    first, last = int(left.min()), min(int(right.max()), piece.width)
    columns = np.arange(first, last)
    inside = (columns >= left[:, None]) & (columns < right[:, None])
    own = np.where(inside, piece.strength[:, first:last], np.float32(0))
    return _trim(own, piece.top, piece.left + first)


def _easiest_path(inked: NDArray[np.bool_], column: float) -> Path:
    """For every row the column of a path from top to bottom, through little ink, near `column`."""
    height, width = inked.shape
    reach = min(_MAX_STRAY * width, 0.3 * height)
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


def _trim(strength: Floats, top: int, left: int) -> Piece | None:
    """The ink of a half, which begins at `top` and `left`, in its own box."""
    inked = strength > 0.5
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    if not len(rows):
        return None
    own = strength[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].astype(np.float32)
    return Piece(own, top + int(rows[0]), left + int(columns[0]))
