"""The pen, compiled: each segment visits only the pixels near it."""

import math

import numpy as np
from numpy.typing import NDArray

from glassnet.engine.compiled.options import compiled_fast, formula_fast

_ZERO, _HALF, _ONE = np.float32(0), np.float32(0.5), np.float32(1)
_FULL, _TINY = np.float32(255), np.float32(1e-12)


@compiled_fast
def draw(
    segments: NDArray[np.float32],
    radii: NDArray[np.float32],
    starts: NDArray[np.int64],
    images: NDArray[np.uint8],
) -> None:
    """As `glassnet.ink.strokes.pen.draw`."""
    for k in range(images.shape[0]):
        images[k, :, :] = 0
        for segment in range(starts[k], starts[k + 1]):
            _draw_segment(segments[segment], radii[segment, 0], radii[segment, 1], images[k])


@formula_fast
def _draw_segment(segment, radius, end_radius, image):
    x0, y0 = segment[0], segment[1]
    step_x, step_y = segment[2] - x0, segment[3] - y0
    growth = end_radius - radius
    over_squared = _ONE / max(step_x * step_x + step_y * step_y, _TINY)
    reach = max(radius, end_radius) + _HALF
    top, bottom = _reached(min(y0, y0 + step_y), max(y0, y0 + step_y), reach, image.shape[0])
    left, right = _reached(min(x0, x0 + step_x), max(x0, x0 + step_x), reach, image.shape[1])
    for i in range(top, bottom):
        down = np.float32(i) + _HALF - y0
        for j in range(left, right):
            across = np.float32(j) + _HALF - x0
            along = min(max((across * step_x + down * step_y) * over_squared, _ZERO), _ONE)
            off_x, off_y = across - along * step_x, down - along * step_y
            inside = radius + along * growth - math.sqrt(off_x * off_x + off_y * off_y)
            covered = min(max(inside + _HALF, _ZERO), _ONE)
            image[i, j] = max(image[i, j], np.uint8(covered * _FULL + _HALF))


@formula_fast
def _reached(low, high, reach, side):
    """First pixel within range, and the one after the last."""
    first = max(math.floor(low - reach - _HALF), 0)
    return min(first, side), max(min(math.ceil(high + reach + _HALF), side), 0)
