"""Planes of floating-point numbers, rows by columns: resized, halved, blurred."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Plane = NDArray[np.float32]


def resize(plane: Plane, height: int, width: int) -> Plane:
    """Averaged over areas where it shrinks, bicubic where it grows."""
    shrinks = height <= plane.shape[0] and width <= plane.shape[1]
    how = Image.Resampling.BOX if shrinks else Image.Resampling.BICUBIC
    picture = Image.fromarray(np.ascontiguousarray(plane, np.float32))
    return np.asarray(picture.resize((width, height), how))


def resize_each(planes: Plane, height: int, width: int) -> Plane:
    """Rows by columns by planes, each plane resized."""
    parts = [resize(plane, height, width) for plane in np.moveaxis(planes, 2, 0)]
    return np.stack(parts, axis=2)


def halve(planes: Plane) -> Plane:
    """Rows by columns by planes, every 2x2 pixels averaged; an odd last row or column is left out."""
    height, width = planes.shape[0] // 2 * 2, planes.shape[1] // 2 * 2
    rows = planes[0:height:2, :width] + planes[1:height:2, :width]
    return np.multiply(rows[:, 0::2] + rows[:, 1::2], 0.25, dtype=np.float32)


def blur(plane: Plane, radius: int) -> Plane:
    """Means over squares of 2 * radius + 1 pixels; the edge is continued."""
    return _mean_down(_mean_down(plane, radius).T, radius).T


def _mean_down(plane: Plane, radius: int) -> Plane:
    side = 2 * radius + 1
    padded = np.pad(plane, ((radius + 1, radius), (0, 0)), mode="edge")
    sums = np.cumsum(padded, axis=0, dtype=np.float64)
    return ((sums[side:] - sums[:-side]) / side).astype(np.float32)
