"""All layers of a dense network of few units, run for groups of images in one call; see `groups`.

The sums of the first layer for a group, and its gradient for a set of pixels, stay in registers: one or two
vectors for each unit. So the functions are compiled for each number of units. Other layers are small.

`values` `(blocks, units of all layers, images of a block)` has the outputs of every layer, of which each unit
is a row; `outputs` and `d_outputs` are `(classes, images)`. For `vector` and `layers` see `dense_stack`.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from glassnet.engine.compiled.columns import (
    add_dot_products,
    add_to_row,
    add_weighted_rows,
    fill_row,
    sum_row,
)
from glassnet.engine.compiled.groups import lanes_for
from glassnet.engine.compiled.options import compiled_any_order
from glassnet.engine.compiled.scalar_activations import activate, activate_backward
from glassnet.engine.compiled.sparse import allocate_vectors
from glassnet.engine.simd.bytes import add_bytes_times_scalars, add_bytes_times_vectors, fetch
from glassnet.engine.simd.rows import sum_vector
from glassnet.engine.simd.tiles import count_lanes, load_tile, scale_tile, store_tile, zeros
from glassnet.nn.arrays import Array

# Images are prefetched so many bytes ahead: most of them are not in the cache.
PREFETCH_BYTES = 4096


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
    """Run the images of blocks `first` to `last` through all layers; fill in their `values` and `outputs`."""
    together = images.shape[1] // lanes_for(vector.dtype)
    forward = _compile_forward(int(layers[0, 1]), together)
    forward(vector, layers, starts, pixels, images, first, last, values, outputs)


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
    """Fill `gradients`, of the size of `vector`, given `d_outputs`.

    `totals` `(sets of pixels, units, pixels of a set, lanes)` is memory to work with.
    """
    backward = _compile_backward(int(layers[0, 1]), block_images.shape[1])
    blocks = block_starts, block_vectors, block_images
    backward(vector, layers, *blocks, values, d_outputs, totals.reshape(-1), gradients)


@functools.cache
def _compile_forward(units: int, together: int) -> Any:
    """`forward_groups` for so many units in the first layer, and so many vectors of images in a group."""

    @compiled_any_order
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
        group_images, groups = images.shape[1], len(starts) - 1
        _, rows, columns = values.shape
        scale = vector.dtype.type(1) / vector.dtype.type(255)
        flat_images, flat_values = images.reshape(-1), values.reshape(-1)
        for block in range(first, last):
            block_start = block * rows * columns
            for column in range(0, columns, group_images):
                # After the last group there are images of zeros.
                group = min((block * columns + column) // group_images, groups)
                tile = zeros(vector, units, together)
                for entry in range(starts[group], starts[min(group + 1, groups)]):
                    weights, image = units * np.intp(pixels[entry]), entry * group_images
                    fetch(flat_images, image + PREFETCH_BYTES)
                    tile = add_bytes_times_scalars(tile, vector, weights, flat_images, image)
                store_tile(scale_tile(tile, scale), flat_values, block_start + column, columns)
            _forward_rest(vector, layers, flat_values, block_start, columns)
            _copy_outputs(values, block, outputs)

    return forward


@functools.cache
def _compile_backward(units: int, together: int) -> Any:
    """`backward_groups` for so many units in the first layer, and so many pixels in a set."""

    @compiled_any_order
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
        (_, rows, columns), lanes = values.shape, count_lanes(vector)
        images, flat_values = block_images.reshape(-1), values.reshape(-1)
        image_bytes, pixel_sets = together * lanes, block_starts.shape[1] - 1
        widest = 0
        for index in range(len(layers)):
            widest = max(widest, int(layers[index, 1]))
        d_values = allocate_vectors(vector, widest * columns // lanes).reshape(-1)
        d_sums = allocate_vectors(vector, widest * columns // lanes).reshape(-1)
        gradients.fill(0)
        # Lanes are summed once, at the end.
        totals.fill(0)
        for block in range(len(block_starts)):
            _copy_derivatives(d_outputs, block * columns, columns, d_values)
            end = (block + 1) * rows * columns
            _backward_rest(vector, layers, flat_values, end, columns, d_values, d_sums, gradients)
            for pixel_set in range(pixel_sets):
                first, last = block_starts[block, pixel_set], block_starts[block, pixel_set + 1]
                if first < last:
                    row = pixel_set * units * image_bytes
                    tile = load_tile(zeros(vector, units, together), totals, row, image_bytes)
                    for entry in range(first, last):
                        start, image = lanes * np.intp(block_vectors[entry]), entry * image_bytes
                        fetch(images, image + PREFETCH_BYTES)
                        tile = add_bytes_times_vectors(tile, d_sums, start, columns, images, image)
                    store_tile(tile, totals, row, image_bytes)
        _sum_lanes(totals, units, together, gradients[: int(layers[0, 0]) * units])

    return backward


@compiled_any_order
def _forward_rest(
    vector: Array, layers: Array, values: Array, block_start: int, columns: int
) -> None:
    """From the first layer's sums, without bias, to the last layer's outputs, for one block."""
    start, after = 0, block_start
    for index in range(len(layers)):
        inputs, units = int(layers[index, 0]), int(layers[index, 1])
        bias, before = start + inputs * units, after - inputs * columns
        for unit in range(units):
            sums = after + unit * columns
            if index == 0:
                add_to_row(vector[bias + unit], values, sums, columns)
            else:
                fill_row(vector[bias + unit], values, sums, columns)
                add_weighted_rows(
                    vector, start + unit, units, inputs, values, before, values, sums, columns
                )
        slope = vector.dtype.type(layers[index, 3])
        activate(values, after, units * columns, layers[index, 2], slope)
        start, after = bias + units, after + units * columns


@compiled_any_order
def _copy_outputs(values: Array, block: int, outputs: Array) -> None:
    """Copy a block's outputs, except those of the images of zeros after the last image."""
    classes, count = outputs.shape
    first, columns = block * values.shape[2], values.shape[2]
    for unit in range(classes):
        row = values[block, values.shape[1] - classes + unit]
        for column in range(np.uint64(min(columns, count - first))):
            outputs[unit, np.uint64(first) + column] = row[column]


