"""The compiled twins of `nonzero`: the same names, the same signatures, the same numbers."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

from glassnet.engine.compiled.sparse_one import MANY, fill_up, list_nonzero_of_one
from glassnet.engine.simd.bytes import add_chosen, add_to_chosen
from glassnet.engine.simd.rows import add_total, scaled_row
from glassnet.engine.simd.tiles import lanes_of, scaled, store, zeros
from glassnet.engine.simd.vectors import BYTES
from glassnet.engine.sparse_format import STEP, TOGETHER
from glassnet.nn.arrays import Array

compiled: Any = numba.njit(cache=True, error_model="numpy", nogil=True)

# Numbers without a sign are not looked at again before they say where to read.
PIXEL = np.uint64(STEP)

# Vectors of units whose weights are brought together.
SOME = 4

# Uses of each weight that are worth bringing them together for.
USES = 64


@compiled
def count_nonzero(images: Array, counts: Array) -> None:
    """counts = how many pixels of each image are not zero."""
    pixels, size = images.reshape(-1), np.uint64(images.shape[1])
    for i in range(np.uint64(len(images))):
        count = 0
        for pixel in range(size):
            count += pixels[i * size + pixel] != 0
        counts[i] = count


@compiled
def list_nonzero(images: Array, starts: Array, ends: Array, offsets: Array, values: Array) -> None:
    """List the pixels of `images` that are not zero, one image after the other."""
    pixels, size, last = images.reshape(-1), images.shape[1], 0
    for i in range(len(images)):
        starts[i] = last
        last = list_nonzero_of_one(pixels, i * size, size, STEP, offsets, values, last)
        ends[i] = last


@compiled
def transpose_sparse(
    starts: Array,
    ends: Array,
    offsets: Array,
    values: Array,
    transposed_starts: Array,
    transposed_ends: Array,
    transposed_places: Array,
    transposed_values: Array,
) -> None:
    """List for each pixel the images in which it is nonzero."""
    transposed_ends[:] = 0
    for image in range(len(starts)):
        for entry in range(np.uint64(starts[image]), np.uint64(ends[image])):
            transposed_ends[offsets[entry] // PIXEL] += values[entry] != 0
    last = 0
    for pixel in range(len(transposed_starts)):
        transposed_starts[pixel], count = last, transposed_ends[pixel]
        last = fill_up(transposed_places, transposed_values, last, last + count)
        transposed_ends[pixel] = transposed_starts[pixel]
    for image in range(len(starts)):
        for entry in range(np.uint64(starts[image]), np.uint64(ends[image])):
            value, pixel = values[entry], offsets[entry] // PIXEL
            if value != 0:
                to = np.uint64(transposed_ends[pixel])
                transposed_ends[pixel] += 1
                transposed_places[to] = image * STEP
                transposed_values[to] = value
    for pixel in range(len(transposed_ends)):
        transposed_ends[pixel] += (transposed_starts[pixel] - transposed_ends[pixel]) % TOGETHER


@compiled
def multiply_sparse(
    starts: Array,
    ends: Array,
    offsets: Array,
    values: Array,
    weights: Array,
    sums: Array,
    first: int,
    last: int,
) -> None:
    """sums = (images / 255) @ weights, for units from `first` to `last`."""
    units, lanes = weights.shape[1], lanes_of(weights)
    if first == 0 and last == units and units <= lanes:
        _multiply_by_one(starts, ends, offsets, values, weights, sums)
        return
    if units % lanes == 0 and (ends - starts).sum() < USES * len(weights):
        # Rows begin with a cache line, and each is used too seldom to be moved.
        done = last - (last - first) % (MANY * lanes)
        _multiply_by_many(starts, ends, offsets, values, weights, sums, first, done)
        first = done
    _multiply_by_some(starts, ends, offsets, values, weights, sums, first, last)


@compiled
def _multiply_by_many(
    starts: Array,
    ends: Array,
    offsets: Array,
    values: Array,
    weights: Array,
    sums: Array,
    first: int,
    last: int,
) -> None:
    """In turn the units of `MANY` vectors, whose weights are read where they are."""
    width, lanes = weights.shape[1], lanes_of(weights)
    flat_weights, flat_sums = weights.reshape(-1), sums.reshape(-1)
    whole = weights.dtype.type(1) / weights.dtype.type(255)
    for f in range(first, last, MANY * lanes):
        for i in range(len(sums)):
            tile = zeros(weights, 1, MANY)
            for entry in range(starts[i], ends[i], TOGETHER):
                tile = add_chosen(tile, values, offsets, entry, flat_weights, f, width)
            store(scaled(tile, whole), flat_sums, i * width + f, width, 1, MANY * lanes)


@compiled
def _multiply_by_some(
    starts: Array,
    ends: Array,
    offsets: Array,
    values: Array,
    weights: Array,
    sums: Array,
    first: int,
    last: int,
) -> None:
    """As `_multiply_by_many`, to the same bits; but weights are brought together before they are used.

    Then each vector of them begins with a cache line, and all lie close to each other.
    """
    (pixels, units), lanes = weights.shape, lanes_of(weights)
    rows = vectors_of_zeros(weights, pixels * SOME)
    flat_weights, flat_rows, flat_sums = weights.reshape(-1), rows.reshape(-1), sums.reshape(-1)
    one, whole = weights.dtype.type(1), weights.dtype.type(1) / weights.dtype.type(255)
    for f in range(first, last, SOME * lanes):
        width = min(SOME * lanes, last - f)
        for pixel in range(pixels):
            for v in range(0, width, lanes):
                vector = scaled_row(flat_weights, pixel * units + f + v, one, width - v)
                store(vector, flat_rows, pixel * SOME * lanes + v, lanes, 1, lanes)
        for i in range(len(sums)):
            tile = zeros(weights, 1, SOME)
            for entry in range(starts[i], ends[i], TOGETHER):
                tile = add_chosen(tile, values, offsets, entry, flat_rows, 0, SOME * lanes_of(rows))
            store(scaled(tile, whole), flat_sums, i * units + f, units, 1, width)


@compiled
def _multiply_by_one(
    starts: Array, ends: Array, offsets: Array, values: Array, weights: Array, sums: Array
) -> None:
    """Units of one vector, whose weights fit the nearest cache."""
    pixels, units = weights.shape
    rows, flat_sums = vectors_of_zeros(weights, pixels), sums.reshape(-1)
    flat_rows, whole = rows.reshape(-1), weights.dtype.type(1) / weights.dtype.type(255)
    for pixel in range(pixels):
        for column in range(units):
            rows[pixel, column] = weights[pixel, column]
    sums.fill(0)
    for i in range(len(sums)):
        tile = zeros(weights, TOGETHER, 1)
        for entry in range(starts[i], ends[i], TOGETHER):
            tile = add_chosen(tile, values, offsets, entry, flat_rows, 0, lanes_of(rows))
        add_total(scaled(tile, whole), flat_sums, i * units, units)


@compiled
def multiply_sparse_transposed(
    starts: Array, ends: Array, offsets: Array, values: Array, d_sums: Array, gradients: Array
) -> None:
    """gradients = (images / 255)^T @ d_sums."""
    (pixels, units), lanes = gradients.shape, lanes_of(gradients)
    rows, flat_d_sums = vectors_of_zeros(gradients, pixels), d_sums.reshape(-1)
    flat_rows, whole = rows.reshape(-1), gradients.dtype.type(1) / gradients.dtype.type(255)
    for f in range(0, units, lanes):
        width = min(lanes, units - f)
        flat_rows.fill(0)
        for i in range(len(d_sums)):
            row = scaled_row(flat_d_sums, i * units + f, whole, width)
            for entry in range(starts[i], ends[i], TOGETHER):
                add_to_chosen(row, values, offsets, entry, flat_rows)
        for pixel in range(pixels):
            for column in range(width):
                gradients[pixel, f + column] = rows[pixel, column]


@compiled
def vectors_of_zeros(like: Array, count: int) -> Array:
    """`count` rows of one vector each, in the precision of `like`: none shares a cache line with another."""
    lanes = lanes_of(like)
    memory = np.zeros((count + 1) * lanes, like.dtype)
    skipped = (-memory.ctypes.data % BYTES) // like.itemsize
    return memory[skipped : skipped + count * lanes].reshape(count, lanes)
