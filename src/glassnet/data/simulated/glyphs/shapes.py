"""How people draw shapes: closed ones, arrows, faces, houses."""

from __future__ import annotations

import numpy as np

from glassnet.data.simulated.glyphs.lines import (
    Writer,
    both,
    curved,
    rotate,
    round_shape,
    straight,
)
from glassnet.data.simulated.glyphs.paths import Path, Point, Sampler, corner, path


def _star(sampler: Sampler) -> tuple[Path, ...]:
    """Five points without lifting."""
    angles = np.radians([-90 + 144 * step for step in range(6)])
    return (path(*(_near(sampler, 0.5 + np.cos(a) / 2, 0.5 + np.sin(a) / 2) for a in angles)),)


def _star_outline(sampler: Sampler) -> tuple[Path, ...]:
    """Only the outside of a star."""
    angles = np.radians([-90 + 36 * step for step in range(11)])
    reaches = [0.5 if step % 2 == 0 else 0.22 for step in range(11)]
    points = [
        (0.5 + r * np.cos(a), 0.5 + r * np.sin(a)) for r, a in zip(reaches, angles, strict=True)
    ]
    return (path(*(_near(sampler, x, y) for x, y in points)),)


def _flower(sampler: Sampler) -> tuple[Path, ...]:
    """Five petals in one line."""
    begin = sampler.uniform(0, 2 * np.pi)
    angles = [begin + 2 * np.pi * step / 30 for step in range(31)]
    reaches = [0.33 + 0.16 * np.sin(5 * (a - begin)) for a in angles]
    points = zip(reaches, angles, strict=True)
    return (path(*(Point(0.5 + r * np.cos(a), 0.5 + r * np.sin(a)) for r, a in points)),)


def _near(sampler: Sampler, x: float, y: float) -> Point:
    return corner(sampler.normal(x, 0.04), sampler.normal(y, 0.04))


_ARROW = straight([(0, 0.5), (1, 0.5)], [(0.68, 0.2), (1, 0.5), (0.68, 0.8)])
_SQUARE = straight([(0.05, 0.05), (0.05, 0.95), (0.95, 0.95), (0.95, 0.05), (0.05, 0.05)])
_EYES = curved([(0.33, 0.3), (0.34, 0.38)], [(0.66, 0.3), (0.67, 0.38)])

CLOSED: dict[str, Writer] = {
    "triangle": straight([(0.5, 0), (0, 0.95), (1, 0.95), (0.5, 0)]),
    "triangle on its point": straight([(0, 0.05), (1, 0.05), (0.5, 0.95), (0, 0.05)]),
    "square": _SQUARE,
    "wide rectangle": straight([(0, 0.22), (0, 0.78), (1, 0.78), (1, 0.22), (0, 0.22)]),
    "diamond": straight([(0.5, 0), (0.05, 0.5), (0.5, 1), (0.95, 0.5), (0.5, 0)]),
    "heart": curved(
        [(0.5, 0.28), (0.36, 0.05), (0.1, 0.05), (0.02, 0.35), (0.25, 0.7), (0.5, 0.98), (0.5, 0.98),
         (0.75, 0.7), (0.98, 0.35), (0.9, 0.05), (0.64, 0.05), (0.5, 0.28)]
    ),
    "star": _star,
    "star's outline": _star_outline,
    "flower": _flower,
    "cloud": curved(
        [(0.15, 0.75), (0.02, 0.6), (0.1, 0.42), (0.22, 0.42), (0.25, 0.2), (0.45, 0.15), (0.56, 0.3),
         (0.72, 0.22), (0.85, 0.36), (0.82, 0.48), (0.98, 0.56), (0.92, 0.74), (0.5, 0.77), (0.15, 0.75)]
    ),
    "crossed square": both(_SQUARE, straight([(0.05, 0.05), (0.95, 0.95)], [(0.95, 0.05), (0.05, 0.95)])),
    "envelope": both(
        straight([(0, 0.2), (0, 0.8), (1, 0.8), (1, 0.2), (0, 0.2)]),
        straight([(0, 0.2), (0.5, 0.55), (1, 0.2)]),
    ),
}  # fmt: skip

DRAWINGS: dict[str, Writer] = {
    "arrow to the right": rotate(_ARROW, -40, 40),
    "arrow to the left": rotate(_ARROW, 140, 220),
    "arrow upwards": rotate(straight([(0, 0.5), (1, 0.5)], [(0.6, 0.12), (1, 0.5), (0.6, 0.88)]), -110, -70),
    "arrow downwards": rotate(_ARROW, 70, 110),
    "arrow both ways": both(_ARROW, straight([(0.3, 0.2), (0, 0.5), (0.3, 0.8)])),
    "smile": both(
        round_shape(0.5, 0.5, 0.5, 0.5),
        _EYES,
        curved([(0.25, 0.62), (0.4, 0.77), (0.6, 0.77), (0.75, 0.62)]),
    ),
    "smile without a face": both(
        _EYES, curved([(0.05, 0.6), (0.25, 0.85), (0.5, 0.93), (0.75, 0.85), (0.95, 0.6)])
    ),
    "house": straight(
        [(0.1, 1), (0.1, 0.4), (0.5, 0), (0.9, 0.4), (0.9, 1), (0.1, 1)], [(0.1, 0.4), (0.9, 0.4)]
    ),
    "house with a door": straight(
        [(0.1, 0.42), (0.1, 1), (0.9, 1), (0.9, 0.42)],
        [(0, 0.45), (0.5, 0), (1, 0.45)],
        [(0.4, 1), (0.4, 0.65), (0.6, 0.65), (0.6, 1)],
    ),
    "stick figure": both(
        round_shape(0.5, 0.15, 0.15, 0.15),
        straight([(0.5, 0.3), (0.5, 0.65)], [(0.2, 0.42), (0.8, 0.42)]),
        straight([(0.2, 1), (0.5, 0.65), (0.8, 1)]),
    ),
    "sun": both(
        round_shape(0.5, 0.5, 0.24, 0.24),
        straight([(0.5, 0.15), (0.5, 0)], [(0.5, 0.85), (0.5, 1)], [(0.15, 0.5), (0, 0.5)]),
        straight([(0.85, 0.5), (1, 0.5)], [(0.25, 0.25), (0.13, 0.13)], [(0.75, 0.25), (0.87, 0.13)]),
        straight([(0.25, 0.75), (0.13, 0.87)], [(0.75, 0.75), (0.87, 0.87)]),
    ),
    "tree": straight(
        [(0.5, 0), (0.2, 0.4), (0.8, 0.4), (0.5, 0)], [(0.45, 0.4), (0.1, 0.8), (0.9, 0.8), (0.55, 0.4)],
        [(0.5, 0.8), (0.5, 1)],
    ),
    "flag": straight([(0.2, 1), (0.2, 0), (0.9, 0.2), (0.2, 0.42)]),
    "ladder": straight(
        [(0.25, 0), (0.25, 1)], [(0.75, 0), (0.75, 1)], [(0.25, 0.2), (0.75, 0.2)],
        [(0.25, 0.5), (0.75, 0.5)], [(0.25, 0.8), (0.75, 0.8)],
    ),
}  # fmt: skip
