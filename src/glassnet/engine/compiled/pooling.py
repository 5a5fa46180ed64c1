"""The compiled twins of `pooling`: the same names, the same signatures, the same numbers.

Channels are innermost in memory, so each loop ends in a run over them.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

from glassnet.nn.arrays import Array

compiled: Any = numba.njit(cache=True, error_model="numpy", nogil=True)
inlined: Any = numba.njit(error_model="numpy", nogil=True, forceinline=True)


@compiled
def max_pool_forward(inputs: Array, size: int, stride: int, outputs: Array, winners: Array) -> None:
    """outputs = the largest of each window; winners = its number in the window, the first of equals."""
    # A size that the compiler knows lets it look at all pixels of a window at once.
    if size == 2:
        _keep_largest(inputs, 2, stride, outputs, winners)
    else:
        _keep_largest(inputs, size, stride, outputs, winners)


@inlined
def _keep_largest(inputs: Array, size: int, stride: int, outputs: Array, winners: Array) -> None:
    batch, height, width, channels = inputs.shape
    _, out_height, out_width, _ = outputs.shape
    source, target, marks = (
        np.ascontiguousarray(inputs).reshape(-1),
        outputs.reshape(-1),
        winners.reshape(-1),
    )
    place = np.uint64(0)
    for n in range(batch):
        for y in range(out_height):
            for x in range(out_width):
                corner = np.uint64(((n * height + y * stride) * width + x * stride) * channels)
                for c in range(np.uint64(channels)):
                    largest = source[corner + c]
                    winner = winners.dtype.type(0)
                    for number in range(1, size * size):
                        i, j = divmod(number, size)
                        pixel = source[corner + c + np.uint64((i * width + j) * channels)]
                        # A NaN must win, and stay, so that training can see it.
                        wins = (pixel > largest) | ((pixel != pixel) & (largest == largest))
                        largest = pixel if wins else largest
                        winner = winners.dtype.type(number) if wins else winner
                    target[place + c] = largest
                    marks[place + c] = winner
                place += np.uint64(channels)


@compiled
def max_pool_backward(
    d_outputs: Array, winners: Array, size: int, stride: int, d_inputs: Array
) -> None:
    """Only the winner of a window had a say in its output: it gets all of d_outputs."""
    if size == 2:
        _give_to_winners(d_outputs, winners, 2, stride, d_inputs)
    else:
        _give_to_winners(d_outputs, winners, size, stride, d_inputs)


@inlined
def _give_to_winners(
    d_outputs: Array, winners: Array, size: int, stride: int, d_inputs: Array
) -> None:
    batch, height, width, channels = d_inputs.shape
    _, out_height, out_width, _ = d_outputs.shape
    source, marks = np.ascontiguousarray(d_outputs).reshape(-1), winners.reshape(-1)
    target = d_inputs.reshape(-1)
    zero = d_inputs.dtype.type(0)
    place = np.uint64(0)
    for n in range(batch):
        d_inputs[n] = 0
        for y in range(out_height):
            for x in range(out_width):
                corner = np.uint64(((n * height + y * stride) * width + x * stride) * channels)
                for i in range(size):
                    start = corner + np.uint64(i * width * channels)
                    for c in range(np.uint64(channels)):
                        share, winner = source[place + c], marks[place + c]
                        for j in range(size):
                            won = winner == i * size + j
                            target[start + np.uint64(j * channels) + c] += share if won else zero
                place += np.uint64(channels)


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
