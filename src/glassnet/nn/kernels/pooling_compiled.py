"""The compiled twins of `pooling`: the same names, the same signatures, the same numbers.

Channels are innermost in memory, so each loop ends in a run over them.
"""

from __future__ import annotations

from typing import Any

import numba

from glassnet.nn.arrays import Array

compiled: Any = numba.njit(cache=True, error_model="numpy", nogil=True)


@compiled
def max_pool_forward(inputs: Array, size: int, stride: int, outputs: Array, winners: Array) -> None:
    """outputs = the largest of each window; winners = its number in the window, the first of equals."""
    batch, out_height, out_width, channels = outputs.shape
    for n in range(batch):
        for y in range(out_height):
            for x in range(out_width):
                for c in range(channels):
                    outputs[n, y, x, c] = inputs[n, y * stride, x * stride, c]
                    winners[n, y, x, c] = 0
                for number in range(1, size * size):
                    i, j = divmod(number, size)
                    mark = winners.dtype.type(number)
                    for c in range(channels):
                        pixel = inputs[n, y * stride + i, x * stride + j, c]
                        largest = outputs[n, y, x, c]
                        # A NaN must win, and stay, so that training can see it.
                        wins = (pixel > largest) | ((pixel != pixel) & (largest == largest))
                        outputs[n, y, x, c] = pixel if wins else largest
                        winners[n, y, x, c] = mark if wins else winners[n, y, x, c]


@compiled
def max_pool_backward(
    d_outputs: Array, winners: Array, size: int, stride: int, d_inputs: Array
) -> None:
    """Only the winner of a window had a say in its output: it gets all of d_outputs."""
    batch, out_height, out_width, channels = d_outputs.shape
    zero = d_inputs.dtype.type(0)
    for n in range(batch):
        d_inputs[n] = 0
        for y in range(out_height):
            for x in range(out_width):
                for number in range(size * size):
                    i, j = divmod(number, size)
                    for c in range(channels):
                        share = d_outputs[n, y, x, c] if winners[n, y, x, c] == number else zero
                        d_inputs[n, y * stride + i, x * stride + j, c] += share


@compiled
def average_pool_forward(inputs: Array, size: int, stride: int, outputs: Array) -> None:
    """outputs = the mean of each window."""
    batch, out_height, out_width, channels = outputs.shape
    share = outputs.dtype.type(1 / (size * size))
    for n in range(batch):
        outputs[n] = 0
        for y in range(out_height):
            for x in range(out_width):
                for number in range(size * size):
                    i, j = divmod(number, size)
                    for c in range(channels):
                        pixel = inputs[n, y * stride + i, x * stride + j, c]
                        outputs[n, y, x, c] += share * pixel


@compiled
def average_pool_backward(d_outputs: Array, size: int, stride: int, d_inputs: Array) -> None:
    """Each pixel of a window had an equal say in its output."""
    batch, out_height, out_width, channels = d_outputs.shape
    share = d_inputs.dtype.type(1 / (size * size))
    for n in range(batch):
        d_inputs[n] = 0
        for y in range(out_height):
            for x in range(out_width):
                for number in range(size * size):
                    i, j = divmod(number, size)
                    for c in range(channels):
                        d_pixel = share * d_outputs[n, y, x, c]
                        d_inputs[n, y * stride + i, x * stride + j, c] += d_pixel
