"""Pooling: each window of an image becomes one number for each channel.

Windows are `size` x `size`, the next begins `stride` further on; pixels that no whole window reaches are left
out. Images are `(batch, height, width, channels)`.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from glassnet.engine.kernel import kernel
from glassnet.nn.arrays import Array

TWINS = "glassnet.nn.kernels.pooling_compiled"


@kernel(TWINS)
def max_pool_forward(inputs: Array, size: int, stride: int, outputs: Array, winners: Array) -> None:
    """outputs = the largest of each window; winners = its number in the window, the first of equals."""
    outputs.fill(-np.inf)
    for _, pixels in _pixels(inputs, size, stride, outputs.shape):
        np.maximum(outputs, pixels, out=outputs)
    winners.fill(-1)
    for number, pixels in _pixels(inputs, size, stride, outputs.shape):
        first = (winners < 0) & ((pixels == outputs) | np.isnan(pixels))
        np.copyto(winners, number, where=first, casting="same_kind")


@kernel(TWINS)
def max_pool_backward(
    d_outputs: Array, winners: Array, size: int, stride: int, d_inputs: Array
) -> None:
    """Only the winner of a window had a say in its output: it gets all of d_outputs."""
    d_inputs.fill(0)
    for number, pixels in _pixels(d_inputs, size, stride, d_outputs.shape):
        pixels += np.where(winners == number, d_outputs, 0)


@kernel(TWINS)
def average_pool_forward(inputs: Array, size: int, stride: int, outputs: Array) -> None:
    """outputs = the mean of each window."""
    outputs.fill(0)
    for _, pixels in _pixels(inputs, size, stride, outputs.shape):
        outputs += pixels
    outputs /= size * size


@kernel(TWINS)
def average_pool_backward(d_outputs: Array, size: int, stride: int, d_inputs: Array) -> None:
    """Each pixel of a window had an equal say in its output."""
    d_inputs.fill(0)
    shares = d_outputs / (size * size)
    for _, pixels in _pixels(d_inputs, size, stride, d_outputs.shape):
        pixels += shares


def _pixels(
    images: Array, size: int, stride: int, outputs_shape: tuple[int, ...]
) -> Iterator[tuple[int, Array]]:
    """Number k, and a view of the k-th pixel of every window."""
    _, out_height, out_width, _ = outputs_shape
    for i in range(size):
        for j in range(size):
            rows = slice(i, i + stride * (out_height - 1) + 1, stride)
            columns = slice(j, j + stride * (out_width - 1) + 1, stride)
            yield i * size + j, images[:, rows, columns]
