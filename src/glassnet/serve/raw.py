"""Ink as other demos send it: strokes on the 28x28 as they lie on the sheet, nothing moved or scaled."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from glassnet.ink import Rendering, Stage
from glassnet.ink.rendering import SIDE, GrayImage
from glassnet.ink.strokes.geometry import Segments, check_strokes, to_segments
from glassnet.ink.strokes.pen import draw

SHOWN: Final = 5  # the sheet is shown this many times larger than 28x28


def as_drawn(
    strokes: Iterable[ArrayLike], side: float, pen: float, *, stages: bool = True
) -> Rendering:
    """Strokes on a square sheet of this `side`, drawn with this `pen`, shrunk to 28x28 and no more."""
    drawn = check_strokes(strokes)
    if not drawn:
        return Rendering(None, reason="There is no ink: nothing was drawn.")
    pieces = to_segments(drawn) * (SIDE / side)
    image = _picture(pieces, 1, pen * SIDE / side)
    if not image.any():
        return Rendering(None, reason="There is no ink on the sheet: all of it is beside it.")
    if not stages:
        return Rendering(image)
    sheet = _picture(pieces, SHOWN, pen * SIDE / side)
    return Rendering(image, (Stage("as drawn", sheet), Stage("as sent", image)))


def _picture(pieces: Segments, scale: int, pen: float) -> GrayImage:
    image = np.empty((1, SIDE * scale, SIDE * scale), np.uint8)
    radii = np.full((len(pieces), 2), pen * scale / 2, np.float32)
    draw((pieces * scale).astype(np.float32), radii, np.array([0, len(pieces)]), image)
    return image[0]
