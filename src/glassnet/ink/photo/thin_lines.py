"""Large drawings made small without losing their lines, which an average over an area would make faint."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Levels = NDArray[np.uint8]

MIN_FACTOR: Final = 1.5  # below it, even the thinnest lines stay visible
MIN_PAPER: Final = 0.6  # of the picture has exactly one tone: a drawing, not a photo
MIN_CONTRAST: Final = 40
MAX_KEPT: Final = 0.6  # of its contrast is left of a typical line: else it is wide enough


def keep_thin_lines(picture: Image.Image, averaged: Image.Image) -> Image.Image:
    """`averaged`, which is `picture` made smaller, or where that made lines faint, a copy with full lines."""
    factor = max(picture.size) / max(averaged.size)
    if factor < MIN_FACTOR or "A" in picture.getbands():
        return averaged
    small = np.asarray(averaged.convert("L"))
    counts = np.bincount(small.ravel(), minlength=256)
    paper = int(counts.argmax())
    if counts[paper] < MIN_PAPER * small.size:
        return averaged
    extreme = _find_extremes(np.asarray(picture.convert("L")), int(np.ceil(factor)), paper)
    depth = np.abs(extreme.astype(np.int16) - paper)
    contrast = int(depth.max())
    if contrast < MIN_CONTRAST:
        return averaged
    lines = depth > contrast / 2
    kept = np.abs(_fit(small, extreme.shape).astype(np.int16) - paper)[lines]
    if np.median(kept) > MAX_KEPT * contrast:
        return averaged
    return Image.fromarray(extreme).convert("RGB")


def _find_extremes(levels: Levels, side: int, paper: int) -> Levels:
    """Of each block of pixels the one that is furthest from the paper."""
    extreme = np.minimum if paper > 127 else np.maximum
    height, width = (-(-count // side) for count in levels.shape)
    padded = np.pad(
        levels,
        ((0, height * side - levels.shape[0]), (0, width * side - levels.shape[1])),
        constant_values=paper,
    )
    rows = extreme.reduce(padded.reshape(height, side, width * side), axis=1)
    return extreme.reduce(rows.reshape(height, width, side), axis=2)


def _fit(levels: Levels, shape: tuple[int, ...]) -> Levels:
    """Levels at another size."""
    if levels.shape == shape:
        return levels
    resized = Image.fromarray(levels).resize((shape[1], shape[0]), Image.Resampling.BILINEAR)
    return np.asarray(resized)
