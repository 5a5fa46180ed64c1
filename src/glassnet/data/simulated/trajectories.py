"""From the points that a variant names to the pen's trajectory.

A slow writer passes through every point and turns sharply at corners: a Catmull-Rom spline, cut at
the corners. A fast writer cuts corners and rounds everything: a cubic B-spline. Both are linear in
the points, so each is one matrix, and any writer between the two is a mixture of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

import numpy as np

from glassnet.data.simulated.glyphs.paths import Floats

STEPS = 4
"""Straight segments between two points that a variant names."""

_CATMULL_ROM = np.array([[0, 2, 0, 0], [-1, 0, 1, 0], [2, -5, 4, -1], [-1, 3, -3, 1]]) / 2
_B_SPLINE = np.array([[1, 4, 1, 0], [-3, 0, 3, 0], [3, -6, 3, 0], [-1, 3, -3, 1]]) / 6


def trace(points: Floats, corners: tuple[bool, ...], speed: Floats) -> Floats:
    """The pen's way through points, (count, points, 2): (count, STEPS * (points - 1) + 1, 2).

    `corners` says at which points the variant turns at once. `speed`, (count,), goes from 0, through
    every point, to 1, all corners cut.
    """
    careful, hasty = _splines(corners)
    share = speed[:, None, None]
    return (1 - share) * (careful @ points) + share * (hasty @ points)


@cache
def _splines(corners: tuple[bool, ...]) -> tuple[Floats, Floats]:
    """The careful and the fast spline, each (samples, points)."""
    count = len(corners)
    turns = [0, *(index for index in range(1, count - 1) if corners[index]), count - 1]
    return _spline(_CATMULL_ROM, count, turns), _spline(_B_SPLINE, count, [0, count - 1])


def _spline(basis: np.ndarray, count: int, turns: Sequence[int]) -> Floats:
    """One spline from each turn to the next, as a matrix over all points."""
    matrix = np.zeros((STEPS * (count - 1) + 1, count))
    for first, last in pairwise(turns):
        rows = slice(STEPS * first, STEPS * last + 1)
        matrix[rows, :] = 0
        matrix[rows, first : last + 1] = _run(basis, last - first + 1)
    return matrix.astype(np.float32)


def _run(basis: np.ndarray, count: int) -> np.ndarray:
    """A spline through `count` points; its ends are where the first and the last point are."""
    weights = np.zeros((STEPS * (count - 1) + 1, count + 2))
    for row in range(len(weights)):
        segment = min(row // STEPS, count - 2)
        along = row / STEPS - segment
        weights[row, segment : segment + 4] = along ** np.arange(4) @ basis
    return weights @ _with_mirrored_ends(count)


def _with_mirrored_ends(count: int) -> np.ndarray:
    """Adds a point before the first and one after the last, as far away as their neighbors."""
    matrix = np.vstack([np.zeros(count), np.eye(count), np.zeros(count)])
    matrix[0, :2] = 2, -1
    matrix[-1, -2:] = -1, 2
    return matrix


@cache
def chords(lengths: tuple[int, ...], step: int) -> Floats:
    """A matrix that keeps every `step`-th sample of each stroke and joins them by straight lines.

    `lengths` are the samples of each stroke; (samples, samples).
    """
    matrix = np.zeros((sum(lengths), sum(lengths)), np.float32)
    first = 0
    for length in lengths:
        block = slice(first, first + length)
        kept = np.unique([*range(0, length, step), length - 1])
        every = np.arange(length)
        hats = [np.interp(every, kept, np.arange(len(kept)) == index) for index in range(len(kept))]
        matrix[block, first + kept] = np.stack(hats, axis=1)
        first += length
    return matrix