@compiled_any_order
def _copy_derivatives(d_outputs: Array, first: int, columns: int, d_values: Array) -> None:
    """Copy the derivatives of a block whose first image is `first`; zeros after the last image."""
    size = np.uint64(min(columns, d_outputs.shape[1] - first))
    for unit in range(np.uint64(len(d_outputs))):
        for column in range(np.uint64(columns)):
            inside = column < size
            d_values[unit * np.uint64(columns) + column] = (
                d_outputs[unit, np.uint64(first) + column] if inside else 0
            )


@compiled_any_order
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
        bias, after = bias - units, end - units * columns
        activation, slope = layers[index, 2], vector.dtype.type(layers[index, 3])
        activate_backward(values, after, units * columns, activation, slope, d_values, d_sums)
        for unit in range(units):
            gradients[bias + unit] += sum_row(d_sums, unit * columns, columns)
        bias -= inputs * units
        if index > 0:
            for i in range(inputs):
                before = after + (i - inputs) * columns
                weights, d_value = bias + i * units, i * columns
                fill_row(vector.dtype.type(0), d_values, d_value, columns)
                add_weighted_rows(vector, weights, 1, units, d_sums, 0, d_values, d_value, columns)
                add_dot_products(values, before, d_sums, units, gradients, weights, columns)
        end = after


@compiled_any_order
def _sum_lanes(totals: Array, units: int, together: int, gradients: Array) -> None:
    """gradients `(pixels, units)` = the sums of the vectors of `totals`, divided by 255."""
    scale, lanes = totals.dtype.type(1) / totals.dtype.type(255), count_lanes(totals)
    for pixel in range(gradients.size // units):
        pixel_set, position = divmod(pixel, together)
        for unit in range(units):
            start = ((pixel_set * units + unit) * together + position) * lanes
            gradients[pixel * units + unit] = scale * sum_vector(totals, start)
