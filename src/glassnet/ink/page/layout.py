"""Lines and columns of a page, and the order in which they are read.

A page has columns where white paper runs between its digits from top to bottom. Columns whose lines are at
the same heights are a table, which is read line by line, unless only upright lines are printed between them;
others are lists side by side, read one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.ink.page.lines import Run, Slopes, estimate_slopes, find_level, find_runs, join_runs
from glassnet.ink.page.pieces import Piece

MIN_GUTTER: Final = 1.4  # of the typical height, between columns
MIN_LINES: Final = 2  # of a column
MAX_OFFSET: Final = 0.4  # of the typical height, between lines of a table in two columns
MAX_EXACT: Final = 0.14  # of the typical height: the root mean square of what such offsets differ,
MAX_UNEVEN: Final = 0.2  # and where both columns have as many lines


Levels = NDArray[np.float64]


class Line(NamedTuple):
    """Digits from left to right, the line's number from 1, and the column of each, from 1."""

    pieces: list[Piece]
    row: int
    columns: list[int]


def arrange(
    pieces: Sequence[Piece],
    typical: float,
    shape: tuple[int, int],
    are_divided: Callable[[Sequence[Sequence[Run]]], bool] | None = None,
) -> list[Line]:
    """The lines of a page of this shape in reading order.

    `are_divided` says whether printed lines make lists of columns whose lines are at the same heights.
    """
    runs = find_runs(pieces, typical)
    slopes = estimate_slopes(runs, typical, shape)
    columns = _split_into_columns(runs, typical)
    lists = [join_runs(column, slopes) for column in columns]
    if len(lists) > 1 and _is_table(lists, slopes, typical):
        is_table = are_divided is None or not are_divided(lists)
    else:
        is_table = len(lists) < 2
    if is_table:
        rights = [max(piece.right for run in column for piece in run) for column in columns]
        # Whole lines show better than runs how they climb.
        slopes = estimate_slopes(join_runs(runs, slopes), typical, shape)
        lines = join_runs(runs, slopes)
        return [
            Line(line, row, [1 + int(np.searchsorted(rights[:-1], each.center)) for each in line])
            for row, line in enumerate(lines, start=1)
        ]
    return [
        Line(line, row, [column] * len(line))
        for column, lines in enumerate(lists, start=1)
        for row, line in enumerate(lines, start=1)
    ]


def _split_into_columns(runs: Sequence[Run], typical: float) -> list[list[Run]]:
    """The runs of each column, from left to right."""
    columns: list[list[Run]] = []
    right = -np.inf
    for run in sorted(runs, key=lambda each: each[0].left):
        if not columns or run[0].left - right > MIN_GUTTER * typical:
            columns.append([])
        columns[-1].append(run)
        right = max(right, *(piece.right for piece in run))
    return _join_short(columns)


def _join_short(columns: list[list[Run]]) -> list[list[Run]]:
    """Columns of one line are none: they belong to what is before them, or behind."""
    joined: list[list[Run]] = []
    for column in columns:
        if joined and (_is_short(column) or _is_short(joined[-1])):
            joined[-1] = joined[-1] + column
        else:
            joined.append(column)
    return joined


def _is_short(column: list[Run]) -> bool:
    return len(column) < MIN_LINES


def _is_table(lists: Sequence[Sequence[Run]], slopes: Slopes, typical: float) -> bool:
    """Whether lines of neighboring columns are at the same heights."""
    levels = [np.array([find_level(line, slopes) for line in lines]) for lines in lists]
    return all(_are_aligned(*pair, typical) for pair in pairwise(levels))


def _are_aligned(left: Levels, right: Levels, typical: float) -> bool:
    """Whether lines of two columns are at the same heights, but for the same small step on all of them."""
    fewer, more = sorted((left, right), key=len)
    apart = more - fewer[:, None]
    offsets = apart[np.arange(len(fewer)), np.abs(apart).argmin(axis=1)]
    usual = float(np.median(offsets))
    uneven = float(np.sqrt(((offsets - usual) ** 2).mean())) / typical
    most = MAX_UNEVEN if len(left) == len(right) else MAX_EXACT
    return abs(usual) < MAX_OFFSET * typical and uneven < most
