"""Strokes as masks of ink, and masks painted in two tones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

Strokes = Sequence[NDArray[np.float64]]
Random = np.random.Generator
Color = tuple[int, int, int]

OVERSAMPLING: Final = 4
MAX_DRAWN: Final = 1600


def draw(strokes: Strokes, side: int, pen: float, smooth: bool = True) -> Image.Image:
    """Strokes as a mask (0 paper, 255 ink) whose longer side is `side`, without a margin."""
    points = np.concatenate(list(strokes))
    low, size = points.min(axis=0), max(float(np.ptp(points, axis=0).max()), 1e-9)
    scale = OVERSAMPLING if smooth and side < MAX_DRAWN else 1
    width = max(1, round(pen * scale))
    room = max(1.0, side * scale - width)
    height, across = np.ptp(points, axis=0)[::-1] / size * room + width + 1
    mask = Image.new("L", (max(scale, int(across)), max(scale, int(height))))
    pencil = ImageDraw.Draw(mask)
    for stroke in strokes:
        path = [tuple((point - low) / size * room + width / 2) for point in stroke]
        if len(path) > 1:
            pencil.line(path, fill=255, width=width, joint="curve")
        if width > 2:
            for x, y in path:
                pencil.ellipse(
                    (x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=255
                )
    if scale == 1:
        return mask
    return mask.resize(
        (max(1, mask.width // scale), max(1, mask.height // scale)), Image.Resampling.BOX
    )


def paint(
    mask: Image.Image, ink: Color, paper: Color, margin: tuple[int, int, int, int]
) -> Image.Image:
    """A mask in this ink on this paper, with a margin left, above, right and below."""
    left, top, right, bottom = margin
    picture = Image.new("RGB", (mask.width + left + right, mask.height + top + bottom), paper)
    picture.paste(Image.new("RGB", mask.size, ink), (left, top), mask)
    return picture


def gray(level: float) -> Color:
    """A gray tone, from 0 to 255."""
    value = int(np.clip(level, 0, 255))
    return value, value, value


def pick_margin(rng: Random, size: float, low: float, high: float) -> tuple[int, int, int, int]:
    """Margins of a share of the size, each of its own."""
    left, top, right, bottom = (int(size * rng.uniform(low, high)) for _ in range(4))
    return left, top, right, bottom


def pick_canvas(rng: Random) -> int:
    """The side of a canvas, 100 to 8,000 pixels, any order of magnitude alike."""
    return int(np.exp(rng.uniform(np.log(100), np.log(8000))))


def two_tones(rng: Random, least: float) -> tuple[Color, Color]:
    """Two gray tones at least so far apart, of 255, in either order."""
    while True:
        one, other = rng.uniform(0, 255, 2)
        if abs(one - other) >= least:
            return gray(one), gray(other)


def to_color(values: NDArray[np.float64]) -> Color:
    """Three numbers from 0 to 255 as a color."""
    red, green, blue = map(int, values)
    return red, green, blue
