"""Which digits of a page are one line, on paper that may be tilted a little or seen from the side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.ink.page.pieces import Piece

MAX_GAP: Final = 1.3  # of the typical height: neighbors in a run lie no further apart
MAX_OVERLAP: Final = 0.6  # of the narrower one's width
MAX_STEP: Final = 0.6  # of the higher one's height: so far up or down is the next one on a line
SPREAD_OF_MIDDLES: Final = 0.12  # of the typical height, on one line
SPREAD_OF_SLOPES: Final = np.array((0.04, 0.06))
"""Rows for each column: on pages that count as upright, and from the middle of a page to its top."""

Run = list[Piece]
"""Digits beside each other, from left to right."""


class Slopes(NamedTuple):
    """How lines climb: rows for each column, which change from the top of the page to the bottom."""

    at_center: float
    change: float
    """For each row."""
    x: float
    """The page's center."""
    y: float

    def level(self, x: float, y: float) -> float:
        """The row at which the line through a point crosses the page's center."""
        return y - (self.at_center + self.change * (y - self.y)) * (x - self.x)


def find_runs(pieces: Sequence[Piece], typical: float) -> list[Run]:
    """Pieces that lie close beside each other: each with the nearest on its right, if that is mutual."""
    if not pieces:
        return []
    costs = _measure_steps(pieces, typical)
    following, leading = costs.argmin(axis=1), costs.argmin(axis=0)
    count = np.arange(len(pieces))
    linked = np.isfinite(costs[count, following]) & (leading[following] == count)
    after = dict(zip(count[linked].tolist(), following[linked].tolist(), strict=True))
    firsts = sorted(set(count.tolist()) - set(after.values()))
    runs = []
    for first in firsts:
        run = [first]
        while run[-1] in after:
            run.append(after[run[-1]])
        runs.append([pieces[place] for place in run])
    return runs


def _measure_steps(pieces: Sequence[Piece], typical: float) -> NDArray[np.float64]:
    """How far it is from each piece to each other on its right, infinite where none may follow, (n, n)."""
    left, right, middle, height = np.array(
        [(each.left, each.right, each.middle, each.height) for each in pieces], np.float64
    ).T
    centers, widths = (left + right) / 2, right - left
    gap = left[None] - right[:, None]
    step = np.abs(middle[None] - middle[:, None])
    highest = np.maximum(height[None], height[:, None])
    narrower = np.minimum(widths[None], widths[:, None])
    follows = (
        (centers[None] > centers[:, None])
        & (gap < MAX_GAP * typical)
        & (gap > -MAX_OVERLAP * narrower)
        & (step < MAX_STEP * highest)
    )
    return np.where(follows, np.maximum(gap, 0) + 2 * step, np.inf)


def estimate_slopes(runs: Sequence[Run], typical: float, shape: tuple[int, int]) -> Slopes:
    """How lines climb by the runs of a page: level, unless they clearly do (a ridge regression)."""
    y, x = shape[0] / 2, shape[1] / 2
    rows, targets = [], []
    for run in runs:
        centers, middles = (
            np.array([getattr(each, name) for each in run]) for name in ("center", "middle")
        )
        away, down = centers - centers.mean(), middles - middles.mean()
        rows.append(np.stack([away, away * (middles.mean() - y) / max(y, 1)], axis=1))
        targets.append(down)
    if not rows:
        return Slopes(0.0, 0.0, x, y)
    design, target = np.concatenate(rows), np.concatenate(targets)
    penalty = (SPREAD_OF_MIDDLES * typical / SPREAD_OF_SLOPES) ** 2
    normal = design.T @ design + np.diag(penalty)
    at_center, change = np.linalg.solve(normal, design.T @ target).tolist()
    return Slopes(at_center, change / max(y, 1), x, y)


def join_runs(runs: Sequence[Run], slopes: Slopes) -> list[Run]:
    """Lines from top to bottom: runs at the same level, wherever they are."""
    lines: list[list[Run]] = []
    levels: list[float] = []
    for run in sorted(runs, key=lambda each: each[0].left):
        level, height = _level(run, slopes), max(piece.height for piece in run)
        near = [
            (abs(levels[place] - level), place)
            for place, line in enumerate(lines)
            if abs(levels[place] - level)
            < MAX_STEP * max(height, *(piece.height for piece in line[-1]))
        ]
        if near:
            place = min(near)[1]
            lines[place].append(run)
            levels[place] = 0.5 * levels[place] + 0.5 * level
        else:
            lines.append([run])
            levels.append(level)
    ordered = sorted(zip(levels, range(len(lines)), strict=True))
    return [
        sorted((piece for run in lines[place] for piece in run), key=lambda piece: piece.center)
        for _, place in ordered
    ]


def find_level(line: Run, slopes: Slopes) -> float:
    """The row at which a line crosses the page's center."""
    return _level(line, slopes)


def _level(run: Run, slopes: Slopes) -> float:
    return float(np.median([slopes.level(piece.center, piece.middle) for piece in run]))
