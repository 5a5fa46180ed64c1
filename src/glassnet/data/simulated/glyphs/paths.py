"""The primitives that describe variants of digits: random values, points, arcs, paths.

Coordinates are shares of the digit's height: x to the right, y downwards, from about 0 to 1. A
number may be an array with one value per drawing, so one description draws a whole batch.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
Number = float | Floats
"""One value for all drawings, or one for each."""


@dataclass(frozen=True)
class Sampler:
    """Draws one value for each of `count` drawings.

    `style_scale`, (count,), is how far a writer strays from the school model in all it does.
    """

    rng: np.random.Generator
    count: int
    style_scale: Number = 1.0

    def normal(self, mean: float, spread: float) -> Floats:
        """Mostly within `spread` of `mean`, for an average writer never beyond 2.5 times that."""
        drawn = np.clip(self.rng.standard_normal(self.count, np.float32), -2.5, 2.5)
        return np.float32(mean) + np.float32(spread) * self.style_scale * drawn

    def uniform(self, low: float, high: float) -> Floats:
        """Anything from `low` to `high`, all equally likely."""
        return np.float32(low) + np.float32(high - low) * self.rng.random(self.count, np.float32)

    def bernoulli(self, share: float) -> Floats:
        """1 in this share of the drawings, 0 in the others."""
        return (self.rng.random(self.count) < share).astype(np.float32)


class Point(NamedTuple):
    """Where the pen passes; at a corner it turns at once."""

    x: Number
    y: Number
    corner: bool = False


def corner(x: Number, y: Number) -> Point:
    """A point at which the pen turns at once."""
    return Point(x, y, True)


class Path(NamedTuple):
    """Where the pen passes between being set down and lifted, in this order."""

    points: tuple[Point, ...]

    @property
    def corners(self) -> tuple[bool, ...]:
        """For each point, whether the pen turns at once there."""
        return tuple(point.corner for point in self.points)

    def coordinates(self, count: int) -> Floats:
        """The points of all drawings, (count, points, 2)."""
        placed = np.empty((count, len(self.points), 2), np.float32)
        for index, point in enumerate(self.points):
            placed[:, index, 0], placed[:, index, 1] = point.x, point.y
        return placed


def path(*parts: Point | tuple[Number, Number] | list[Point]) -> Path:
    """One stroke of the pen through points, corners and arcs."""
    points: list[Point] = []
    for part in parts:
        points.extend(part if isinstance(part, list) else [_point(part)])
    return Path(tuple(points))


def _point(part: Point | tuple[Number, Number]) -> Point:
    return part if isinstance(part, Point) else Point(part[0], part[1])


def arc(
    x: Number,
    y: Number,
    across: Number,
    down: Number,
    begin: Number,
    end: Number,
    points: int = 9,
    widening: Number = 1.0,
) -> list[Point]:
    """Part of an ellipse around (x, y), from one direction to another.

    Directions are in degrees: 0 to the right, 90 down, 180 to the left, 270 or -90 up; so growing
    ones turn clockwise. A `widening` other than 1 makes it a spiral.
    """
    shares = [index / (points - 1) for index in range(points)]
    angles = [np.radians(begin + (end - begin) * share) for share in shares]
    growths = [1 + (widening - 1) * share for share in shares]
    return [
        Point(x + across * growth * np.cos(angle), y + down * growth * np.sin(angle))
        for angle, growth in zip(angles, growths, strict=True)
    ]


@dataclass(frozen=True)
class GlyphVariant:
    """One way to write a digit, and the share of its writers that write it so."""

    name: str
    frequency: float
    write: Callable[[Sampler], tuple[Path, ...]]
