"""Strokes drawn where they are on the sheet and shrunk to 28x28: nothing is centered or scaled."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from glassnet.ink import Rendering, Stage
from glassnet.ink.rendering import SIDE, GrayImage
from glassnet.ink.strokes.geometry import Segments, check_strokes, to_segments
from glassnet.ink.strokes.pen import draw

SHEET_SCALE: Final = 5  # the stage "as drawn" is this many times as large as 28x28


def render_raw(
    strokes: Iterable[ArrayLike], side: float, pen: float, *, stages: bool = True
) -> Rendering:
    """Strokes on a square sheet of this `side`, drawn with a pen of this width, shrunk to 28x28."""
    drawn = check_strokes(strokes)
    if not drawn:
        return Rendering(None, reason="There is no ink: nothing was drawn.")
    segments = to_segments(drawn) * (SIDE / side)
    image = _draw(segments, 1, pen * SIDE / side)
    if not image.any():
        return Rendering(None, reason="There is no ink on the sheet: all of it is outside.")
    if not stages:
        return Rendering(image)
    sheet = _draw(segments, SHEET_SCALE, pen * SIDE / side)
    return Rendering(image, (Stage("as drawn", sheet), Stage("as sent", image)))


def _draw(segments: Segments, scale: int, pen: float) -> GrayImage:
    image = np.empty((1, SIDE * scale, SIDE * scale), np.uint8)
    radii = np.full((len(segments), 2), pen * scale / 2, np.float32)
    draw((segments * scale).astype(np.float32), radii, np.array([0, len(segments)]), image)
    return image[0]
