"""By how much a page is tilted: by its printed lines, or by where its digits are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from glassnet.ink.page.turning import QUARTER, rotate_plane
from glassnet.ink.photo.components import Component, Mask
from glassnet.ink.photo.lines import dilate_rows, pool_mask

ANGLES: Final = np.arange(-45, 45)
MIN_SKEW: Final = 4.0  # degrees: with less, digits look as they should
MAX_PLACED: Final = 160  # digits are enough to know the direction of lines
MIN_PLACED: Final = 3
REACH: Final = 5.0  # of the typical size, between two digits of a line
TOLERANCE: Final = 0.12  # of the typical size: so far beside its line is a digit
MIN_ADVANTAGE: Final = 1.15  # over level lines, of the measure for lines

COARSE_SIDE: Final = 160  # pixels, on which printed lines are looked for
MIN_LINE_SKEW: Final = 2.5  # degrees: with less, lines are found as they are
MIN_COVERAGE: Final = 0.6  # of the paper's width does some line take
MIN_CONTRAST: Final = 0.3  # of the width does it take more than what is usual there
MIN_STRETCH: Final = (
    0.3  # of the width is the longest unbroken stretch of a frame, or of a row of cells
)
MIN_ROOM: Final = 0.35  # of the picture's width is paper where lines are looked for
STEPS: Final = (np.arange(-44, 46, 2), np.arange(-1.5, 1.6, 0.5))
"""Degrees at which lines are looked for: first everywhere, then around the best."""


def estimate_skew_of_digits(parts: Sequence[Component], typical: float) -> float:
    """By how many degrees rows of parts have to be turned clockwise to be level or upright, -45 to 45."""
    if len(parts) < MIN_PLACED:
        return 0.0
    chosen = parts[:: -(-len(parts) // MAX_PLACED)]
    x, y = np.array(
        [(part.left + part.right, part.top + part.bottom) for part in chosen], np.float64
    ).T / (2 * typical)
    across, down = x[None] - x[:, None], y[None] - y[:, None]
    distance = np.hypot(across, down)
    near = (distance < REACH) & (distance > 0)
    across, down = across[near], down[near]
    angles = np.deg2rad(np.concatenate([ANGLES, ANGLES + QUARTER]))[:, None]
    beside = down * np.cos(angles) - across * np.sin(angles)
    aligned = np.exp(-0.5 * (beside / TOLERANCE) ** 2).sum(axis=1).reshape(2, -1).max(axis=0)
    smooth = np.convolve(np.pad(aligned, 1, mode="wrap"), (0.25, 0.5, 0.25), "valid")
    best = int(smooth.argmax())
    level = smooth[np.abs(ANGLES) < MIN_SKEW].max()
    return 0.0 if smooth[best] < MIN_ADVANTAGE * level else -float(ANGLES[best])


def estimate_skew_of_lines(candidates: Mask, sheet: Mask | None) -> float:
    """By how many degrees printed lines have to be turned clockwise to be level or upright, -45 to 45.

    0 where there are none: a line takes much of the paper's width, wherever it lies, or some of it without a
    break. The best angle is that with the most uneven sums over rows and columns (a projection profile).
    `candidates` are all pixels that stand out.
    """
    step = max(1, round(max(candidates.shape) / COARSE_SIDE))
    coarse = pool_mask(candidates, step).astype(np.float32)
    paper = np.ones_like(coarse) if sheet is None else pool_mask(sheet, step).astype(np.float32)
    if min(coarse.shape) < 12:
        return 0.0
    skew = 0.0
    for steps in STEPS:
        measured = [_measure_lines(coarse, paper, skew + float(step)) for step in steps]
        best = int(np.argmax(measured))
        if measured[best] <= 0:
            return 0.0
        skew += float(steps[best])
    return skew if abs(skew) >= MIN_LINE_SKEW else 0.0


def _measure_lines(coarse: NDArray[np.float32], paper: NDArray[np.float32], angle: float) -> float:
    """How uneven sums over rows, or columns, are when all is turned by an angle; 0 where none is a line."""
    turned, room = rotate_plane(coarse, angle) > 0.4, rotate_plane(paper, angle) > 0.5
    return max(_measure_rows(turned, room), _measure_rows(turned.T, room.T))


def _measure_rows(mask: Mask, room: Mask) -> float:
    possible = room.sum(axis=1)
    rows = possible > MIN_ROOM * possible.max()
    fuller = dilate_rows(mask)[rows]
    shares = fuller.sum(axis=1) / possible[rows]
    usual, most = np.median(shares), shares.max()
    across = most > MIN_COVERAGE and most - usual > MIN_CONTRAST
    stretches = _measure_stretches(fuller) / possible.max()
    unbroken = stretches.max() > MIN_STRETCH and np.median(stretches) < MIN_STRETCH / 2
    return float(shares.var()) if across or unbroken else 0.0


def _measure_stretches(mask: Mask) -> NDArray[np.int64]:
    """The longest unbroken stretch of each row, in pixels."""
    counts = np.cumsum(mask, axis=1)
    before = np.maximum.accumulate(np.where(mask, 0, counts), axis=1)
    return (counts - before).max(axis=1)
