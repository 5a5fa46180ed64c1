"""Sparse images in the format of `sparse_format`: listing, transposition, products with dense matrices."""

from __future__ import annotations

import numpy as np

from glassnet.engine.compiled.options import compiled
from glassnet.engine.compiled.sparse_one import WIDE_TILE, list_nonzero_elements, pad_list
from glassnet.engine.simd.bytes import add_selected_rows, add_to_selected_rows
from glassnet.engine.simd.rows import add_tile_rows, load_scaled_row
from glassnet.engine.simd.tiles import count_lanes, scale_tile, store_tile_part, zeros
from glassnet.engine.simd.vectors import VECTOR_BYTES
from glassnet.engine.sparse_format import STEP, TOGETHER
from glassnet.nn.arrays import Array

# Unsigned, so that compiled code does not check for negative indices.
UNSIGNED_STEP = np.uint64(STEP)

# Vectors of units whose weights are copied together.
PACKED_TILE = 4

# Uses of each weight that are worth a copy.
MIN_USES_TO_PACK = 64


@compiled
def count_nonzero(images: Array, counts: Array) -> None:
    """counts = the number of nonzero pixels of each image."""
    pixels, size = images.reshape(-1), np.uint64(images.shape[1])
    for i in range(np.uint64(len(images))):
        count = 0
        for pixel in range(size):
            count += pixels[i * size + pixel] != 0
        counts[i] = count


@compiled
def list_nonzero(images: Array, starts: Array, ends: Array, offsets: Array, values: Array) -> None:
    """List the nonzero pixels of `images` `(count, pixels)`, one image after the other.

    `starts` and `ends` are `(count,)`; `offsets` and `values` have `padded_length` entries for each image,
    and `SPARE` more.
    """
    pixels, size, last = images.reshape(-1), images.shape[1], 0
    for i in range(len(images)):
        starts[i] = last
        last = list_nonzero_elements(pixels, i * size, size, STEP, offsets, values, last)
        ends[i] = last


