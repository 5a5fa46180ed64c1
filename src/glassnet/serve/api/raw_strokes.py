"""Strokes drawn where they are on the sheet and shrunk to 28x28: nothing is centered or scaled."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from glassnet.ink import Rendering, Stage
from glassnet.ink.pen import draw
from glassnet.ink.rendering import SIDE, GreyImage
from glassnet.ink.strokes import Pieces, checked_strokes, pieces_of

SHEET_SCALE: Final = 5  # the stage "as drawn" is this many times as large as 28x28


def render_raw(
    strokes: Iterable[ArrayLike], side: float, pen: float, *, stages: bool = True
) -> Rendering:
    """Strokes on a square sheet of this `side`, drawn with a pen of this width, shrunk to 28x28."""
    drawn = checked_strokes(strokes)
    if not drawn:
        return Rendering(None, reason="There is no ink: nothing was drawn.")
    pieces = pieces_of(drawn) * (SIDE / side)
    image = _draw(pieces, 1, pen * SIDE / side)
    if not image.any():
        return Rendering(None, reason="There is no ink on the sheet: all of it is outside.")
    if not stages:
        return Rendering(image)
    sheet = _draw(pieces, SHEET_SCALE, pen * SIDE / side)
    return Rendering(image, (Stage("as drawn", sheet), Stage("as sent", image)))


def _draw(pieces: Pieces, scale: int, pen: float) -> GreyImage:
    image = np.empty((1, SIDE * scale, SIDE * scale), np.uint8)
    radii = np.full((len(pieces), 2), pen * scale / 2, np.float32)
    draw((pieces * scale).astype(np.float32), radii, np.array([0, len(pieces)]), image)
    return image[0]
