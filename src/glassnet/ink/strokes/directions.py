"""Maps of the pen's movement: how far it moved where and which way, where it was set down and lifted.

Eight directions, each with a small picture of its own, are a classic form of strokes for classifiers (Bai and
Huo, ICDAR 2005). They show what thick ink hides: in which order and which way it was drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]

DIRECTIONS: Final = 8
"""From 0, to the right, clockwise."""

CHANNELS: Final = DIRECTIONS + 2
"""Directions of movement, then where the pen is set down, and where it is lifted."""

GRID: Final = 14
"""Cells of a map on a side."""

MAX_AT_ONCE: Final = 2048  # drawings: bounds the memory

_BOX: Final = 10.5  # cells on the longer side of the ink
_STEP: Final = 0.25  # cells between two points of a stroke
_FULL: Final = 110.0  # of 255: the square root of one cell's length of stroke


class _Movements(NamedTuple):
    """Short movements of the pen of several drawings, one after the other."""

    drawing: NDArray[np.int64]
    begin: Floats
    """(movements, 2) in cells."""
    end: Floats
    is_first: NDArray[np.bool_]
    is_last: NDArray[np.bool_]


def draw_direction_maps(drawings: Sequence[Sequence[Floats]]) -> NDArray[np.uint8]:
    """Maps (drawings, GRID, GRID, CHANNELS) of drawings, each strokes (points, 2) in drawing order."""
    parts = [
        _draw(_split_into_movements(drawings[first : first + MAX_AT_ONCE]), count)
        for first in range(0, len(drawings), MAX_AT_ONCE)
        if (count := min(MAX_AT_ONCE, len(drawings) - first))
    ]
    return np.concatenate(parts) if parts else np.zeros((0, GRID, GRID, CHANNELS), np.uint8)


def _split_into_movements(drawings: Sequence[Sequence[Floats]]) -> _Movements:
    parts = []
    for number, strokes in enumerate(drawings):
        points = np.concatenate(list(strokes))
        low, high = points.min(axis=0), points.max(axis=0)
        scale = _BOX / max(float((high - low).max()), 1e-300)
        middle = (low + high) / 2
        for stroke in strokes:
            way = _resample((stroke - middle) * scale + GRID / 2)
            count = len(way) - 1
            first, last = np.zeros(count, bool), np.zeros(count, bool)
            first[0] = last[-1] = True
            parts.append((np.full(count, number), way[:-1], way[1:], first, last))
    return _Movements(*(np.concatenate(each) for each in zip(*parts, strict=True)))


def _resample(stroke: Floats) -> Floats:
    """Evenly spaced points along a stroke, two at least."""
    lengths = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(stroke, axis=0).T))])
    places = np.linspace(0, lengths[-1], max(2, round(float(lengths[-1]) / _STEP) + 1))
    return np.stack([np.interp(places, lengths, stroke[:, axis]) for axis in (0, 1)], axis=1)


def _draw(movements: _Movements, count: int) -> NDArray[np.uint8]:
    step = movements.end - movements.begin
    length = np.hypot(step[:, 0], step[:, 1])
    middle = (movements.begin + movements.end) / 2
    turn = np.mod(np.arctan2(step[:, 1], step[:, 0]) / (2 * np.pi) * DIRECTIONS, DIRECTIONS)
    lower = np.floor(turn).astype(np.int64)
    share = turn - lower
    maps = np.zeros((count, GRID, GRID, CHANNELS), np.float32)
    for channel, weight in ((lower, length * (1 - share)), (lower + 1, length * share)):
        _add(maps, movements.drawing, middle, channel % DIRECTIONS, weight)
    for place, ends, channel in (
        (movements.begin, movements.is_first, DIRECTIONS),
        (movements.end, movements.is_last, DIRECTIONS + 1),
    ):
        own = np.flatnonzero(ends)
        channels = np.full(len(own), channel)
        _add(maps, movements.drawing[own], place[own], channels, np.ones(len(own)))
    smoothed = _smooth(_smooth(maps, 1), 2)
    return np.minimum(255, _FULL * np.sqrt(smoothed)).astype(np.uint8)


def _add(
    maps: NDArray[np.float32],
    drawing: NDArray[np.int64],
    place: Floats,
    channel: NDArray[np.int64],
    weight: NDArray[np.number],
) -> None:
    """Weights shared among the four cells around each place."""
    corner = np.floor(place - 0.5).astype(np.int64)
    right, down = (place - 0.5 - corner).T
    flat = maps.reshape(-1)
    for column, row, share in (
        (0, 0, (1 - right) * (1 - down)), (1, 0, right * (1 - down)),
        (0, 1, (1 - right) * down), (1, 1, right * down),
    ):  # fmt: skip
        x = np.clip(corner[:, 0] + column, 0, GRID - 1)
        y = np.clip(corner[:, 1] + row, 0, GRID - 1)
        index = ((drawing * GRID + y) * GRID + x) * CHANNELS + channel
        flat += np.bincount(index, share * weight, flat.size).astype(np.float32)


def _smooth(maps: NDArray[np.float32], axis: int) -> NDArray[np.float32]:
    """Means with both neighbors along an axis: a half, and a quarter of each."""
    padded = np.pad(maps, [(1, 1) if each == axis else (0, 0) for each in range(maps.ndim)])
    parts = [np.take(padded, range(at, at + GRID), axis) for at in range(3)]
    return (parts[0] + 2 * parts[1] + parts[2]) / np.float32(4)