@compiled
def transpose_sparse(
    starts: Array,
    ends: Array,
    offsets: Array,
    values: Array,
    transposed_starts: Array,
    transposed_ends: Array,
    transposed_offsets: Array,
    transposed_values: Array,
) -> None:
    """List for each pixel the images in which it is nonzero: the lists of the transposed images."""
    transposed_ends.fill(0)
    for image in range(len(starts)):
        for entry in range(np.uint64(starts[image]), np.uint64(ends[image])):
            transposed_ends[offsets[entry] // UNSIGNED_STEP] += values[entry] != 0
    last = 0
    for pixel in range(len(transposed_starts)):
        transposed_starts[pixel], count = last, transposed_ends[pixel]
        last = pad_list(transposed_offsets, transposed_values, last, last + count)
        transposed_ends[pixel] = transposed_starts[pixel]
    for image in range(len(starts)):
        for entry in range(np.uint64(starts[image]), np.uint64(ends[image])):
            value, pixel = values[entry], offsets[entry] // UNSIGNED_STEP
            if value != 0:
                to = np.uint64(transposed_ends[pixel])
                transposed_ends[pixel] += 1
                transposed_offsets[to] = image * STEP
                transposed_values[to] = value
    for pixel in range(len(transposed_ends)):
        transposed_ends[pixel] += (transposed_starts[pixel] - transposed_ends[pixel]) % TOGETHER


def multiply_sparse(
    lists: tuple[Array, Array, Array, Array], weights: Array, sums: Array, first: int, last: int
) -> None:
    """sums = (images / 255) @ weights, for units `first` to `last`; compiles only what these need.

    `lists` are the starts, ends, offsets and values of the images.
    """
    starts, ends = lists[:2]
    units, lanes = weights.shape[1], VECTOR_BYTES // weights.itemsize
    if first == 0 and last == units and units <= lanes:
        _multiply_narrow(*lists, weights, sums)
        return
    if units % lanes == 0 and int((ends - starts).sum()) < MIN_USES_TO_PACK * len(weights):
        # Rows begin at a cache line, and each is used too seldom to be copied.
        unpacked = last - (last - first) % (WIDE_TILE * lanes)
        if unpacked > first:
            _multiply_in_place(*lists, weights, sums, first, unpacked)
        first = unpacked
    if last > first:
        _multiply_packed(*lists, weights, sums, first, last)


@compiled
def multiply_sparse_transposed(
    starts: Array, ends: Array, offsets: Array, values: Array, d_sums: Array, gradients: Array
) -> None:
    """gradients = (images / 255)^T @ d_sums."""
    (pixels, units), lanes = gradients.shape, count_lanes(gradients)
    rows, flat_d_sums = allocate_vectors(gradients, pixels), d_sums.reshape(-1)
    flat_rows, scale = rows.reshape(-1), gradients.dtype.type(1) / gradients.dtype.type(255)
    for f in range(0, units, lanes):
        width = min(lanes, units - f)
        flat_rows.fill(0)
        for i in range(len(d_sums)):
            row = load_scaled_row(flat_d_sums, i * units + f, scale, width)
            for entry in range(starts[i], ends[i], TOGETHER):
                add_to_selected_rows(row, values, offsets, entry, flat_rows)
        for pixel in range(pixels):
            for column in range(width):
                gradients[pixel, f + column] = rows[pixel, column]


@compiled
def allocate_vectors(like: Array, count: int) -> Array:
    """Zeros `(count, lanes)` in the precision of `like`; each row is a vector, aligned with a cache line."""
    lanes = count_lanes(like)
    memory = np.zeros((count + 1) * lanes, like.dtype)
    skipped = (-memory.ctypes.data % VECTOR_BYTES) // like.itemsize
    return memory[skipped : skipped + count * lanes].reshape(count, lanes)


@compiled
def _multiply_in_place(
    starts: Array,
    ends: Array,
    offsets: Array,
    values: Array,
    weights: Array,
    sums: Array,
    first: int,
    last: int,
) -> None:
    """`multiply_sparse` for `WIDE_TILE` vectors of units at a time, whose weights are read where they are."""
    units, lanes = weights.shape[1], count_lanes(weights)
    flat_weights, flat_sums = weights.reshape(-1), sums.reshape(-1)
    scale = weights.dtype.type(1) / weights.dtype.type(255)
    for f in range(first, last, WIDE_TILE * lanes):
        for i in range(len(sums)):
            tile = zeros(weights, 1, WIDE_TILE)
            for entry in range(starts[i], ends[i], TOGETHER):
                tile = add_selected_rows(tile, values, offsets, entry, flat_weights, f, units)
            scaled = scale_tile(tile, scale)
            store_tile_part(scaled, flat_sums, i * units + f, units, 1, WIDE_TILE * lanes)


@compiled
def _multiply_packed(
    starts: Array,
    ends: Array,
    offsets: Array,
    values: Array,
    weights: Array,
    sums: Array,
    first: int,
    last: int,
) -> None:
    """As `_multiply_in_place`, with bitwise identical results, from a copy of the weights of a few vectors.

    In the copy each vector is aligned with a cache line, and all are close together.
    """
    (pixels, units), lanes = weights.shape, count_lanes(weights)
    rows = allocate_vectors(weights, pixels * PACKED_TILE)
    flat_weights, flat_rows, flat_sums = weights.reshape(-1), rows.reshape(-1), sums.reshape(-1)
    one, scale = weights.dtype.type(1), weights.dtype.type(1) / weights.dtype.type(255)
    for f in range(first, last, PACKED_TILE * lanes):
        width = min(PACKED_TILE * lanes, last - f)
        for pixel in range(pixels):
            for v in range(0, width, lanes):
                vector = load_scaled_row(flat_weights, pixel * units + f + v, one, width - v)
                to = pixel * PACKED_TILE * lanes + v
                store_tile_part(vector, flat_rows, to, lanes, 1, lanes)
        for i in range(len(sums)):
            tile = zeros(weights, 1, PACKED_TILE)
            for entry in range(starts[i], ends[i], TOGETHER):
                row_width = PACKED_TILE * count_lanes(rows)
                tile = add_selected_rows(tile, values, offsets, entry, flat_rows, 0, row_width)
            scaled = scale_tile(tile, scale)
            store_tile_part(scaled, flat_sums, i * units + f, units, 1, width)


@compiled
def _multiply_narrow(
    starts: Array, ends: Array, offsets: Array, values: Array, weights: Array, sums: Array
) -> None:
    """`multiply_sparse` for units of one vector, whose weights fit into the first-level cache."""
    pixels, units = weights.shape
    rows, flat_sums = allocate_vectors(weights, pixels), sums.reshape(-1)
    flat_rows, scale = rows.reshape(-1), weights.dtype.type(1) / weights.dtype.type(255)
    for pixel in range(pixels):
        for column in range(units):
            rows[pixel, column] = weights[pixel, column]
    sums.fill(0)
    for i in range(len(sums)):
        tile = zeros(weights, TOGETHER, 1)
        for entry in range(starts[i], ends[i], TOGETHER):
            tile = add_selected_rows(tile, values, offsets, entry, flat_rows, 0, count_lanes(rows))
        add_tile_rows(scale_tile(tile, scale), flat_sums, i * units, units)
