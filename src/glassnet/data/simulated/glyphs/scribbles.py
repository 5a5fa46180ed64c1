"""What a pen does that means nothing: zigzags, curls, knots, hatching, dots, tangles."""

from __future__ import annotations

import numpy as np

from glassnet.data.simulated.glyphs.lines import Writer, rotate
from glassnet.data.simulated.glyphs.paths import Path, Point, Sampler, arc, corner, path

ANY_WAY = 0.0, 360.0


def zigzag(turns: int) -> Writer:
    """To and fro while moving on, in any direction."""

    def write(sampler: Sampler) -> tuple[Path, ...]:
        rise = sampler.uniform(0.35, 1.0) / 2
        sides = [rise * (-1) ** step for step in range(turns)]
        points = [
            corner(
                step / (turns - 1) + sampler.normal(0, 0.03), 0.5 + side * sampler.normal(1, 0.15)
            )
            for step, side in enumerate(sides)
        ]
        return (path(*points),)

    return rotate(write, *ANY_WAY)


def coil(rounds: int) -> Writer:
    """Loop after loop, as a pen is tried out."""

    def write(sampler: Sampler) -> tuple[Path, ...]:
        across, down = sampler.uniform(0.12, 0.25), sampler.uniform(0.15, 0.45)
        angles = np.radians(np.linspace(0, 360 * rounds, 8 * rounds + 1))
        along = np.linspace(0.15, 0.85, len(angles))
        points = [
            (x + across * np.cos(a), 0.5 + down * np.sin(a))
            for x, a in zip(along, angles, strict=True)
        ]
        return (path(*points),)

    return rotate(write, -30, 30)


def knot(across: int, down: int) -> Writer:
    """A closed line that crosses itself again and again (Lissajous's)."""

    def write(sampler: Sampler) -> tuple[Path, ...]:
        phase = sampler.uniform(0.6, 1.0)
        times = np.linspace(0, 2 * np.pi, 9 * max(across, down) + 1)
        points = [
            (0.5 + 0.5 * np.sin(across * time + phase), 0.5 + 0.5 * np.sin(down * time))
            for time in times
        ]
        return (path(*points),)

    return write


def spiral(rounds: int) -> Writer:
    """From the middle outwards."""

    def write(sampler: Sampler) -> tuple[Path, ...]:
        begin, way = sampler.uniform(0, 360), 1 - 2 * sampler.bernoulli(0.5)
        growth = sampler.uniform(5, 9)
        return (
            path(arc(0.5, 0.5, 0.07, 0.07, begin, begin + way * 360 * rounds, 9 * rounds, growth)),
        )

    return write


def wandering(points: int) -> Writer:
    """A smooth line from one random place to another."""
    return lambda sampler: (path(*_places(sampler, points)),)


def tangle(points: int) -> Writer:
    """Straight lines from one random place to another."""
    return lambda sampler: (path(*(corner(each.x, each.y) for each in _places(sampler, points))),)


def strokes(count: int) -> Writer:
    """Several short strokes here and there."""
    return lambda sampler: tuple(path(*_places(sampler, 3)) for _ in range(count))


def dots(count: int) -> Writer:
    """Scattered dots."""
    return lambda sampler: tuple(_dot(place) for place in _places(sampler, count))


def hatching(count: int) -> Writer:
    """Lines side by side."""

    def write(sampler: Sampler) -> tuple[Path, ...]:
        reach = sampler.uniform(0.25, 0.6)
        places = np.linspace(0, 1, count)
        return tuple(
            path(
                (x + sampler.normal(0, 0.03), 0.5 - reach + sampler.normal(0, 0.06)),
                (x + sampler.normal(0, 0.03), 0.5 + reach + sampler.normal(0, 0.06)),
            )
            for x in places
        )

    return rotate(write, *ANY_WAY)


def grid(count: int) -> Writer:
    """Hatching both ways."""

    def write(sampler: Sampler) -> tuple[Path, ...]:
        places = [share + sampler.normal(0, 0.03) for share in np.linspace(0.12, 0.88, count)]
        return (
            *(path((x, sampler.normal(0, 0.05)), (x, sampler.normal(1, 0.05))) for x in places),
            *(path((sampler.normal(0, 0.05), y), (sampler.normal(1, 0.05), y)) for y in places),
        )

    return write


def filling(turns: int) -> Writer:
    """Blackens a patch, to and fro."""

    def write(sampler: Sampler) -> tuple[Path, ...]:
        width = sampler.uniform(0.25, 0.5)
        points = [
            (0.5 + width * (-1) ** step * sampler.normal(1, 0.1), step / (turns - 1))
            for step in range(turns)
        ]
        return (path(*points),)

    return rotate(write, *ANY_WAY)


def _places(sampler: Sampler, count: int) -> list[Point]:
    return [Point(sampler.uniform(0, 1), sampler.uniform(0, 1)) for _ in range(count)]


def _dot(place: Point) -> Path:
    return path(place, (place.x + 0.015, place.y + 0.015))


SCRIBBLES: dict[str, Writer] = {
    "short zigzag": zigzag(7),
    "zigzag": zigzag(9),
    "long zigzag": zigzag(14),
    "coil of three": coil(3),
    "coil of five": coil(5),
    "knot of two and three": knot(2, 3),
    "knot of three and four": knot(3, 4),
    "knot of three and five": knot(5, 3),
    "spiral": spiral(3),
    "long spiral": spiral(5),
    "wandering": wandering(11),
    "wandering on": wandering(14),
    "wandering without end": wandering(24),
    "tangle": tangle(10),
    "large tangle": tangle(15),
    "four strokes": strokes(4),
    "seven strokes": strokes(7),
    "three dots": dots(3),
    "six dots": dots(6),
    "many dots": dots(16),
    "three lines": hatching(3),
    "hatching": hatching(5),
    "narrow hatching": hatching(8),
    "noughts and crosses": grid(2),
    "grid": grid(3),
    "blackened": filling(14),
    "half blackened": filling(9),
}
