"""Ink as one of the two tones of a picture: for crops without margin, icons, and little contrast."""

from __future__ import annotations

from typing import Final

import numpy as np

from glassnet.ink.photo.decoding import Colors
from glassnet.ink.photo.planes import Plane, resize

MIN_SIDE: Final = 120  # pixels on the longer side: smaller pictures are enlarged
MIN_CONTRAST: Final = 0.04  # of white
MIN_INK: Final = 0.015  # of the picture
MAX_INK: Final = 0.75
MIN_STRONG: Final = 0.5


def split_two_tones(colors: Colors) -> list[tuple[Plane, float]]:
    """Ink strengths in the box of the ink, for dark and for light ink, with its share of the picture."""
    gray = project(colors)
    if float(np.ptp(gray)) < MIN_CONTRAST:
        return []
    factor = MIN_SIDE / max(gray.shape)
    if factor > 1:
        height, width = (max(1, round(side * factor)) for side in gray.shape)
        gray = np.clip(resize(gray, height, width), gray.min(), gray.max())
    level = _find_threshold(gray)
    dark, light = gray[gray <= level], gray[gray > level]
    if not len(dark) or not len(light) or float(light.mean() - dark.mean()) < MIN_CONTRAST:
        return []
    low, high = float(np.median(dark)), float(np.median(light))
    lightness = np.clip((gray - low) / max(high - low, 1e-6), 0, 1).astype(np.float32)
    found = [_crop(1 - lightness), _crop(lightness)]
    return [each for each in found if each is not None]


def project(colors: Colors) -> Plane:
    """The mixture of red, green and blue along which the picture varies most, from 0 to 1 and lighter up."""
    pixels = colors.reshape(-1, 3)
    centered = pixels[:: max(1, len(pixels) // 20_000)] - pixels.mean(axis=0)
    axis = np.linalg.eigh(centered.T @ centered)[1][:, -1]
    values = colors @ (axis if axis.sum() > 0 else -axis).astype(np.float32)
    low, high = float(values.min()), float(values.max())
    spread = max(high - low, 1e-6)
    # Kept on the scale of gray levels, so that a contrast stays what it is.
    return ((values - low) / spread * min(spread, 1.0)).astype(np.float32)


def _find_threshold(gray: Plane) -> float:
    """The level between two tones (Otsu 1979)."""
    counts, edges = np.histogram(gray, 128)
    middles = (edges[1:] + edges[:-1]) / 2
    below = np.cumsum(counts)[:-1]
    above = counts.sum() - below
    sums = np.cumsum(counts * middles)[:-1]
    with np.errstate(invalid="ignore", divide="ignore"):
        between = (sums / below - ((counts * middles).sum() - sums) / above) ** 2 * below * above
    return float(edges[1:][int(np.nanargmax(between))])


def _crop(strength: Plane) -> tuple[Plane, float] | None:
    """The box of the strong ink, and its share of the picture; None for hardly any and for too much."""
    strong = strength > MIN_STRONG
    share = float(strong.mean())
    if not MIN_INK < share < MAX_INK:
        return None
    rows, columns = np.flatnonzero(strong.any(axis=1)), np.flatnonzero(strong.any(axis=0))
    place = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    return np.ascontiguousarray(strength[place]), share
