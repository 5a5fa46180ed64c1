"""Pooling of images `(batch, height, width, channels)`, as in `glassnet.nn.pooling`.

Channels are adjacent in memory, so the innermost loops run over them.
"""

from __future__ import annotations

import numpy as np

from glassnet.engine.compiled.options import compiled, compiled_inline
from glassnet.nn.arrays import Array


@compiled
def max_pool_forward(inputs: Array, size: int, stride: int, outputs: Array, argmax: Array) -> None:
    """outputs = the maximum of each window; argmax = its index in the window, of equal ones the first."""
    # With a constant size the loop over a window is unrolled.
    if size == 2:
        _pool_maxima(inputs, 2, stride, outputs, argmax)
    else:
        _pool_maxima(inputs, size, stride, outputs, argmax)


@compiled
def max_pool_backward(
    d_outputs: Array, argmax: Array, size: int, stride: int, d_inputs: Array
) -> None:
    """d_inputs = the sum of d_outputs of the windows whose maximum the pixel is."""
    if size == 2:
        _add_to_maxima(d_outputs, argmax, 2, stride, d_inputs)
    else:
        _add_to_maxima(d_outputs, argmax, size, stride, d_inputs)


@compiled
def average_pool_forward(inputs: Array, size: int, stride: int, outputs: Array) -> None:
    """outputs = the mean of each window."""
    batch, out_height, out_width, channels = outputs.shape
    share = outputs.dtype.type(1 / (size * size))
    for n in range(batch):
        outputs[n] = 0
        for y in range(out_height):
            for x in range(out_width):
                for index in range(size * size):
                    i, j = divmod(index, size)
                    for c in range(channels):
                        pixel = inputs[n, y * stride + i, x * stride + j, c]
                        outputs[n, y, x, c] += share * pixel


@compiled
def average_pool_backward(d_outputs: Array, size: int, stride: int, d_inputs: Array) -> None:
    """d_inputs = the sum of d_outputs / size^2 of the windows that the pixel is in."""
    batch, out_height, out_width, channels = d_outputs.shape
    share = d_inputs.dtype.type(1 / (size * size))
    for n in range(batch):
        d_inputs[n] = 0
        for y in range(out_height):
            for x in range(out_width):
                for index in range(size * size):
                    i, j = divmod(index, size)
                    for c in range(channels):
                        d_pixel = share * d_outputs[n, y, x, c]
                        d_inputs[n, y * stride + i, x * stride + j, c] += d_pixel


@compiled_inline
def _pool_maxima(inputs: Array, size: int, stride: int, outputs: Array, argmax: Array) -> None:
    """As `max_pool_forward`."""
    batch, height, width, channels = inputs.shape
    _, out_height, out_width, _ = outputs.shape
    pixels = np.ascontiguousarray(inputs).reshape(-1)
    maxima, indices = outputs.reshape(-1), argmax.reshape(-1)
    output = np.uint64(0)
    for n in range(batch):
        for y in range(out_height):
            for x in range(out_width):
                corner = np.uint64(((n * height + y * stride) * width + x * stride) * channels)
                for c in range(np.uint64(channels)):
                    maximum = pixels[corner + c]
                    found = argmax.dtype.type(0)
                    for index in range(1, size * size):
                        i, j = divmod(index, size)
                        pixel = pixels[corner + c + np.uint64((i * width + j) * channels)]
                        # A NaN counts as the maximum, so that training can see it.
                        larger = (pixel > maximum) | ((pixel != pixel) & (maximum == maximum))
                        maximum = pixel if larger else maximum
                        found = argmax.dtype.type(index) if larger else found
                    maxima[output + c] = maximum
                    indices[output + c] = found
                output += np.uint64(channels)


@compiled_inline
def _add_to_maxima(
    d_outputs: Array, argmax: Array, size: int, stride: int, d_inputs: Array
) -> None:
    """As `max_pool_backward`."""
    batch, height, width, channels = d_inputs.shape
    _, out_height, out_width, _ = d_outputs.shape
    d_maxima, indices = np.ascontiguousarray(d_outputs).reshape(-1), argmax.reshape(-1)
    d_pixels = d_inputs.reshape(-1)
    zero = d_inputs.dtype.type(0)
    output = np.uint64(0)
    for n in range(batch):
        d_inputs[n] = 0
        for y in range(out_height):
            for x in range(out_width):
                corner = np.uint64(((n * height + y * stride) * width + x * stride) * channels)
                for i in range(size):
                    start = corner + np.uint64(i * width * channels)
                    for c in range(np.uint64(channels)):
                        d_maximum, index = d_maxima[output + c], indices[output + c]
                        for j in range(size):
                            is_maximum = index == i * size + j
                            d_pixel = d_maximum if is_maximum else zero
                            d_pixels[start + np.uint64(j * channels) + c] += d_pixel
                output += np.uint64(channels)
