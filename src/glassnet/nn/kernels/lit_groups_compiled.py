"""The compiled twins of `lit_groups`: the same names, the same signatures, the same numbers.

Sums of a group stay in registers, one vector of images for each unit; so products are compiled for each
number of units that is asked for.
"""

from __future__ import annotations

import functools
from typing import Any

import numba
import numpy as np

from glassnet.nn.arrays import Array
from glassnet.nn.kernels.bytes_compiled import add_bytes_times_numbers, add_bytes_times_vectors
from glassnet.nn.kernels.lit import MOST_PIXELS, STEP
from glassnet.nn.kernels.lit_compiled import vectors_of_zeros
from glassnet.nn.kernels.lit_groups import GROUPS_OF_A_BLOCK
from glassnet.nn.kernels.tiles_compiled import lanes_of, load, store_whole, zeros
from glassnet.nn.kernels.vectors_compiled import BYTES

compiled: Any = numba.njit(cache=True, error_model="numpy", nogil=True)

# Numbers without a sign are not looked at again before they say where to read.
PIXEL = np.uint64(STEP)


def images_of_a_group(dtype: np.dtype) -> int:
    """How many numbers of this precision a vector holds."""
    return BYTES // dtype.itemsize


@compiled
def group_lit(
    starts: Array,
    ends: Array,
    places: Array,
    values: Array,
    group_starts: Array,
    group_pixels: Array,
    group_values: Array,
) -> None:
    """List for each group the pixels that are lit in any of its images."""
    lanes, entry = group_values.shape[1], 0
    gathered = np.zeros((MOST_PIXELS, lanes), np.uint8)
    lit = np.zeros(MOST_PIXELS, np.bool_)
    for group in range(len(group_starts) - 1):
        group_starts[group], past = entry, np.uint64(0)
        first = group * lanes
        for image in range(first, min(first + lanes, len(starts))):
            for listed in range(np.uint64(starts[image]), np.uint64(ends[image])):
                if values[listed] != 0:
                    pixel = places[listed] // PIXEL
                    gathered[pixel, image - first] = values[listed]
                    lit[pixel] = True
                    past = max(past, pixel + np.uint64(1))
        for pixel in range(past):
            if lit[pixel]:
                group_pixels[entry] = pixel
                group_values[entry] = gathered[pixel]
                gathered[pixel], lit[pixel] = 0, False
                entry += 1
    group_starts[-1] = entry


@compiled
def turn_groups(
    starts: Array,
    pixels: Array,
    values: Array,
    block_starts: Array,
    block_groups: Array,
    block_values: Array,
) -> None:
    """Sort what `group_lit` listed by block and pixel."""
    blocks, edges = block_starts.shape
    past = np.empty(edges, np.int64)
    for block in range(blocks):
        first = block * GROUPS_OF_A_BLOCK
        last = min(first + GROUPS_OF_A_BLOCK, len(starts) - 1)
        past.fill(0)
        for entry in range(starts[first], starts[last]):
            past[pixels[entry] + 1] += 1
        past[0] = starts[first]
        for pixel in range(1, edges):
            past[pixel] += past[pixel - 1]
        block_starts[block] = past
        for group in range(first, last):
            for entry in range(starts[group], starts[group + 1]):
                to = past[pixels[entry]]
                past[pixels[entry]] += 1
                block_groups[to] = group - first
                block_values[to] = values[entry]


def multiply_groups(
    starts: Array, pixels: Array, values: Array, weights: Array, sums: Array
) -> None:
    """sums = (images / 255) @ weights."""
    _product_for(weights.shape[1])(starts, pixels, values, weights, sums)


@functools.cache
def _product_for(units: int) -> Any:
    """`multiply_groups` for layers of so many units."""

    @compiled
    def multiply(starts: Array, pixels: Array, values: Array, weights: Array, sums: Array) -> None:
        lanes, one = lanes_of(weights), weights.dtype.type(1)
        numbers, images, flat_sums = weights.reshape(-1), values.reshape(-1), sums.reshape(-1)
        whole, of_group = one / weights.dtype.type(255), np.empty(units * lanes, weights.dtype)
        for group in range(len(starts) - 1):
            tile = zeros(weights, units, 1)
            for entry in range(starts[group], starts[group + 1]):
                start = units * np.intp(pixels[entry])
                tile = add_bytes_times_numbers(tile, numbers, start, images, entry * lanes)
            store_whole(tile, of_group, 0, lanes)
            first = np.uint64(group * lanes)
            for lane in range(np.uint64(min(lanes, len(sums) - group * lanes))):
                for unit in range(np.uint64(units)):
                    number = of_group[unit * np.uint64(lanes) + lane]
                    flat_sums[(first + lane) * np.uint64(units) + unit] = number * whole

    return multiply


def multiply_groups_transposed(
    block_starts: Array, block_groups: Array, block_values: Array, d_sums: Array, gradients: Array
) -> None:
    """gradients = (images / 255)^T @ d_sums."""
    multiply = _transposed_product_for(d_sums.shape[1])
    multiply(block_starts, block_groups, block_values, d_sums, gradients)


@functools.cache
def _transposed_product_for(units: int) -> Any:
    """`multiply_groups_transposed` for layers of so many units."""

    @compiled
    def multiply(
        block_starts: Array,
        block_groups: Array,
        block_values: Array,
        d_sums: Array,
        gradients: Array,
    ) -> None:
        lanes, images = lanes_of(gradients), block_values.reshape(-1)
        whole = gradients.dtype.type(1) / gradients.dtype.type(255)
        # The lanes of a vector are summed at last, in one go.
        totals = vectors_of_zeros(gradients, gradients.size).reshape(-1)
        vectors = vectors_of_zeros(gradients, GROUPS_OF_A_BLOCK * units).reshape(-1)
        for block in range(len(block_starts)):
            _by_lanes(d_sums, block * GROUPS_OF_A_BLOCK * lanes, lanes, whole, vectors)
            for pixel in range(len(gradients)):
                first, last = block_starts[block, pixel], block_starts[block, pixel + 1]
                if first < last:
                    of_pixel = pixel * units * lanes
                    tile = load(zeros(gradients, units, 1), totals, of_pixel, lanes)
                    for entry in range(first, last):
                        start = units * lanes * np.intp(block_groups[entry])
                        tile = add_bytes_times_vectors(tile, vectors, start, images, entry * lanes)
                    store_whole(tile, totals, of_pixel, lanes)
        _add_lanes(totals, lanes, gradients.reshape(-1))

    return multiply


@compiled
def _by_lanes(d_sums: Array, first: int, lanes: int, factor: float, vectors: Array) -> None:
    """The rows of a block, times a factor, as vectors of a unit each; zeros behind the last row."""
    units = np.uint64(d_sums.shape[1])
    rows = min(GROUPS_OF_A_BLOCK * lanes, len(d_sums) - first)
    if rows < GROUPS_OF_A_BLOCK * lanes:
        vectors.fill(0)
    numbers, width = d_sums.reshape(-1), np.uint64(lanes)
    for row in range(np.uint64(rows)):
        to, start = row // width * units * width + row % width, (np.uint64(first) + row) * units
        for unit in range(units):
            vectors[to + unit * width] = numbers[start + unit] * factor


@numba.njit(cache=True, error_model="numpy", nogil=True, fastmath={"reassoc"})
def _add_lanes(vectors: Array, lanes: int, sums: Array) -> None:
    """The sum of each vector's lanes, in any order."""
    for at in range(len(sums)):
        total = sums.dtype.type(0)
        for lane in range(lanes):
            total += vectors[at * lanes + lane]
        sums[at] = total
