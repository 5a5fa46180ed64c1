"""Symbols as outlines and pen strokes of their own: not those that the reader was taught with."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

Random = np.random.Generator
Floats = NDArray[np.float32]
Points = list[tuple[float, float]]

FINER: Final = 6  # times as many pixels while drawing
ABOVE: Final = 0.6  # rows above the line of digits, in their heights,
BELOW: Final = 0.7  # and below it
WIDE: Final = 1.4  # columns


def draw_symbol(symbol: str, height: float, pen: float, rng: Random) -> tuple[Floats, float]:
    """A symbol's ink from 0 to 1, cropped to its columns, and by how many rows it begins above the digits.

    `height` of the digits and `pen` in pixels. The rows are those from `ABOVE` the digits to `BELOW` them.
    """
    scale = height * FINER
    size = (round(WIDE * scale), round((ABOVE + 1 + BELOW) * scale))
    image = Image.new("L", size)
    pencil = ImageDraw.Draw(image)
    width = max(1.0, pen * FINER * rng.uniform(0.8, 1.25))
    DRAWN[symbol](pencil, scale, width, rng)
    small = image.resize((max(1, size[0] // FINER), max(1, size[1] // FINER)), Image.Resampling.BOX)
    ink = np.asarray(small, np.float32) / np.float32(255)
    columns = np.flatnonzero((ink > 0.1).any(axis=0))
    return ink[:, columns[0] : columns[-1] + 1], ABOVE * height


def _at(x: float, y: float, scale: float) -> tuple[float, float]:
    """A place on the line, y from 0 at the top of the digits to 1 at their feet."""
    return (x + WIDE / 2) * scale, (y + ABOVE) * scale


def _brush(pencil: ImageDraw.ImageDraw, path: Points, first: float, last: float) -> None:
    """A stroke as wide as `first` where it begins and `last` where it ends."""
    for share in np.linspace(0, 1, 60):
        place = share * (len(path) - 1)
        index = min(int(place), len(path) - 2)
        part = place - index
        x, y = (
            (1 - part) * a + part * b for a, b in zip(path[index], path[index + 1], strict=True)
        )
        radius = ((1 - share) * first + share * last) / 2
        pencil.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)


def _spot(
    pencil: ImageDraw.ImageDraw, x: float, y: float, scale: float, width: float, rng: Random
) -> None:
    """A filled ellipse, or a tick in any direction."""
    left, top = _at(x, y, scale)
    if rng.random() < 0.6:
        radius = width * rng.uniform(0.5, 0.85)
        flat = rng.uniform(0.75, 1.25)
        pencil.ellipse(
            (left - radius * flat, top - radius / flat, left + radius * flat, top + radius / flat),
            fill=255,
        )
        return
    angle, reach = rng.uniform(0, 2 * np.pi), rng.uniform(0.01, 0.06) * scale
    end = (left + reach * np.cos(angle), top + reach * np.sin(angle))
    _brush(pencil, [(left, top), end], width, width * rng.uniform(0.6, 1.1))


def _draw_point(pencil: ImageDraw.ImageDraw, scale: float, width: float, rng: Random) -> None:
    _spot(pencil, 0, rng.uniform(0.88, 1.02), scale, width, rng)


def _draw_comma(pencil: ImageDraw.ImageDraw, scale: float, width: float, rng: Random) -> None:
    begin = rng.uniform(0.84, 1.0)
    length, lean = rng.uniform(0.22, 0.4), rng.uniform(0.02, 0.2)
    bow = rng.uniform(-0.02, 0.07)
    shares = np.linspace(0, 1, 12)
    path = [
        _at(bow * np.sin(np.pi * share) - lean * share**1.5, begin + length * share, scale)
        for share in shares
    ]
    _brush(pencil, path, width * rng.uniform(1, 1.6), width * rng.uniform(0.5, 1))


def _draw_minus(pencil: ImageDraw.ImageDraw, scale: float, width: float, rng: Random) -> None:
    half, y = rng.uniform(0.16, 0.33), rng.uniform(0.38, 0.66)
    tilt, wave = rng.uniform(-0.06, 0.06), rng.uniform(-0.03, 0.03)
    path = [
        _at(half * share, y + tilt * share + wave * np.sin(np.pi * share), scale)
        for share in np.linspace(-1, 1, 15)
    ]
    if rng.random() < 0.2:
        path.insert(0, _at(-half, y + rng.uniform(-0.07, 0.07), scale))
    _brush(pencil, path, width, width * rng.uniform(0.7, 1.1))


def _draw_slash(pencil: ImageDraw.ImageDraw, scale: float, width: float, rng: Random) -> None:
    lean, bow = rng.uniform(0.16, 0.38), rng.uniform(-0.05, 0.05)
    top, bottom = rng.uniform(-0.3, 0.08), rng.uniform(0.95, 1.35)
    path = [
        _at(lean * (1 - 2 * share) + bow * np.sin(np.pi * share), top + (bottom - top) * share, scale)
        for share in np.linspace(0, 1, 20)
    ]  # fmt: skip
    _brush(pencil, path, width * rng.uniform(0.8, 1.1), width * rng.uniform(0.7, 1.1))


def _draw_colon(pencil: ImageDraw.ImageDraw, scale: float, width: float, rng: Random) -> None:
    low = rng.uniform(0.8, 1.0)
    _spot(pencil, 0, low, scale, width, rng)
    _spot(pencil, rng.uniform(-0.05, 0.09), low - rng.uniform(0.35, 0.65), scale, width, rng)


DRAWN: Final = {
    ".": _draw_point,
    ",": _draw_comma,
    "-": _draw_minus,
    "/": _draw_slash,
    ":": _draw_colon,
}
