"""Ink on a bitmap to the 28x28 that MNIST is made of.

As with strokes, the size is settled first and the pen second: photographed pens are thin or fat, so
the strokes are grown or shrunk at a high resolution until, at the final size, they are as wide as
MNIST's; then the ink is averaged down and centred.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from glassnet.ink.centring import centre
from glassnet.ink.components import label_components
from glassnet.ink.planes import blurred, resized
from glassnet.ink.rendering import BOX, SIDE, GreyImage
from glassnet.ink.strokes import PEN_WIDTH

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

_FINE = 10  # pixels of the fine bitmap for each pixel of the 28x28
_THICKEST = 3.6
"""Pixels: strokes up to this wide are left as they are, as MNIST has them too."""


def boxed(strength: Floats) -> Mask:
    """The ink of a cut-out, cropped to its box and enlarged to about BOX * _FINE on a side."""
    factor = BOX * _FINE / max(strength.shape)
    height, width = (max(1, round(side * factor)) for side in strength.shape)
    return _cropped(resized(strength, height, width) > 0.5)


def even_pen(ink: Mask) -> Mask:
    """Strokes grown or shrunk so that they are as wide as MNIST's once the box is 20 pixels."""
    if not ink.any():
        return ink
    long_side, width = max(ink.shape), stroke_width(ink)
    final = width * BOX / long_side
    if final < PEN_WIDTH:
        return _cropped(_grown(ink, _change(long_side, width, PEN_WIDTH)))
    if final > _THICKEST:
        return _thinned(ink, -_change(long_side, width, _THICKEST))
    return ink


def _thinned(ink: Mask, radius: float) -> Mask:
    """Shrunk by `radius`, or by less where that would break a stroke."""
    parts = label_components(ink)[1]
    for share in (1.0, 0.7, 0.45, 0.25):
        shrunk = _cropped(_shrunk(ink, share * radius))
        if shrunk.any() and label_components(shrunk)[1] == parts:
            return shrunk
    return ink


def _change(long_side: float, width: float, wanted: float) -> float:
    """By how much to grow on each side: BOX (width + 2 r) = wanted (long_side + 2 r)."""
    return (wanted * long_side - BOX * width) / (2 * (BOX - wanted))


def stroke_width(ink: Mask) -> float:
    """Typical width of strokes in pixels: twice the area over the length of all edges."""
    down, across = np.gradient(blurred(np.pad(ink, 3).astype(np.float32), 1))
    return 2 * float(ink.sum()) / max(float(np.hypot(down, across).sum()), 1e-6)


def rasterised(ink: Mask) -> GreyImage:
    """The ink averaged down so that its longer side is 20 pixels, in the middle of 28x28."""
    height, width = ink.shape
    step = max(height, width) / BOX
    left, top = (width - SIDE * step) / 2, (height - SIDE * step) / 2
    rows = _shares(top, step, height)
    columns = _shares(left, step, width)
    return np.rint(255 * (rows @ ink.astype(np.float32) @ columns.T)).astype(np.uint8)


def _shares(begin: float, step: float, count: int) -> Floats:
    """Share of each of SIDE equal stretches that each fine pixel makes up, (SIDE, count)."""
    edges = begin + step * np.arange(SIDE + 1)
    low, high = edges[:-1, None], edges[1:, None]
    pixel = np.arange(count)[None]
    covered = np.clip(np.minimum(high, pixel + 1) - np.maximum(low, pixel), 0, None)
    return (covered / step).astype(np.float32)


def centred(image: GreyImage) -> GreyImage:
    """A copy with its centre of mass in the middle."""
    moved = image[None].copy()
    centre(moved)
    return moved[0]


def _cropped(ink: Mask) -> Mask:
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not len(rows):
        return ink
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _grown(ink: Mask, radius: float) -> Mask:
    """Every pixel at most `radius` from the ink; int(radius) + 1 pixels more on each side."""
    reach = int(radius)
    padded = np.pad(ink, 2 * reach + 1)
    sums = np.pad(np.cumsum(padded, axis=1, dtype=np.int32), ((0, 0), (1, 0)))
    height, width = (side + 2 * reach + 2 for side in ink.shape)
    grown = np.zeros((height, width), bool)
    for down in range(-reach, reach + 1):
        across = int(np.sqrt(radius * radius - down * down))
        rows = sums[reach + down : reach + down + height]
        first, last = reach - across, reach + across + 1
        grown |= rows[:, last : last + width] > rows[:, first : first + width]
    return grown


def _shrunk(ink: Mask, radius: float) -> Mask:
    """Ink that is more than `radius` away from the paper."""
    rim = int(radius) + 2
    return ~_grown(~np.pad(ink, 1), radius)[rim:-rim, rim:-rim]
