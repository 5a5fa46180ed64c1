"""Products with the nonzero elements of one example: their offsets and values, in the entries of a list."""

from __future__ import annotations

from typing import Any

from glassnet.engine.compiled.options import compiled, compiled_inline
from glassnet.engine.simd.bytes import store_nonzero
from glassnet.engine.simd.rows import (
    add_tile_rows,
    add_to_weight_rows,
    add_weight_rows,
    load_scaled_row,
)
from glassnet.engine.simd.tiles import count_lanes, count_rows, zeros
from glassnet.engine.simd.vectors import HAS_AVX512, VECTOR_BYTES
from glassnet.engine.sparse_format import TOGETHER
from glassnet.nn.arrays import Array

# Entries that are added to a narrow tile at a time, each to a row of its own; a divisor of `TOGETHER`.
ENTRIES_AT_ONCE = TOGETHER if HAS_AVX512 else TOGETHER // 2

# Vectors of units in the tiles of wide layers; the widest leave few of the registers to other values.
WIDE_TILE = 8
WIDEST_TILE = 16 if HAS_AVX512 else 8


@compiled
def list_nonzero_elements(
    source: Array, start: int, size: int, step: int, offsets: Array, values: Array, first: int
) -> int:
    """List the nonzero of `size` elements of `source`, from entry `first` on; the end of the list.

    Offsets are `step` times the element's index. In lists of floats bytes become byte / 255; other elements
    have the type of `values`.
    """
    scalar, lanes, entry = values.dtype.type, VECTOR_BYTES // max(values.itemsize, 4), first
    for column in range(0, size - lanes + 1, lanes):
        entry += store_nonzero(source, start + column, column, step, offsets, values, entry)
    for column in range(size - size % lanes, size):
        element = source[start + column]
        if element != 0:
            offsets[entry] = column * step
            values[entry] = scalar(element)
            if source.itemsize < values.itemsize:
                values[entry] /= scalar(255)
            entry += 1
    return pad_list(offsets, values, first, entry)


@compiled
def pad_list(offsets: Array, values: Array, first: int, end: int) -> int:
    """Pad the list of entries `first` to `end` with zeros to a multiple of `TOGETHER`; its new end."""
    for entry in range(end, end + TOGETHER):
        offsets[entry] = 0
        values[entry] = 0
    return end + (first - end) % TOGETHER


@compiled
def add_sparse_product(
    weights: Array,
    start: int,
    units: int,
    offsets: Array,
    values: Array,
    first: int,
    last: int,
    sums: Array,
    sums_start: int,
) -> None:
    """sums <- sums + the sum over entries of values[entry] * the row of weights at start + offsets[entry]."""
    lanes, entries = count_lanes(weights), (offsets, values, first, last)
    widest, wide = WIDEST_TILE * lanes, WIDE_TILE * lanes
    by_widest, by_wide = units - units % widest, units - units % wide
    for f in range(0, by_widest, widest):
        tile = zeros(weights, 1, WIDEST_TILE)
        _add_entries(tile, *entries, weights, start + f, sums, sums_start + f, widest)
    for f in range(by_widest, by_wide, wide):
        tile = zeros(weights, 1, WIDE_TILE)
        _add_entries(tile, *entries, weights, start + f, sums, sums_start + f, wide)
    for f in range(by_wide, units, 2 * lanes):
        if units - f > lanes:
            two = zeros(weights, ENTRIES_AT_ONCE, 2)
            _add_entries(two, *entries, weights, start + f, sums, sums_start + f, units - f)
        else:
            one = zeros(weights, ENTRIES_AT_ONCE, 1)
            _add_entries(one, *entries, weights, start + f, sums, sums_start + f, units - f)


@compiled
def add_sparse_outer_product(
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
    """The row of weights at start + offsets[entry] += factor * values[entry] * d_sums, for each entry."""
    for f in range(0, units, count_lanes(weights)):
        row = load_scaled_row(d_sums, f, weights.dtype.type(factor), units - f)
        for i in range(first, last, TOGETHER):
            add_to_weight_rows(row, values, offsets, i, weights, start + f, units - f)


@compiled_inline
def _add_entries(
    tile: Any,
    offsets: Array,
    values: Array,
    first: int,
    last: int,
    weights: Array,
    start: int,
    sums: Array,
    sums_start: int,
    width: int,
) -> None:
    """`add_sparse_product` for the units that a tile of zeros has room for."""
    for i in range(first, last, count_rows(tile)):
        tile = add_weight_rows(tile, values, offsets, i, weights, start, width)
    add_tile_rows(tile, sums, sums_start, width)
