"""What is done with the nonzero pixels of one image: `lit_compiled` does it for each of many."""

from __future__ import annotations

from typing import Any

import numba

from glassnet.engine.simd.bytes import store_nonzero
from glassnet.engine.simd.rows import add_rows, add_to_rows, add_total, scaled_row
from glassnet.engine.simd.tiles import lanes_of, zeros
from glassnet.engine.simd.vectors import BYTES, WIDE
from glassnet.engine.sparse_format import TOGETHER
from glassnet.nn.arrays import Array

compiled: Any = numba.njit(cache=True, error_model="numpy", nogil=True)

# Rows of the tiles that entries are added to; divides `TOGETHER`.
ROWS = TOGETHER if WIDE else TOGETHER // 2

# Vectors of a wide layer's units that are summed up together: of one image, as many as there is room for.
MANY = 8
MOST = 16 if WIDE else 8


@compiled
def list_nonzero_of_one(
    pixels: Array, start: int, size: int, step: int, offsets: Array, values: Array, first: int
) -> int:
    """List one image's pixels that are not zero from entry `first` on; where the list ends.

    Places are `step` times the pixel's number. In lists of floats bytes become byte / 255; otherwise pixels
    have the type of `values`.
    """
    kind, lanes, at = values.dtype.type, BYTES // max(values.itemsize, 4), first
    for column in range(0, size - lanes + 1, lanes):
        at += store_nonzero(pixels, start + column, column, step, offsets, values, at)
    for column in range(size - size % lanes, size):
        pixel = pixels[start + column]
        if pixel != 0:
            offsets[at] = column * step
            values[at] = kind(pixel)
            if pixels.itemsize < values.itemsize:
                values[at] /= kind(255)
            at += 1
    return fill_up(offsets, values, first, at)


@compiled
def fill_up(offsets: Array, values: Array, first: int, at: int) -> int:
    """Fill the list from `first` to below `at` with zeros to a multiple of `TOGETHER`; where it ends."""
    for entry in range(at, at + TOGETHER):
        offsets[entry] = 0
        values[entry] = 0
    return at + (first - at) % TOGETHER


@compiled
def add_weighted(
    weights: Array,
    start: int,
    units: int,
    offsets: Array,
    values: Array,
    first: int,
    last: int,
    sums: Array,
    at: int,
) -> None:
    """sums <- sums + the listed values @ their rows of weights, of which offsets say where they begin."""
    lanes = lanes_of(weights)
    by_most = units - units % (MOST * lanes)
    for f in range(0, by_most, MOST * lanes):
        most = zeros(weights, 1, MOST)
        for i in range(first, last):
            most = add_rows(most, values, offsets, i, weights, start + f, MOST * lanes)
        add_total(most, sums, at + f, MOST * lanes)
    by_many = units - units % (MANY * lanes)
    for f in range(by_most, by_many, MANY * lanes):
        many = zeros(weights, 1, MANY)
        for i in range(first, last):
            many = add_rows(many, values, offsets, i, weights, start + f, MANY * lanes)
        add_total(many, sums, at + f, MANY * lanes)
    for f in range(by_many, units, 2 * lanes):
        width = units - f
        if width > lanes:
            two = zeros(weights, ROWS, 2)
            for i in range(first, last, ROWS):
                two = add_rows(two, values, offsets, i, weights, start + f, width)
            add_total(two, sums, at + f, width)
        else:
            one = zeros(weights, ROWS, 1)
            for i in range(first, last, ROWS):
                one = add_rows(one, values, offsets, i, weights, start + f, width)
            add_total(one, sums, at + f, width)


@compiled
def add_outer(
    weights: Array,
    start: int,
    units: int,
    offsets: Array,
    values: Array,
    first: int,
    last: int,
    d_sums: Array,
    factor: float,
) -> None:
    """weights <- weights + factor * outer(listed values, d_sums)."""
    for f in range(0, units, lanes_of(weights)):
        row = scaled_row(d_sums, f, weights.dtype.type(factor), units - f)
        for i in range(first, last, TOGETHER):
            add_to_rows(row, values, offsets, i, weights, start + f, units - f)
