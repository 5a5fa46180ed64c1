"""Ink on a bitmap to the 28x28 that MNIST is made of.

As with strokes, the size is set first and the pen second: photographed pens are thin or thick, so
the strokes are grown or shrunk at a high resolution until, at the final size, they are as wide as
MNIST's; then the ink is averaged down and centered.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from glassnet.engine.kernel import kernel
from glassnet.ink.centering import center
from glassnet.ink.photo.components import label_components
from glassnet.ink.photo.planes import blur, resize
from glassnet.ink.rendering import BOX, PEN_WIDTH, SIDE, GrayImage

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

FINENESS = 10
"""Pixels of the fine bitmap for each pixel of the 28x28, on a side."""
_MAX_PEN_WIDTH = 3.6
"""Pixels: strokes up to this wide are left as they are, as MNIST has them too."""


def crop_to_box(strength: Floats, fineness: int = FINENESS) -> Mask:
    """The ink of a cut-out, cropped to its box and enlarged to about BOX * fineness on a side."""
    factor = BOX * fineness / max(strength.shape)
    height, width = (max(1, round(side * factor)) for side in strength.shape)
    return _crop(resize(strength, height, width) > 0.5)


def normalize_pen_width(ink: Mask) -> Mask:
    """Strokes grown or shrunk so that they are as wide as MNIST's once the box is 20 pixels."""
    if not ink.any():
        return ink
    long_side, width = max(ink.shape), estimate_stroke_width(ink)
    final = width * BOX / long_side
    if final < PEN_WIDTH:
        return _crop(_dilate(ink, _change(long_side, width, PEN_WIDTH)))
    if final > _MAX_PEN_WIDTH:
        return _thin(ink, -_change(long_side, width, _MAX_PEN_WIDTH))
    return ink


def _thin(ink: Mask, radius: float) -> Mask:
    """Shrunk by `radius`, or by less where that would break a stroke."""
    parts = label_components(ink)[1]
    for share in (1.0, 0.7, 0.45, 0.25):
        shrunk = _crop(_erode(ink, share * radius))
        if shrunk.any() and label_components(shrunk)[1] == parts:
            return shrunk
    return ink


def _change(long_side: float, width: float, wanted: float) -> float:
    """By how much to grow on each side: BOX (width + 2 r) = wanted (long_side + 2 r)."""
    return (wanted * long_side - BOX * width) / (2 * (BOX - wanted))


def estimate_stroke_width(ink: Mask) -> float:
    """Typical width of strokes in pixels: twice the area over the length of all edges."""
    return 2 * float(ink.sum()) / max(measure_edges(np.ascontiguousarray(ink)), 1e-6)


@kernel("glassnet.ink.photo.bitmap_compiled", small=True)
def measure_edges(ink: Mask) -> float:
    """The length of all edges in pixels: the sum of the gradients of the ink, blurred."""
    down, across = np.gradient(blur(np.pad(ink, 3).astype(np.float32), 1))
    return float(np.hypot(down, across).sum(dtype=np.float64))


def rasterize(ink: Mask) -> GrayImage:
    """The ink averaged down so that its longer side is 20 pixels, in the middle of 28x28."""
    longer = max(ink.shape)
    rows, columns = (_shares(side, longer) for side in ink.shape)
    return np.rint(255 * (rows @ ink.astype(np.float32) @ columns.T)).astype(np.uint8)


@lru_cache(256)
def _shares(count: int, longer: int) -> Floats:
    """Share of each of SIDE equal stretches that each of `count` fine pixels makes up, (SIDE, count).

    BOX stretches are as long as the `longer` side; the pixels are in the middle.
    """
    step = longer / BOX
    begin = (count - SIDE * step) / 2
    edges = begin + step * np.arange(SIDE + 1)
    low, high = edges[:-1, None], edges[1:, None]
    pixel = np.arange(count)[None]
    covered = np.clip(np.minimum(high, pixel + 1) - np.maximum(low, pixel), 0, None)
    shares = (covered / step).astype(np.float32)
    shares.flags.writeable = False
    return shares


def center_copy(image: GrayImage) -> GrayImage:
    """A copy with its center of mass in the middle."""
    moved = image[None].copy()
    center(moved)
    return moved[0]


def _crop(ink: Mask) -> Mask:
    top, left, bottom, right = find_box(ink)
    return ink[top:bottom, left:right] if bottom else ink


@kernel("glassnet.ink.photo.bitmap_compiled", small=True)
def find_box(ink: Mask) -> tuple[int, int, int, int]:
    """Top, left, bottom and right of what is in a mask, ends not included; zeros where nothing is."""
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not len(rows):
        return 0, 0, 0, 0
    return int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1


def _dilate(ink: Mask, radius: float) -> Mask:
    """Every pixel at most `radius` from the ink; int(radius) + 1 pixels more on each side."""
    reach = int(radius)
    down = np.arange(-reach, reach + 1)
    return grow(np.ascontiguousarray(ink), np.sqrt(radius * radius - down * down).astype(np.int64))


@kernel("glassnet.ink.photo.bitmap_compiled", small=True)
def grow(ink: Mask, across: NDArray[np.int64]) -> Mask:
    """Every pixel with ink in some row at most as far beside it as `across` says for that row.

    `across` is symmetric: its middle is for the pixel's own row. The result has len(across) // 2 + 1
    pixels more on each side.
    """
    reach = len(across) // 2
    padded = np.pad(ink, 2 * reach + 1)
    sums = np.pad(np.cumsum(padded, axis=1, dtype=np.int32), ((0, 0), (1, 0)))
    height, width = (side + 2 * reach + 2 for side in ink.shape)
    grown = np.zeros((height, width), bool)
    for down, far in zip(range(-reach, reach + 1), across.tolist(), strict=True):
        rows = sums[reach + down : reach + down + height]
        first, last = reach - far, reach + far + 1
        grown |= rows[:, last : last + width] > rows[:, first : first + width]
    return grown


def _erode(ink: Mask, radius: float) -> Mask:
    """Ink that is more than `radius` away from the paper."""
    rim = int(radius) + 2
    return ~_dilate(~np.pad(ink, 1), radius)[rim:-rim, rim:-rim]
