"""The compiled twins of `lit`: the same names, the same signatures, the same numbers.

Below them is what they do for one image, which `dense_stack_compiled` does for its one example.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

from glassnet.nn.arrays import Array
from glassnet.nn.kernels.bytes_compiled import put_lit
from glassnet.nn.kernels.lit import TOGETHER
from glassnet.nn.kernels.rows_compiled import add_rows, add_to_rows, add_total, scaled_row
from glassnet.nn.kernels.tiles_compiled import zeros
from glassnet.nn.kernels.vectors_compiled import BYTES, WIDE

compiled: Any = numba.njit(cache=True, error_model="numpy", nogil=True)

# Rows of the tiles that entries are added to; divides `TOGETHER`.
ROWS = TOGETHER if WIDE else TOGETHER // 2


@compiled
def find_lit(images: Array, starts: Array, places: Array, values: Array) -> None:
    """List the pixels of `images` that are not zero."""
    pixels, size = images.reshape(-1), images.shape[1]
    starts[0] = 0
    for i in range(len(images)):
        starts[i + 1] = list_lit(pixels, i * size, size, places, values, starts[i])


@compiled
def multiply_lit(starts: Array, places: Array, values: Array, weights: Array, sums: Array) -> None:
    """sums = images @ weights."""
    units, flat_weights, flat_sums = weights.shape[1], weights.reshape(-1), sums.reshape(-1)
    sums[...] = 0
    for i in range(len(sums)):
        first, last = starts[i], starts[i + 1]
        add_weighted(flat_weights, 0, units, places, values, first, last, flat_sums, i * units)


@compiled
def multiply_lit_transposed(
    starts: Array, places: Array, values: Array, d_sums: Array, gradients: Array
) -> None:
    """gradients = images^T @ d_sums."""
    pixels, units = gradients.shape
    lanes = BYTES // gradients.itemsize
    # Rows of whole vectors: who shares one with their neighbour in memory waits until that is written.
    width = -(-units // lanes) * lanes
    total, flat_d_sums = np.zeros(pixels * width, gradients.dtype), d_sums.reshape(-1)
    for i in range(len(d_sums)):
        for f in range(0, units, lanes):
            row = scaled_row(flat_d_sums, i * units + f, gradients.dtype.type(1), units - f)
            for entry in range(starts[i], starts[i + 1], TOGETHER):
                add_to_rows(row, values, places, entry, total, f, width, lanes)
    gradients[...] = total.reshape(pixels, width)[:, :units]


@compiled
def list_lit(pixels: Array, start: int, size: int, places: Array, values: Array, first: int) -> int:
    """List one image's pixels that are not zero from entry `first` on; where the list ends.

    Bytes become byte / 255; other pixels have the type of `values`.
    """
    kind, lanes, at = values.dtype.type, BYTES // values.itemsize, first
    whole = kind(255) if pixels.itemsize == 1 else kind(1)
    for column in range(0, size - lanes + 1, lanes):
        at += put_lit(pixels, start + column, column, places, values, at)
    for column in range(size - size % lanes, size):
        pixel = pixels[start + column]
        if pixel != 0:
            places[at] = column
            values[at] = kind(pixel) / whole
            at += 1
    return fill_up(places, values, first, at)


@compiled
def fill_up(places: Array, values: Array, first: int, at: int) -> int:
    """Fill the list from `first` to below `at` with zeros to a multiple of `TOGETHER`; where it ends."""
    for entry in range(at, at + TOGETHER):
        places[entry] = 0
        values[entry] = 0
    return at + (first - at) % TOGETHER


@compiled
def add_weighted(
    weights: Array,
    start: int,
    units: int,
    places: Array,
    values: Array,
    first: int,
    last: int,
    sums: Array,
    at: int,
) -> None:
    """sums <- sums + the listed values @ their rows of weights."""
    lanes = BYTES // weights.itemsize
    for f in range(0, units, 2 * lanes):
        width = units - f
        if width > lanes:
            two = zeros(weights, ROWS, 2)
            for i in range(first, last, ROWS):
                two = add_rows(two, values, places, i, weights, start + f, units, width)
            add_total(two, sums, at + f, width)
        else:
            one = zeros(weights, ROWS, 1)
            for i in range(first, last, ROWS):
                one = add_rows(one, values, places, i, weights, start + f, units, width)
            add_total(one, sums, at + f, width)


@compiled
def add_outer(
    weights: Array,
    start: int,
    units: int,
    places: Array,
    values: Array,
    first: int,
    last: int,
    d_sums: Array,
    factor: float,
) -> None:
    """weights <- weights + factor * outer(listed values, d_sums)."""
    for f in range(0, units, BYTES // weights.itemsize):
        row = scaled_row(d_sums, f, weights.dtype.type(factor), units - f)
        for i in range(first, last, TOGETHER):
            add_to_rows(row, values, places, i, weights, start + f, units, units - f)
