"""Forms that are no digits, told by the corners and curves that they are made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from glassnet.data.simulated.forms.paths import Chance, Number, Path, Point, arc, corner, path

Writer = Callable[[Chance], tuple[Path, ...]]
Place = tuple[float, float]

SPREAD = 0.045
"""How far a hand strays from the place that a form names."""


def straight(*strokes: Sequence[Place]) -> Writer:
    """Straight strokes through corners, in this order.

    Each corner counts twice, so that even a hasty hand leaves a square a square and not a nought.
    """
    return lambda chance: tuple(_cornered(_stroke(chance, each)) for each in strokes)


def curved(*strokes: Sequence[Place]) -> Writer:
    """Strokes that bend softly through places."""
    return lambda chance: tuple(_stroke(chance, each) for each in strokes)


def both(*writers: Writer) -> Writer:
    """The strokes of one form, then those of another."""
    return lambda chance: tuple(each for write in writers for each in write(chance))


def round_shape(x: float, y: float, across: float, down: float) -> Writer:
    """A closed oval, begun anywhere near its top."""

    def write(chance: Chance) -> tuple[Path, ...]:
        begin = chance.around(-80, 25)
        end = begin + chance.around(-362, 9)
        middle = chance.around(x, SPREAD / 2), chance.around(y, SPREAD / 2)
        sides = across * chance.around(1, 0.08), down * chance.around(1, 0.08)
        return (path(arc(*middle, *sides, begin, end, 11)),)

    return write


def turned(write: Writer, least: float, most: float) -> Writer:
    """A form turned by any angle from `least` to `most` degrees, clockwise."""

    def write_turned(chance: Chance) -> tuple[Path, ...]:
        angle = np.radians(chance.between(least, most))
        return tuple(_turn(each, angle) for each in write(chance))

    return write_turned


def _stroke(chance: Chance, places: Sequence[Place]) -> Path:
    return path(*((chance.around(x, SPREAD), chance.around(y, SPREAD)) for x, y in places))


def _cornered(stroke: Path) -> Path:
    first, *inner, last = stroke.points
    corners = [corner(each.x, each.y) for each in inner for _ in range(2)]
    return path(first, corners, last)


def _turn(form_path: Path, angle: Number) -> Path:
    cosine, sine = np.cos(angle), np.sin(angle)
    return Path(tuple(_turned_point(each, cosine, sine) for each in form_path.points))


def _turned_point(point: Point, cosine: Number, sine: Number) -> Point:
    x, y = point.x - 0.5, point.y - 0.5
    return Point(0.5 + cosine * x - sine * y, 0.5 + sine * x + cosine * y, point.corner)
