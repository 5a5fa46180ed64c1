"""Pen strokes to the 28x28 of MNIST.

Drawings are off-center, too small or too large, and the width of their pen differs. So the geometry
is scaled first and drawn second, with a pen of fixed width: scaling a bitmap would make strokes of
small digits thick and of large ones thin. The steps are MNIST's own (https://yann.lecun.org/exdb/mnist/):
the ink fits a box of 20x20 and its center of mass is in the middle of 28x28.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike

from glassnet.ink.centering import center
from glassnet.ink.rendering import PEN_WIDTH, SIDE, GrayImage, Rendering, Stage
from glassnet.ink.strokes.geometry import (
    Segments,
    check_strokes,
    fit_to_box,
    scale_to_unit,
    to_segments,
)
from glassnet.ink.strokes.pen import draw

_STAGE_SCALE = 5  # stages before the last two are this many times larger than 28x28


def from_strokes(strokes: Iterable[ArrayLike], *, stages: bool = True) -> Rendering:
    """Preprocess strokes, each (points, 2) in any unit, x to the right, y downwards, like MNIST.

    No strokes, or a lone dot, is no ink. Without `stages` only the image is made. InkError, which
    is a ValueError, when a stroke is not points of two finite numbers, or when there are too many points.
    """
    drawn = scale_to_unit(check_strokes(strokes))
    if not drawn:
        return Rendering(None, reason="There is no ink: nothing was drawn.")
    segments = to_segments(drawn)
    if not np.ptp(segments.reshape(-1, 2), axis=0).any():
        return Rendering(None, reason="There is no ink but a dot: draw a digit.")
    crop_to_box = fit_to_box(segments, np.array([0, len(segments)]), [PEN_WIDTH])
    rasterize = _picture(crop_to_box, SIDE)
    image = rasterize.copy()
    center(image[None])
    kept = _stages(segments, crop_to_box, rasterize, image) if stages else ()
    return Rendering(image, kept, strokes=tuple(drawn))


def _picture(segments: Segments, side: int, pen_width: float = PEN_WIDTH) -> GrayImage:
    image = np.empty((1, side, side), np.uint8)
    radii = np.full((len(segments), 2), pen_width / 2, np.float32)
    draw(segments.astype(np.float32), radii, np.array([0, len(segments)]), image)
    return image[0]


def _stages(
    drawn: Segments, crop_to_box: Segments, rasterize: GrayImage, center_copy: GrayImage
) -> tuple[Stage, ...]:
    """As drawn (from the sheet's corner, a thin pen), and then step by step."""
    return (
        Stage(
            "as drawn", _picture(_on_the_sheet(drawn), SIDE * _STAGE_SCALE, pen_width=_STAGE_SCALE)
        ),
        Stage(
            "boxed",
            _picture(crop_to_box * _STAGE_SCALE, SIDE * _STAGE_SCALE, pen_width=_STAGE_SCALE),
        ),
        Stage("rasterized", rasterize),
        Stage("centered", center_copy),
    )


def _on_the_sheet(segments: Segments) -> Segments:
    """Segments on a sheet from the origin to the farthest point, which is drawn whole."""
    points = segments.reshape(-1, 2)
    corner = np.minimum(points.min(axis=0), 0)
    scale = (SIDE - 2) * _STAGE_SCALE / (points - corner).max()
    return (segments - np.tile(corner, 2)) * scale + _STAGE_SCALE
