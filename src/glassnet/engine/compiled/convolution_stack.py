"""The convolutional layers of a network, run for one image in one call."""

from __future__ import annotations

import numpy as np

from glassnet.engine.compiled.convolution import convolve, convolve_and_pool
from glassnet.engine.compiled.options import compiled
from glassnet.engine.compiled.pooling import max_pool_forward
from glassnet.engine.compiled.scalar_activations import activate
from glassnet.engine.simd.rows import add_tile_rows, load_scaled_row
from glassnet.engine.simd.tiles import count_lanes
from glassnet.nn.arrays import Array


@compiled
def extract_features(vector: Array, layers: Array, image: Array) -> Array:
    """The outputs of the last layer for one image `(height, width, channels)`, as a vector `(features,)`.

    `vector` begins with the weights and bias of each layer in turn. A layer is a row of `layers`: height and
    width of the kernel, filters, stride; rows and columns of zeros before the image, height and width with
    all zeros; size and stride of the max pooling that comes next (1 and 1 for none); activation and slope,
    see `layer_codes`.
    """
    height, width, channels = image.shape
    values = image.reshape(1, height, width, channels)
    start = 0
    for index in range(len(layers)):
        row = layers[index].astype(np.int64)
        kernel, filters = (row[0], row[1]), row[2]
        bias = start + kernel[0] * kernel[1] * values.shape[3] * filters
        weights = vector[start:bias].reshape(*kernel, values.shape[3], filters)
        padded = _pad(values, row[4], row[5], row[6], row[7])
        biases = vector[bias : bias + filters]
        values = _convolve_and_pool(padded, weights, biases, row[3], row[8], row[9])
        slope = vector.dtype.type(layers[index, 11])
        activate(values.reshape(-1), 0, values.size, layers[index, 10], slope)
        start = bias + filters
    return values.reshape(-1)


@compiled
def _pad(images: Array, top: int, left: int, height: int, width: int) -> Array:
    """The image with zeros around it, `(1, height, width, channels)`; the same array if it has this size."""
    _, inner_height, inner_width, channels = images.shape
    if (inner_height, inner_width) == (height, width):
        return images
    padded = np.zeros((1, height, width, channels), images.dtype)
    for y in range(inner_height):
        for x in range(inner_width):
            for c in range(channels):
                padded[0, top + y, left + x, c] = images[0, y, x, c]
    return padded


@compiled
def _convolve_and_pool(
    images: Array, weights: Array, bias: Array, stride: int, size: int, step: int
) -> Array:
    """The maximum of each window of `size` x `size` sums, plus the bias; windows are `step` apart."""
    (_, height, width, _), (rows, columns, _, filters) = images.shape, weights.shape
    height, width = (height - rows) // stride + 1, (width - columns) // stride + 1
    shape = 1, (height - size) // step + 1, (width - size) // step + 1, filters
    maxima = np.empty(shape, images.dtype)
    if size == 2:
        convolve_and_pool(images, weights, bias, stride, step, maxima)
        return maxima
    if size == 1 and step == 1:
        convolve(images, weights, stride, maxima)
    else:
        sums = np.empty((1, height, width, filters), images.dtype)
        convolve(images, weights, stride, sums)
        max_pool_forward(sums, size, step, maxima, np.empty(shape, np.int32))
    _add_to_rows(bias, maxima.reshape(-1))
    return maxima


@compiled
def _add_to_rows(bias: Array, values: Array) -> None:
    """values <- values + bias, for each of its rows `(filters,)`."""
    for f in range(0, bias.size, count_lanes(values)):
        row = load_scaled_row(bias, f, values.dtype.type(1), bias.size - f)
        for start in range(f, values.size, bias.size):
            add_tile_rows(row, values, start, bias.size - f)
