"""The compiled twins of `group_stack`: the same names, the same signatures, the same numbers.

The first layer's sums of a group, and its gradient by a pixel, stay in registers, a vector or two for each
unit; so kernels are compiled for each number of units that is asked for. Other layers have little to do.
"""

from __future__ import annotations

import functools
from typing import Any

import numba
import numpy as np

from glassnet.engine.compiled.dense_stack import activate, activate_backward
from glassnet.engine.compiled.groups import lanes_for
from glassnet.engine.compiled.sparse import vectors_of_zeros
from glassnet.engine.simd.bytes import (
    add_bytes_times_numbers,
    add_bytes_times_vectors,
    fetch,
)
from glassnet.engine.simd.columns import add, add_dots, add_rows, fill, sum_of
from glassnet.engine.simd.rows import total
from glassnet.engine.simd.tiles import lanes_of, load, scaled, store_whole, zeros
from glassnet.nn.arrays import Array

# Sums in any order, so that they go many numbers at a time; NaN and infinity stay what they are.
compiled: Any = numba.njit(
    cache=True, error_model="numpy", nogil=True, fastmath={"contract", "reassoc"}
)

# So many bytes of images are fetched ahead: most come from afar.
AHEAD = 4096


def forward_groups(
    vector: Array,
    layers: Array,
    starts: Array,
    pixels: Array,
    images: Array,
    first: int,
    last: int,
    values: Array,
    outputs: Array,
) -> None:
    """Run the images of blocks `first` to `last` through all layers."""
    together = images.shape[1] // lanes_for(vector.dtype)
    forward = _forward_for(int(layers[0, 1]), together)
    forward(vector, layers, starts, pixels, images, first, last, values, outputs)


