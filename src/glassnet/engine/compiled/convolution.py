"""Convolution of images `(batch, height, width, channels)`, and its gradient by the weights.

Patches are not copied: the offset of an element of a patch is the offset of the patch plus that of the
element within it (its tap), and tiles read the image there.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from glassnet.engine.compiled.options import compiled, compiled_inline
from glassnet.engine.compiled.patches import (
    WINDOW,
    WINDOW_ROWS,
    find_nonzero,
    list_offsets,
    list_window_offsets,
    pad_columns,
)
from glassnet.engine.simd.tiles import (
    TILE_ROWS,
    add_outer_product,
    add_row,
    count_lanes,
    load_tile,
    store_tile_part,
    take_max_of_four,
    zeros,
)
from glassnet.nn.arrays import Array


@compiled
def convolve(images: Array, weights: Array, stride: int, sums: Array) -> None:
    """sums[n, y, x] = sum over i, j, c of images[n, y stride + i, x stride + j, c] weights[i, j, c]."""
    batch, out_height, out_width, filters = sums.shape
    _, height, width, channels = images.shape
    pixels, out = np.ascontiguousarray(images).reshape(-1), sums.reshape(-1)
    offsets = list_offsets(out_height, out_width, stride * width * channels, stride * channels)
    taps = list_offsets(weights.shape[0], weights.shape[1] * channels, width * channels, 1)
    columns = pad_columns(weights.reshape(-1, filters))
    padded, lanes = columns.shape[1], count_lanes(columns)
    right = columns.reshape(-1)
    for n in range(batch):
        image = n * height * width * channels
        begin = n * out_height * out_width * filters
        for f in range(0, padded, 2 * lanes):
            if padded - f > lanes:
                two = zeros(pixels, TILE_ROWS, 2)
                _multiply(two, pixels, image, offsets, taps, right, f, padded, out, begin, filters)
            else:
                one = zeros(pixels, TILE_ROWS, 1)
                _multiply(one, pixels, image, offsets, taps, right, f, padded, out, begin, filters)


@compiled
def convolve_and_pool(
    images: Array, weights: Array, bias: Array, stride: int, step: int, maxima: Array
) -> None:
    """maxima = the maximum of each window of 2x2 sums, plus the bias; windows are `step` apart.

    Sums are compared in registers and not stored.
    """
    batch, out_height, out_width, filters = maxima.shape
    _, height, width, channels = images.shape
    pixels, out = np.ascontiguousarray(images).reshape(-1), maxima.reshape(-1)
    row, column = stride * width * channels, stride * channels
    offsets = list_window_offsets(out_height, out_width, step, row, column)
    taps = list_offsets(weights.shape[0], weights.shape[1] * channels, width * channels, 1)
    columns = pad_columns(weights.reshape(-1, filters))
    biases = pad_columns(bias.reshape(1, -1)).reshape(-1)
    padded, lanes = columns.shape[1], count_lanes(columns)
    right = columns.reshape(-1)
    # Drawings, which have one channel, are sparse: rows of the kernel that only see zeros are skipped.
    taps_in_row = weights.shape[1] * channels
    nonzero = np.zeros(height * width if channels == 1 else 0, np.uint8)
    for n in range(batch):
        image = n * height * width * channels
        begin = n * out_height * out_width * filters
        if nonzero.size > 0:
            find_nonzero(pixels, image, offsets, taps, taps_in_row, nonzero)
        for f in range(0, padded, 2 * lanes):
            if padded - f > lanes:
                two = zeros(pixels, WINDOW_ROWS, 2)
                _multiply_and_pool(
                    two, pixels, image, offsets, taps, taps_in_row, nonzero,
                    right, f, padded, biases, out, begin, filters,
                )  # fmt: skip
            else:
                one = zeros(pixels, WINDOW_ROWS, 1)
                _multiply_and_pool(
                    one, pixels, image, offsets, taps, taps_in_row, nonzero,
                    right, f, padded, biases, out, begin, filters,
                )  # fmt: skip


@compiled
def correlate(images: Array, d_sums: Array, stride: int, d_weights: Array) -> None:
    """d_weights[i, j, c] += sum over n, y, x of images[n, y stride + i, x stride + j, c] d_sums[n, y, x]."""
    batch, out_height, out_width, filters = d_sums.shape
    _, height, width, channels = images.shape
    pixels = np.ascontiguousarray(images).reshape(-1)
    rows = np.ascontiguousarray(d_sums).reshape(batch, -1)
    offsets = list_offsets(out_height, out_width, stride * width * channels, stride * channels)
    taps = list_offsets(d_weights.shape[0], d_weights.shape[1] * channels, width * channels, 1)
    total = pad_columns(np.zeros((taps.size, filters), d_weights.dtype))
    padded, lanes = total.shape[1], count_lanes(total)
    sums = total.reshape(-1)
    # Whole vectors are read. The last rows, which end too close to the end of memory, are copied.
    count = offsets.size - TILE_ROWS
    readable = max(count - (padded - 1) // filters, 0)
    last = np.zeros((count - readable) * filters + padded, d_sums.dtype)
    for n in range(batch):
        image, right = n * height * width * channels, rows[n]
        for i in range((count - readable) * filters):
            last[i] = right[readable * filters + i]
        for f in range(0, padded, 2 * lanes):
            if padded - f > lanes:
                two = zeros(pixels, TILE_ROWS, 2)
                _multiply_transposed(
                    two,
                    pixels,
                    image,
                    offsets,
                    taps,
                    right,
                    last,
                    readable,
                    f,
                    filters,
                    sums,
                    padded,
                )
            else:
                one = zeros(pixels, TILE_ROWS, 1)
                _multiply_transposed(
                    one,
                    pixels,
                    image,
                    offsets,
                    taps,
                    right,
                    last,
                    readable,
                    f,
                    filters,
                    sums,
                    padded,
                )
    gradient = d_weights.reshape(-1, filters)
    for tap in range(len(gradient)):
        for f in range(filters):
            gradient[tap, f] += total[tap, f]


@compiled_inline
def _multiply(
    tile: Any,
    pixels: Array,
    image: int,
    offsets: Array,
    taps: Array,
    right: Array,
    f: int,
    padded: int,
    out: Array,
    begin: int,
    filters: int,
) -> None:
    """out[begin + p filters + f] = sum over k of pixels[image + offsets[p] + taps[k]] right[k padded + f].

    For the filters from `f` on that the tile of zeros has columns for.
    """
    count, length = offsets.size - TILE_ROWS, taps.size - TILE_ROWS
    for p in range(0, count, TILE_ROWS):
        sums = tile
        for k in range(length):
            sums = add_outer_product(
                sums, pixels, image + taps[k], offsets, p, right, k * padded + f
            )
        store_tile_part(sums, out, begin + p * filters + f, filters, count - p, filters - f)


@compiled_inline
def _multiply_and_pool(
    tile: Any,
    pixels: Array,
    image: int,
    offsets: Array,
    taps: Array,
    taps_in_row: int,
    nonzero: Array,
    right: Array,
    f: int,
    padded: int,
    biases: Array,
    out: Array,
    begin: int,
    filters: int,
) -> None:
    """As `_multiply`, but stores the maximum of each window's sums, plus the bias."""
    count, length, end = offsets.size - TILE_ROWS, taps.size - TILE_ROWS, WINDOW_ROWS - 1
    for p in range(0, count, WINDOW_ROWS):
        # `nonzero` holds for windows next to each other.
        known = nonzero.size > 0 and offsets[p + end] - offsets[p] == offsets[end] - offsets[0]
        sums = tile
        for row in range(0, length, taps_in_row):
            if known and nonzero[offsets[p] + taps[row]] == 0:
                continue
            for k in range(row, row + taps_in_row):
                start = k * padded + f
                sums = add_outer_product(sums, pixels, image + taps[k], offsets, p, right, start)
        maxima = add_row(take_max_of_four(sums), biases, f)
        windows, start = (count - p) // WINDOW, begin + p // WINDOW * filters + f
        store_tile_part(maxima, out, start, filters, windows, filters - f)


@compiled_inline
def _multiply_transposed(
    tile: Any,
    pixels: Array,
    image: int,
    offsets: Array,
    taps: Array,
    right: Array,
    last: Array,
    readable: int,
    f: int,
    filters: int,
    sums: Array,
    padded: int,
) -> None:
    """sums[k padded + f] += sum over p of pixels[image + offsets[p] + taps[k]] right[p filters + f].

    The rows p from `readable` on are those of `last`.
    """
    count, length = offsets.size - TILE_ROWS, taps.size - TILE_ROWS
    for k in range(0, length, TILE_ROWS):
        total = load_tile(tile, sums, k * padded + f, padded)
        for p in range(readable):
            start = p * filters + f
            total = add_outer_product(total, pixels, image + offsets[p], taps, k, right, start)
        for p in range(readable, count):
            start = (p - readable) * filters + f
            total = add_outer_product(total, pixels, image + offsets[p], taps, k, last, start)
        store_tile_part(total, sums, k * padded + f, padded, TILE_ROWS, padded)
