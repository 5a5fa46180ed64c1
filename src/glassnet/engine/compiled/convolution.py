"""The compiled twins of `convolution`: the same names, the same signatures, the same numbers.

Patches are not gathered: the place of a number in a patch is the place of the patch plus that of the
number within it, and tiles take their numbers from there.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

from glassnet.engine.simd.tiles import (
    ROWS,
    add_outer,
    lanes_of,
    largest_of_four,
    load,
    store,
    with_row,
    zeros,
)
from glassnet.nn.arrays import Array

compiled: Any = numba.njit(cache=True, error_model="numpy", nogil=True)

# Sums of a window of two by two, and rows of a tile that holds whole windows.
IN_WINDOW = 4
ROWS_OF_WINDOWS = ROWS // IN_WINDOW * IN_WINDOW


@compiled
def convolve(images: Array, weights: Array, stride: int, sums: Array) -> None:
    """sums[n, y, x] = sum over i, j, c of images[n, y stride + i, x stride + j, c] weights[i, j, c]."""
    batch, out_height, out_width, filters = sums.shape
    _, height, width, channels = images.shape
    pixels, out = np.ascontiguousarray(images).reshape(-1), sums.reshape(-1)
    offsets = _offsets(out_height, out_width, stride * width * channels, stride * channels)
    taps = _offsets(weights.shape[0], weights.shape[1] * channels, width * channels, 1)
    columns = _in_vectors(weights.reshape(-1, filters))
    for n in range(batch):
        image = n * height * width * channels
        begin = n * out_height * out_width * filters
        _multiply(pixels, image, offsets, taps, columns, out, begin, filters)


@compiled
def convolve_and_pool(
    images: Array, weights: Array, bias: Array, stride: int, step: int, largest: Array
) -> None:
    """The largest of each window of sums and bias: they are compared where they grew, and not written."""
    batch, out_height, out_width, filters = largest.shape
    _, height, width, channels = images.shape
    pixels, out = np.ascontiguousarray(images).reshape(-1), largest.reshape(-1)
    row, column = stride * width * channels, stride * channels
    offsets = _window_offsets(out_height, out_width, step, row, column)
    taps = _offsets(weights.shape[0], weights.shape[1] * channels, width * channels, 1)
    columns = _in_vectors(weights.reshape(-1, filters))
    every = _in_vectors(bias.reshape(1, -1)).reshape(-1)
    # A drawing, which has one channel, is mostly dark: where a row of the kernel sees nothing of it there is
    # nothing to add.
    in_row = weights.shape[1] * channels
    nonzero = np.zeros(height * width if channels == 1 else 0, np.uint8)
    for n in range(batch):
        image = n * height * width * channels
        begin = n * out_height * out_width * filters
        if nonzero.size > 0:
            _find_nonzero(pixels, image, offsets, taps, in_row, nonzero)
        _multiply_and_pool(
            pixels, image, offsets, taps, in_row, nonzero, columns, every, out, begin, filters
        )


@compiled
def _find_nonzero(
    pixels: Array, image: int, offsets: Array, taps: Array, in_row: int, nonzero: Array
) -> None:
    """nonzero[o] = whether a tile sees anything with a row of the kernel, where its first number is at o."""
    size = np.uint64(nonzero.size)
    seen, by_row = np.empty(nonzero.size, np.uint8), np.zeros(nonzero.size, np.uint8)
    for o in range(size):
        seen[o] = pixels[np.uint64(image) + o] != 0
    for tap in range(in_row):
        skipped = np.uint64(taps[tap])
        for o in range(size - skipped):
            by_row[o] |= seen[o + skipped]
    nonzero.fill(0)
    for row in range(ROWS_OF_WINDOWS):
        skipped = np.uint64(offsets[row] - offsets[0])
        for o in range(size - skipped):
            nonzero[o] |= by_row[o + skipped]


@compiled
def correlate(images: Array, d_sums: Array, stride: int, d_weights: Array) -> None:
    """d_weights[i, j, c] += sum over n, y, x of images[n, y stride + i, x stride + j, c] d_sums[n, y, x]."""
    batch, out_height, out_width, filters = d_sums.shape
    _, height, width, channels = images.shape
    pixels = np.ascontiguousarray(images).reshape(-1)
    rows = np.ascontiguousarray(d_sums).reshape(batch, -1, filters)
    offsets = _offsets(out_height, out_width, stride * width * channels, stride * channels)
    taps = _offsets(d_weights.shape[0], d_weights.shape[1] * channels, width * channels, 1)
    total = _in_vectors(np.zeros((taps.size, filters), d_weights.dtype))
    for n in range(batch):
        image = n * height * width * channels
        _multiply_transposed(pixels, image, offsets, taps, rows[n], total)
    grown = d_weights.reshape(-1, filters)
    grown += total[: len(grown), :filters]


@compiled
def _offsets(rows: int, columns: int, row_step: int, column_step: int) -> Array:
    """row * row_step + column * column_step for each; the last one `ROWS` times more, for whole tiles."""
    offsets = np.empty(rows * columns + ROWS, np.int64)
    for row in range(rows):
        for column in range(columns):
            offsets[row * columns + column] = row * row_step + column * column_step
    offsets[rows * columns :] = offsets[rows * columns - 1]
    return offsets


@compiled
def _window_offsets(rows: int, columns: int, step: int, row_step: int, column_step: int) -> Array:
    """The offsets of each window of two by two in turn; the last one `ROWS` times more, for whole tiles."""
    offsets, at = np.empty(rows * columns * IN_WINDOW + ROWS, np.int64), np.uint64(0)
    for row in range(rows):
        for column in range(columns):
            corner = row * step * row_step + column * step * column_step
            for place in range(np.uint64(IN_WINDOW)):
                i, j = np.intp(place // np.uint64(2)), np.intp(place % np.uint64(2))
                offsets[at + place] = corner + i * row_step + j * column_step
            at += np.uint64(IN_WINDOW)
    for place in range(np.uint64(ROWS)):
        offsets[at + place] = offsets[at - np.uint64(1)]
    return offsets


@compiled
def _in_vectors(weights: Array) -> Array:
    """`weights` `(inputs, columns)` with zeros behind, to whole vectors."""
    lanes = lanes_of(weights)
    length, width = weights.shape
    if width % lanes == 0:
        return weights
    padded = np.empty((length, (width + lanes - 1) // lanes * lanes), weights.dtype)
    for row in range(length):
        for column in range(width):
            padded[row, column] = weights[row, column]
        for column in range(width, padded.shape[1]):
            padded[row, column] = 0
    return padded


@compiled
def _multiply(
    pixels: Array,
    image: int,
    offsets: Array,
    taps: Array,
    columns: Array,
    out: Array,
    begin: int,
    width: int,
) -> None:
    """out[begin + p width + f] = sum over k of pixels[image + offsets[p] + taps[k]] columns[k, f]."""
    padded = columns.shape[1]
    count, length = offsets.size - ROWS, taps.size - ROWS
    right, lanes = columns.reshape(-1), lanes_of(columns)
    for f in range(0, padded, 2 * lanes):
        for p in range(0, count, ROWS):
            start = begin + p * width + f
            if padded - f > lanes:
                two = zeros(pixels, ROWS, 2)
                for k in range(length):
                    two = add_outer(two, pixels, image + taps[k], offsets, p, right, k * padded + f)
                store(two, out, start, width, count - p, width - f)
            else:
                one = zeros(pixels, ROWS, 1)
                for k in range(length):
                    one = add_outer(one, pixels, image + taps[k], offsets, p, right, k * padded + f)
                store(one, out, start, width, count - p, width - f)


@compiled
def _multiply_and_pool(
    pixels: Array,
    image: int,
    offsets: Array,
    taps: Array,
    in_row: int,
    nonzero: Array,
    columns: Array,
    bias: Array,
    out: Array,
    begin: int,
    width: int,
) -> None:
    """As `_multiply`; but only the largest of each window's sums is kept, plus the bias.

    Where it is known what is `nonzero`, rows of the kernel that see nothing are passed over.
    """
    padded, end = columns.shape[1], ROWS_OF_WINDOWS - 1
    count, length = offsets.size - ROWS, taps.size - ROWS
    right, lanes = columns.reshape(-1), lanes_of(columns)
    for f in range(0, padded, 2 * lanes):
        for p in range(0, count, ROWS_OF_WINDOWS):
            windows, start = (count - p) // IN_WINDOW, begin + p // IN_WINDOW * width + f
            # What is nonzero is known for windows next to each other.
            known = nonzero.size > 0 and offsets[p + end] - offsets[p] == offsets[end] - offsets[0]
            if padded - f > lanes:
                two = zeros(pixels, ROWS_OF_WINDOWS, 2)
                for row in range(0, length, in_row):
                    if known and nonzero[offsets[p] + taps[row]] == 0:
                        continue
                    for k in range(row, row + in_row):
                        place = k * padded + f
                        two = add_outer(two, pixels, image + taps[k], offsets, p, right, place)
                largest = with_row(largest_of_four(two), bias, f)
                store(largest, out, start, width, windows, width - f)
            else:
                one = zeros(pixels, ROWS_OF_WINDOWS, 1)
                for row in range(0, length, in_row):
                    if known and nonzero[offsets[p] + taps[row]] == 0:
                        continue
                    for k in range(row, row + in_row):
                        place = k * padded + f
                        one = add_outer(one, pixels, image + taps[k], offsets, p, right, place)
                large = with_row(largest_of_four(one), bias, f)
                store(large, out, start, width, windows, width - f)


@compiled
def _multiply_transposed(
    pixels: Array, image: int, offsets: Array, taps: Array, rows: Array, total: Array
) -> None:
    """total[k, f] += sum over p of pixels[image + offsets[p] + taps[k]] rows[p, f]."""
    width, padded = rows.shape[1], total.shape[1]
    count, length = offsets.size - ROWS, taps.size - ROWS
    right, sums, lanes = rows.reshape(-1), total.reshape(-1), lanes_of(total)
    # Whole vectors are read: the last rows, with no room for one behind them, are copied to where there is.
    whole = max(count - (padded - 1) // width, 0)
    last = np.zeros((count - whole) * width + padded, rows.dtype)
    last[: (count - whole) * width] = right[whole * width :]
    for f in range(0, padded, 2 * lanes):
        for k in range(0, length, ROWS):
            at = k * padded + f
            if padded - f > lanes:
                two = load(zeros(pixels, ROWS, 2), sums, at, padded)
                for p in range(whole):
                    two = add_outer(two, pixels, image + offsets[p], taps, k, right, p * width + f)
                for p in range(whole, count):
                    place = (p - whole) * width + f
                    two = add_outer(two, pixels, image + offsets[p], taps, k, last, place)
                store(two, sums, at, padded, ROWS, padded)
            else:
                one = load(zeros(pixels, ROWS, 1), sums, at, padded)
                for p in range(whole):
                    one = add_outer(one, pixels, image + offsets[p], taps, k, right, p * width + f)
                for p in range(whole, count):
                    place = (p - whole) * width + f
                    one = add_outer(one, pixels, image + offsets[p], taps, k, last, place)
                store(one, sums, at, padded, ROWS, padded)
