"""Variants that are no digits, described by their corners and curves."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from glassnet.data.simulated.glyphs.paths import Number, Path, Point, Sampler, arc, corner, path

Writer = Callable[[Sampler], tuple[Path, ...]]
Place = tuple[float, float]

SPREAD = 0.045
"""How far a writer strays from the place that a variant names."""


def straight(*strokes: Sequence[Place]) -> Writer:
    """Straight strokes through corners, in this order.

    Each corner counts twice, so that even a fast writer leaves a square a square and not a nought.
    """
    return lambda sampler: tuple(_cornered(_stroke(sampler, each)) for each in strokes)


def curved(*strokes: Sequence[Place]) -> Writer:
    """Strokes that bend softly through places."""
    return lambda sampler: tuple(_stroke(sampler, each) for each in strokes)


def both(*writers: Writer) -> Writer:
    """The strokes of one variant, then those of another."""
    return lambda sampler: tuple(each for write in writers for each in write(sampler))


def round_shape(x: float, y: float, across: float, down: float) -> Writer:
    """A closed oval, begun anywhere near its top."""

    def write(sampler: Sampler) -> tuple[Path, ...]:
        begin = sampler.normal(-80, 25)
        end = begin + sampler.normal(-362, 9)
        middle = sampler.normal(x, SPREAD / 2), sampler.normal(y, SPREAD / 2)
        sides = across * sampler.normal(1, 0.08), down * sampler.normal(1, 0.08)
        return (path(arc(*middle, *sides, begin, end, 11)),)

    return write


def rotate(write: Writer, least: float, most: float) -> Writer:
    """A variant rotated by any angle from `least` to `most` degrees, clockwise."""

    def write_rotated(sampler: Sampler) -> tuple[Path, ...]:
        angle = np.radians(sampler.uniform(least, most))
        return tuple(_turn(each, angle) for each in write(sampler))

    return write_rotated


def _stroke(sampler: Sampler, places: Sequence[Place]) -> Path:
    return path(*((sampler.normal(x, SPREAD), sampler.normal(y, SPREAD)) for x, y in places))


def _cornered(stroke: Path) -> Path:
    first, *inner, last = stroke.points
    corners = [corner(each.x, each.y) for each in inner for _ in range(2)]
    return path(first, corners, last)


def _turn(variant_path: Path, angle: Number) -> Path:
    cosine, sine = np.cos(angle), np.sin(angle)
    return Path(tuple(_rotate_point(each, cosine, sine) for each in variant_path.points))


def _rotate_point(point: Point, cosine: Number, sine: Number) -> Point:
    x, y = point.x - 0.5, point.y - 0.5
    return Point(0.5 + cosine * x - sine * y, 0.5 + sine * x + cosine * y, point.corner)
