"""Growing ink, and the length of its edges, compiled."""

import numpy as np
from numpy.typing import NDArray

from glassnet.engine.compiled.options import compiled, compiled_any_order


@compiled
def grow(ink: NDArray[np.bool_], across: NDArray[np.int64]) -> NDArray[np.bool_]:
    """As `glassnet.ink.photo.bitmap.grow`."""
    height, width = ink.shape
    reach = len(across) // 2
    rows, columns = height + 2 * reach + 2, width + 2 * reach + 2
    # How far the nearest ink of the same row is, with a margin of 2 * reach + 1 around the ink.
    far = np.int16(4 * (rows + columns) if rows + columns < 8000 else 32000)
    near = np.full((height, columns), far, np.int16)
    for i in range(height):
        left = far
        for j in range(columns):
            k = j - reach - 1
            left = np.int16(0) if 0 <= k < width and ink[i, k] else min(np.int16(left + 1), far)
            near[i, j] = left
        right = far
        for j in range(columns - 1, -1, -1):
            right = np.int16(0) if near[i, j] == 0 else min(np.int16(right + 1), far)
            near[i, j] = min(near[i, j], right)
    grown = np.zeros((rows, columns), np.bool_)
    for i in range(rows):
        for down in range(-reach, reach + 1):
            row = i + down - reach - 1
            if 0 <= row < height:
                most = np.int16(across[down + reach])
                for j in range(columns):
                    grown[i, j] |= near[row, j] <= most
    return grown


@compiled_any_order
def measure_edges(ink: NDArray[np.bool_]) -> float:
    """As `glassnet.ink.photo.bitmap.measure_edges`."""
    height, width = ink.shape
    # Ninths of ink around each pixel, with a margin of three.
    sums = np.zeros((height + 6, width + 6), np.int16)
    for i in range(height):
        for j in range(width):
            if ink[i, j]:
                for k in range(i + 2, i + 5):
                    for m in range(j + 2, j + 5):
                        sums[k, m] += np.int16(1)
    total = 0.0
    for i in range(1, height + 5):
        for j in range(1, width + 5):
            down = np.float32(sums[i + 1, j] - sums[i - 1, j])
            across = np.float32(sums[i, j + 1] - sums[i, j - 1])
            total += np.sqrt(down * down + across * across)
    return total / 18


@compiled
def find_box(ink: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    """As `glassnet.ink.photo.bitmap.find_box`."""
    height, width = ink.shape
    top, bottom, left, right = height, 0, width, 0
    for i in range(height):
        row = ink[i]
        first = 0
        while first < width and not row[first]:
            first += 1
        if first == width:
            continue
        last = width
        while not row[last - 1]:
            last -= 1
        top, bottom = min(top, i), i + 1
        left, right = min(left, first), max(right, last)
    return (top, left, bottom, right) if bottom else (0, 0, 0, 0)
