"""Where the elements of a convolution's patches lie in memory."""

from __future__ import annotations

import numpy as np

from glassnet.engine.compiled.options import compiled
from glassnet.engine.simd.tiles import TILE_ROWS, count_lanes
from glassnet.nn.arrays import Array

# Sums of a window of 2x2, and rows of a tile that holds whole windows.
WINDOW = 4
WINDOW_ROWS = TILE_ROWS // WINDOW * WINDOW


@compiled
def list_offsets(rows: int, columns: int, row_step: int, column_step: int) -> Array:
    """row * row_step + column * column_step of each; the last one `TILE_ROWS` times more, for whole tiles."""
    count = rows * columns
    offsets = np.empty(count + TILE_ROWS, np.int64)
    for row in range(rows):
        for column in range(columns):
            offsets[row * columns + column] = row * row_step + column * column_step
    for i in range(TILE_ROWS):
        offsets[count + i] = offsets[count - 1]
    return offsets


@compiled
def list_window_offsets(
    rows: int, columns: int, step: int, row_step: int, column_step: int
) -> Array:
    """The four offsets of each window of 2x2; the last one `TILE_ROWS` times more, for whole tiles."""
    offsets, end = np.empty(rows * columns * WINDOW + TILE_ROWS, np.int64), np.uint64(0)
    for row in range(rows):
        for column in range(columns):
            corner = row * step * row_step + column * step * column_step
            for index in range(np.uint64(WINDOW)):
                i, j = np.intp(index // np.uint64(2)), np.intp(index % np.uint64(2))
                offsets[end + index] = corner + i * row_step + j * column_step
            end += np.uint64(WINDOW)
    for i in range(np.uint64(TILE_ROWS)):
        offsets[end + i] = offsets[end - np.uint64(1)]
    return offsets


@compiled
def pad_columns(weights: Array) -> Array:
    """`weights` `(taps, filters)` with columns of zeros after them, to whole vectors."""
    lanes = count_lanes(weights)
    length, width = weights.shape
    if width % lanes == 0:
        return weights
    padded = np.zeros((length, (width + lanes - 1) // lanes * lanes), weights.dtype)
    for row in range(length):
        for column in range(width):
            padded[row, column] = weights[row, column]
    return padded


@compiled
def find_nonzero(
    pixels: Array, image: int, offsets: Array, taps: Array, taps_in_row: int, nonzero: Array
) -> None:
    """nonzero[o] = whether a tile of windows at o and a row of the kernel meet a nonzero pixel."""
    size = np.uint64(nonzero.size)
    seen, by_row = np.empty(nonzero.size, np.uint8), np.zeros(nonzero.size, np.uint8)
    for o in range(size):
        seen[o] = pixels[np.uint64(image) + o] != 0
    for tap in range(taps_in_row):
        skipped = np.uint64(taps[tap])
        for o in range(size - skipped):
            by_row[o] |= seen[o + skipped]
    nonzero.fill(0)
    for row in range(WINDOW_ROWS):
        skipped = np.uint64(offsets[row] - offsets[0])
        for o in range(size - skipped):
            nonzero[o] |= by_row[o + skipped]