@functools.cache
def _forward_for(units: int, together: int) -> Any:
    """`forward_groups` where the first layer has so many units, and a group so many vectors."""

    @compiled
    def forward(
        vector: Array,
        layers: Array,
        starts: Array,
        pixels: Array,
        images: Array,
        first: int,
        last: int,
        values: Array,
        outputs: Array,
    ) -> None:
        of_group, groups = images.shape[1], len(starts) - 1
        _, rows, columns = values.shape
        whole = vector.dtype.type(1) / vector.dtype.type(255)
        flat_images, flat_values = images.reshape(-1), values.reshape(-1)
        for block in range(first, last):
            of_block = block * rows * columns
            for place in range(0, columns, of_group):
                # Behind the last group, images are dark.
                group = min((block * columns + place) // of_group, groups)
                tile = zeros(vector, units, together)
                for entry in range(starts[group], starts[min(group + 1, groups)]):
                    start = units * np.intp(pixels[entry])
                    fetch(flat_images, entry * of_group + AHEAD)
                    tile = add_bytes_times_numbers(
                        tile, vector, start, flat_images, entry * of_group
                    )
                sums = scaled(tile, whole)
                store_whole(sums, flat_values, of_block + place, columns)
            _forward_rest(vector, layers, flat_values, of_block, columns)
            _copy_outputs(values, block, outputs)

    return forward


@compiled
def _forward_rest(vector: Array, layers: Array, values: Array, of_block: int, columns: int) -> None:
    """From the first layer's sums to the last layer's outputs, for one block."""
    start, behind = 0, of_block
    for index in range(len(layers)):
        inputs, units = int(layers[index, 0]), int(layers[index, 1])
        bias = start + inputs * units
        for unit in range(units):
            sums = behind + unit * columns
            if index == 0:
                add(vector[bias + unit], values, sums, columns)
            else:
                before = behind - inputs * columns
                fill(vector[bias + unit], values, sums, columns)
                add_rows(vector, start + unit, units, inputs, values, before, values, sums, columns)
        kind, slope = layers[index, 2], vector.dtype.type(layers[index, 3])
        activate(values, behind, units * columns, kind, slope)
        start, behind = bias + units, behind + units * columns


@compiled
def _copy_outputs(values: Array, block: int, outputs: Array) -> None:
    """Those of a block, for images that there are."""
    classes, count = outputs.shape
    first, columns = block * values.shape[2], values.shape[2]
    for unit in range(classes):
        row = values[block, values.shape[1] - classes + unit]
        for column in range(np.uint64(min(columns, count - first))):
            outputs[unit, np.uint64(first) + column] = row[column]


def backward_groups(
    vector: Array,
    layers: Array,
    block_starts: Array,
    block_vectors: Array,
    block_images: Array,
    values: Array,
    d_outputs: Array,
    totals: Array,
    gradients: Array,
) -> None:
    """Fill `gradients`, given `d_outputs`."""
    backward = _backward_for(int(layers[0, 1]), block_images.shape[1])
    lists = block_starts, block_vectors, block_images
    backward(vector, layers, *lists, values, d_outputs, totals.reshape(-1), gradients)


@functools.cache
def _backward_for(units: int, together: int) -> Any:
    """`backward_groups` where the first layer has so many units, and so many pixels are read at once."""

    @compiled
    def backward(
        vector: Array,
        layers: Array,
        block_starts: Array,
        block_vectors: Array,
        block_images: Array,
        values: Array,
        d_outputs: Array,
        totals: Array,
        gradients: Array,
    ) -> None:
        (_, rows, columns), lanes = values.shape, lanes_of(vector)
        images, flat_values = block_images.reshape(-1), values.reshape(-1)
        bytes_of_one, pixel_sets = together * lanes, block_starts.shape[1] - 1
        widest = int(layers[:, 1].max()) * columns // lanes
        d_values = vectors_of_zeros(vector, widest).reshape(-1)
        d_sums = vectors_of_zeros(vector, widest).reshape(-1)
        gradients.fill(0)
        # The lanes of a vector are summed at last, in one go.
        totals.fill(0)
        for block in range(len(block_starts)):
            _begin(d_outputs, block * columns, columns, d_values)
            end = (block + 1) * rows * columns
            _backward_rest(vector, layers, flat_values, end, columns, d_values, d_sums, gradients)
            for which in range(pixel_sets):
                first, last = block_starts[block, which], block_starts[block, which + 1]
                if first < last:
                    row = which * units * bytes_of_one
                    tile = load(zeros(vector, units, together), totals, row, bytes_of_one)
                    for entry in range(first, last):
                        start, image = lanes * np.intp(block_vectors[entry]), entry * bytes_of_one
                        fetch(images, image + AHEAD)
                        tile = add_bytes_times_vectors(tile, d_sums, start, columns, images, image)
                    store_whole(tile, totals, row, bytes_of_one)
        _add_lanes(totals, units, together, gradients[: int(layers[0, 0]) * units])

    return backward


@compiled
def _begin(d_outputs: Array, first: int, columns: int, d_values: Array) -> None:
    """The derivatives of a block; zeros behind the last image."""
    size = np.uint64(min(columns, d_outputs.shape[1] - first))
    for unit in range(np.uint64(len(d_outputs))):
        for column in range(np.uint64(columns)):
            inside = column < size
            d_values[unit * np.uint64(columns) + column] = (
                d_outputs[unit, np.uint64(first) + column] if inside else 0
            )


@compiled
def _backward_rest(
    vector: Array,
    layers: Array,
    values: Array,
    end: int,
    columns: int,
    d_values: Array,
    d_sums: Array,
    gradients: Array,
) -> None:
    """From dL/d(outputs) of one block, whose values end at `end`, to dL/d(sums) of the first layer."""
    bias = vector.size
    for index in range(len(layers) - 1, -1, -1):
        inputs, units = int(layers[index, 0]), int(layers[index, 1])
        bias, behind = bias - units, end - units * columns
        kind, slope = layers[index, 2], vector.dtype.type(layers[index, 3])
        activate_backward(values, behind, units * columns, kind, slope, d_values, d_sums)
        for unit in range(units):
            gradients[bias + unit] += sum_of(d_sums, unit * columns, columns)
        bias -= inputs * units
        if index > 0:
            for i in range(inputs):
                before = behind + (i - inputs) * columns
                weights, d_value = bias + i * units, i * columns
                fill(vector.dtype.type(0), d_values, d_value, columns)
                add_rows(vector, weights, 1, units, d_sums, 0, d_values, d_value, columns)
                add_dots(values, before, d_sums, units, gradients, weights, columns)
        end = behind


@compiled
def _add_lanes(vectors: Array, units: int, together: int, gradients: Array) -> None:
    """The sum of each vector's lanes; there is one for each unit and each of some pixels, in turn."""
    whole, lanes = vectors.dtype.type(1) / vectors.dtype.type(255), lanes_of(vectors)
    for pixel in range(gradients.size // units):
        which, place = divmod(pixel, together)
        for unit in range(units):
            start = ((which * units + unit) * together + place) * lanes
            gradients[pixel * units + unit] = whole * total(vectors, start)
