"""The compiled twin of `convolution_stack`: the same name, the same signature, the same numbers."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

from glassnet.engine.compiled.convolution import convolve, convolve_and_pool
from glassnet.engine.compiled.dense_stack import activate
from glassnet.engine.compiled.pooling import max_pool_forward
from glassnet.engine.simd.rows import add_total, scaled_row
from glassnet.engine.simd.tiles import lanes_of
from glassnet.nn.arrays import Array

compiled: Any = numba.njit(cache=True, error_model="numpy", nogil=True)


@compiled
def extract_features(vector: Array, layers: Array, image: Array) -> Array:
    """What the last layer makes of one image `(height, width, channels)`, as a row `(features,)`."""
    height, width, channels = image.shape
    values = image.reshape(1, height, width, channels)
    start = 0
    for index in range(len(layers)):
        row = layers[index].astype(np.int64)
        kernel, filters = (row[0], row[1]), row[2]
        bias = start + kernel[0] * kernel[1] * values.shape[3] * filters
        weights = vector[start:bias].reshape(*kernel, values.shape[3], filters)
        images = _with_border(values, row[4], row[5], row[6], row[7])
        values = _convolved(images, weights, vector[bias : bias + filters], row[3], row[8], row[9])
        slope = vector.dtype.type(layers[index, 11])
        activate(values.reshape(-1), 0, values.size, layers[index, 10], slope)
        start = bias + filters
    return values.reshape(-1)


@compiled
def _with_border(images: Array, top: int, left: int, height: int, width: int) -> Array:
    """The image with zeros around it, `(1, height, width, channels)`; itself where that is its size."""
    _, inner_height, inner_width, channels = images.shape
    if (inner_height, inner_width) == (height, width):
        return images
    bordered = np.zeros((1, height, width, channels), images.dtype)
    for y in range(inner_height):
        for x in range(inner_width):
            for c in range(channels):
                bordered[0, top + y, left + x, c] = images[0, y, x, c]
    return bordered


@compiled
def _convolved(
    images: Array, weights: Array, bias: Array, stride: int, size: int, step: int
) -> Array:
    """The largest of each window of sums, `size` by `size`, plus the bias."""
    (_, height, width, _), (rows, columns, _, filters) = images.shape, weights.shape
    height, width = (height - rows) // stride + 1, (width - columns) // stride + 1
    shape = 1, (height - size) // step + 1, (width - size) // step + 1, filters
    largest = np.empty(shape, images.dtype)
    if size == 2:
        convolve_and_pool(images, weights, bias, stride, step, largest)
        return largest
    if size == 1 and step == 1:
        convolve(images, weights, stride, largest)
    else:
        sums = np.empty((1, height, width, filters), images.dtype)
        convolve(images, weights, stride, sums)
        max_pool_forward(sums, size, step, largest, np.empty(shape, np.int32))
    _add_bias(bias, largest.reshape(-1))
    return largest


@compiled
def _add_bias(bias: Array, values: Array) -> None:
    """values <- values + bias, filter by filter."""
    for f in range(0, bias.size, lanes_of(values)):
        row = scaled_row(bias, f, values.dtype.type(1), bias.size - f)
        for place in range(f, values.size, bias.size):
            add_total(row, values, place, bias.size - f)
