"""Where digits that touch may be cut apart: paths from top to bottom that cross little ink."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.ink.page.pieces import Piece, trim_to_ink
from glassnet.ink.photo.bitmap import estimate_stroke_width

Path = NDArray[np.int64]
"""For every row of a piece the column that a cut goes through."""

MAX_STRAY: Final = 0.16  # share of the width by which a path may stray to the side
MAX_STRAY_BY_HEIGHT: Final = 0.3
MAX_CROSSED: Final = 2.2  # widths of a stroke are crossed by a path
MAX_CELLS: Final = (
    3_000_000  # pixels of all windows that paths are looked for in: larger ink is no digits
)
STEP_ASIDE: Final = 0.02  # costs so much, where a pixel of ink costs 1


class Crossing(NamedTuple):
    """A path, and how much ink it crosses, in widths of a stroke."""

    path: Path
    crossed: float


def find_paths(
    piece: Piece, columns: NDArray[np.floating], stray: float = MAX_STRAY_BY_HEIGHT
) -> list[Crossing]:
    """The paths near these columns that cross least ink, without those that cross too much.

    `stray` is the share of the height by which a path may stray to the side.
    """
    if not len(columns):
        return []
    inked = piece.strength > 0.5
    reach = _reach(piece.strength.shape, stray)
    if len(columns) * piece.height * (2 * reach + 3) > MAX_CELLS:
        return []
    paths = _find_easiest(inked, columns, reach)
    pen = max(estimate_stroke_width(inked), 1e-6)
    rows = np.arange(piece.height)
    crossed = inked[rows, np.minimum(paths, piece.width - 1)].sum(axis=1) / pen
    return [
        Crossing(path, share)
        for path, share in zip(paths, crossed.tolist(), strict=True)
        if share <= MAX_CROSSED
    ]


def cut_between(piece: Piece, left: Path, right: Path) -> Piece | None:
    """The ink between two paths, in its own box; None if there is none."""
    first, last = int(left.min()), min(int(right.max()), piece.width)
    columns = np.arange(first, last)
    inside = (columns >= left[:, None]) & (columns < right[:, None])
    own = np.where(inside, piece.strength[:, first:last], np.float32(0))
    return trim_to_ink(own, piece.top, piece.left + first)


def _find_easiest(
    inked: NDArray[np.bool_], columns: NDArray[np.floating], reach: float
) -> NDArray[np.int64]:
    """For each of `columns` and every row the column of the cheapest path, (columns, height).

    All paths at once: the cost of every pixel of a window around each column, from top to bottom.
    """
    height, width = inked.shape
    first = (columns - reach).astype(np.int64)
    places = first[:, None] + np.arange(int(2 * reach) + 3)
    outside = (places < 0) | (places > columns[:, None] + reach + 1) | (places > width)
    away = 0.01 * ((places - columns[:, None]) / reach) ** 2
    padded = np.pad(inked, ((0, 0), (0, 1)))
    steps = padded[:, np.clip(places, 0, width)].transpose(1, 0, 2) + away[:, None]
    steps = np.where(outside[:, None], np.inf, steps)
    cost = np.full(
        (len(columns), height, places.shape[1] + 2), np.inf
    )  # a column more on both sides
    cost[:, 0, 1:-1] = steps[:, 0]
    for row in range(1, height):
        above = cost[:, row - 1]
        sideways = np.minimum(above[:, :-2], above[:, 2:]) + STEP_ASIDE
        cost[:, row, 1:-1] = steps[:, row] + np.minimum(above[:, 1:-1], sideways)
    return _follow_back(cost) + first[:, None] - 1


def _reach(shape: tuple[int, ...], stray: float) -> float:
    """By how many columns a path may stray."""
    height, width = shape
    return max(1.0, min(MAX_STRAY * width, stray * height))


def _follow_back(cost: NDArray[np.float64]) -> NDArray[np.int64]:
    """The places of the cheapest paths, from the last row to the first."""
    count, height, _ = cost.shape
    each, around = np.arange(count), np.arange(-1, 2)
    paths = np.empty((count, height), np.int64)
    paths[:, -1] = cost[:, -1].argmin(axis=1)
    for row in range(height - 1, 0, -1):
        near = paths[:, row, None] + around
        options = cost[each[:, None], row - 1, near] + (STEP_ASIDE, 0, STEP_ASIDE)
        paths[:, row - 1] = paths[:, row] - 1 + options.argmin(axis=1)
    return paths
