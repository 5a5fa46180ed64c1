"""A round pen: the gray level of a pixel is how much of it the pen covered.

A segment of a stroke drawn with a round pen is a capsule: all points that are at most a
radius away from it. The share of a pixel that a capsule covers follows closely from one number,
the distance between the pixel's center and the capsule's edge: half covered on the edge, fully
covered half a pixel inside it. Segments that overlap do not add up: the pixel takes the largest.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from glassnet.engine.kernel import kernel
from glassnet.ink.rendering import GrayImage

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]

_MAX_SEGMENTS_AT_ONCE = 128  # bounds the memory of the reference implementation: segments x pixels


@kernel("glassnet.ink.strokes.pen_compiled", small=True)
def draw(segments: Floats, radii: Floats, starts: Integers, images: GrayImage) -> None:
    """Draw line segments of strokes into images, which are overwritten.

    `segments`: (segments, 4), from x, y to x, y in pixels; pixel (row i, column j) has its center at
    x = j + 0.5, y = i + 0.5. A dot is a segment that ends where it begins. `radii`: (segments, 2),
    the pen's radius at both ends; between them it changes evenly. `starts`: (images + 1,), image
    k is made of the segments from starts[k] to starts[k + 1]. `images`: (images, height, width).
    """
    for image, first, last in zip(images, starts[:-1], starts[1:], strict=True):
        image[:] = 0
        for begin in range(first, last, _MAX_SEGMENTS_AT_ONCE):
            part = slice(begin, min(begin + _MAX_SEGMENTS_AT_ONCE, last))
            coverage = _coverage(segments[part], radii[part], image.shape[0], image.shape[1])
            gray = (coverage.max(axis=0) * np.float32(255) + np.float32(0.5)).astype(np.uint8)
            np.maximum(image, gray, out=image)


def _coverage(segments: Floats, radii: Floats, height: int, width: int) -> Floats:
    """Share of every pixel that each segment covers, (segments, height, width)."""
    x0, y0, x1, y1 = (column[:, None, None] for column in segments.T)
    across = np.arange(width, dtype=np.float32)[None, None, :] + np.float32(0.5) - x0
    down = np.arange(height, dtype=np.float32)[None, :, None] + np.float32(0.5) - y0
    step_x, step_y = x1 - x0, y1 - y0
    squared = np.maximum(step_x * step_x + step_y * step_y, np.float32(1e-12))
    along = np.clip((across * step_x + down * step_y) / squared, 0, 1)
    distance = np.hypot(across - along * step_x, down - along * step_y)
    radius = radii[:, 0, None, None] + along * (radii[:, 1] - radii[:, 0])[:, None, None]
    return np.clip(radius - distance + np.float32(0.5), 0, 1)
