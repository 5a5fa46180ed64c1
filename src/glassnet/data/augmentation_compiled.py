"""Augmentation, compiled: one image at a time, everything in a few small buffers."""

import math

import numpy as np
from numpy.typing import NDArray

from glassnet.data.augmentation import GAIN, KNOTS, SIDE, knot_weights
from glassnet.engine.compiled.options import compiled_fast, inlined_fast

_WEIGHTS = knot_weights()
_ACROSS = np.ascontiguousarray(_WEIGHTS.T)
_FIRST_KNOT = np.argmax(_WEIGHTS > 0, axis=1)
_ZERO, _HALF, _ONE = np.float32(0), np.float32(0.5), np.float32(1)
_GAIN, _FULL = np.float32(GAIN), np.float32(255)
_EDGE = np.float32(SIDE)
_STRIDE = 32  # one row of the padded image


@compiled_fast
def warp(
    images: NDArray[np.uint8],
    maps: NDArray[np.float32],
    grids: NDArray[np.float32],
    widths: NDArray[np.float32],
    spots: NDArray[np.float32],
    changed: NDArray[np.uint8],
) -> None:
    """As `glassnet.data.augmentation.warp`."""
    framed = np.zeros((SIDE + 2, SIDE + 2), np.uint8)
    padded = np.zeros((SIDE + 3, _STRIDE), np.float32)
    corners = np.empty(SIDE * SIDE, np.uint32)
    sources = np.empty((2, SIDE, SIDE), np.float32)
    across = np.empty((KNOTS, SIDE), np.float32)
    for k in range(images.shape[0]):
        _apply_pen(images[k], widths[k], framed, padded)
        for axis in range(2):
            _find_sources(maps[k, axis], grids[k, axis], across, sources[axis])
        _read(padded.ravel(), sources.reshape(2, -1), corners, changed[k].ravel())
        if spots[k, 2] > 0:
            _clear_spot(spots[k], changed[k])


@inlined_fast
def _apply_pen(image, width, framed, padded):
    """The image with wider or thinner strokes, inside a frame of zeros."""
    share = abs(width)
    for i in range(SIDE):
        for j in range(SIDE):
            framed[i + 1, j + 1] = image[i, j]
    for i in range(1, SIDE + 1):
        for j in range(1, SIDE + 1):
            here, up, down = framed[i, j], framed[i - 1, j], framed[i + 1, j]
            left, right = framed[i, j - 1], framed[i, j + 1]
            if width > 0:
                extreme = max(max(max(up, down), max(left, right)), here)
            else:
                extreme = min(min(min(up, down), min(left, right)), here)
            padded[i, j] = np.float32(here) + share * (np.float32(extreme) - np.float32(here))


@inlined_fast
def _find_sources(row, grid, across, source):
    """The affine map and the elastic displacement of one axis, together."""
    for knot in range(KNOTS):
        for j in range(SIDE):
            total = _ZERO
            for other in range(KNOTS):
                total += grid[knot, other] * _ACROSS[other, j]
            across[knot, j] = total
    for i in range(SIDE):
        first = _FIRST_KNOT[i]
        w0, w1 = _WEIGHTS[i, first], _WEIGHTS[i, first + 1]
        w2, w3 = _WEIGHTS[i, first + 2], _WEIGHTS[i, first + 3]
        begin = row[1] * np.float32(i) + row[2]
        for j in range(SIDE):
            bent = w0 * across[first, j] + w1 * across[first + 1, j]
            bent += w2 * across[first + 2, j] + w3 * across[first + 3, j]
            source[i, j] = begin + row[0] * np.float32(j) + bent


@inlined_fast
def _read(padded, sources, corners, changed):
    """Bilinear values, in three loops instead of one, so that each can run on wide registers."""
    for pixel in range(SIDE * SIDE):
        x = min(max(sources[0, pixel], -_ONE), _EDGE) + _ONE
        y = min(max(sources[1, pixel], -_ONE), _EDGE) + _ONE
        left, top = np.int32(x), np.int32(y)
        corners[pixel] = np.uint32(top * _STRIDE + left)
        sources[0, pixel], sources[1, pixel] = x - np.float32(left), y - np.float32(top)
    for pixel in range(SIDE * SIDE):
        corner = np.int64(corners[pixel])
        u, v = sources[0, pixel], sources[1, pixel]
        upper, lower = padded[corner], padded[corner + _STRIDE]
        upper += u * (padded[corner + 1] - upper)
        lower += u * (padded[corner + _STRIDE + 1] - lower)
        sources[0, pixel] = upper + v * (lower - upper)
    for pixel in range(SIDE * SIDE):
        changed[pixel] = np.uint8(np.int32(min(_GAIN * sources[0, pixel], _FULL) + _HALF))


@inlined_fast
def _clear_spot(spot, changed):
    for i in range(SIDE):
        for j in range(SIDE):
            x, y = np.float32(j) - spot[0], np.float32(i) - spot[1]
            kept = min(max(math.sqrt(x * x + y * y) - spot[2] + _HALF, _ZERO), _ONE)
            changed[i, j] = np.uint8(np.float32(changed[i, j]) * kept + _HALF)
