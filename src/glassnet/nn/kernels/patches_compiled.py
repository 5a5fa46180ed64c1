"""The compiled twins of `patches`: the same names, the same signatures, the same numbers.

Arrays are walked as one run of memory each, by positions that are unsigned: those that may be negative
would be checked one by one.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

from glassnet.nn.arrays import Array

compiled: Any = numba.njit(cache=True, error_model="numpy", nogil=True)


@compiled
def gather_patches(images: Array, stride: int, top: int, left: int, patches: Array) -> None:
    """patches[n, y, x, i, j, c] = images[n, y stride + i - top, x stride + j - left, c], 0 outside."""
    batch, height, width, channels = images.shape
    _, out_height, out_width, kernel_height, kernel_width, _ = patches.shape
    # One row of a patch is one run of memory, there and in the image.
    length = kernel_width * channels
    source, target = np.ascontiguousarray(images).reshape(-1), patches.reshape(-1)
    place = 0
    for n in range(batch):
        for y in range(out_height):
            for x in range(out_width):
                start = (x * stride - left) * channels
                first, last = _within(start, 1, width * channels, length)
                for i in range(kernel_height):
                    row = y * stride + i - top
                    if not 0 <= row < height:
                        _clear(target, place, length)
                    else:
                        begin = (n * height + row) * width * channels + start + first
                        _clear(target, place, first)
                        _copy(source, begin, target, place + first, last - first)
                        _clear(target, place + last, length - last)
                    place += length


@compiled
def gather_columns(images: Array, stride: int, top: int, left: int, columns: Array) -> None:
    """As `gather_patches`, with the places innermost: columns[i, j, c, n, y, x]."""
    batch, height, width, channels = images.shape
    kernel_height, kernel_width, _, _, out_height, out_width = columns.shape
    step = stride * channels
    source, target = np.ascontiguousarray(images).reshape(-1), columns.reshape(-1)
    place = 0
    for i in range(kernel_height):
        for j in range(kernel_width):
            first, last = _within(j - left, stride, width, out_width)
            for c in range(channels):
                for n in range(batch):
                    for y in range(out_height):
                        row = y * stride + i - top
                        if not 0 <= row < height:
                            _clear(target, place, out_width)
                        else:
                            column = first * stride + j - left
                            begin = ((n * height + row) * width + column) * channels + c
                            _clear(target, place, first)
                            if step == 1:
                                _copy(source, begin, target, place + first, last - first)
                            else:
                                _copy_each(source, begin, step, target, place + first, last - first)
                            _clear(target, place + last, out_width - last)
                        place += out_width


@compiled
def scatter_patches(patches: Array, stride: int, top: int, left: int, images: Array) -> None:
    """The transpose of `gather_patches`: each pixel of `images` sums what all patches say of it."""
    batch, height, width, channels = images.shape
    _, out_height, out_width, kernel_height, kernel_width, _ = patches.shape
    length = kernel_width * channels
    source, target = patches.reshape(-1), images.reshape(-1)
    place = 0
    for n in range(batch):
        images[n] = 0
        for y in range(out_height):
            for x in range(out_width):
                start = (x * stride - left) * channels
                first, last = _within(start, 1, width * channels, length)
                for i in range(kernel_height):
                    row = y * stride + i - top
                    if 0 <= row < height:
                        begin = (n * height + row) * width * channels + start + first
                        _add(source, place + first, target, begin, last - first)
                    place += length


@compiled
def _within(start: int, step: int, size: int, count: int) -> tuple[int, int]:
    """The k below `count` from the first to before the last with 0 <= start + k * step < size."""
    first = min(max((step - 1 - start) // step, 0), count)
    return first, max(min((size - 1 - start) // step + 1, count), first)


@compiled
def _clear(target: Array, place: int, count: int) -> None:
    begin = np.uint64(place)
    for k in range(np.uint64(count)):
        target[begin + k] = 0


@compiled
def _copy(source: Array, start: int, target: Array, place: int, count: int) -> None:
    begin, end = np.uint64(start), np.uint64(place)
    for k in range(np.uint64(count)):
        target[end + k] = source[begin + k]


@compiled
def _copy_each(source: Array, start: int, step: int, target: Array, place: int, count: int) -> None:
    begin, end, by = np.uint64(start), np.uint64(place), np.uint64(step)
    for k in range(np.uint64(count)):
        target[end + k] = source[begin + k * by]


@compiled
def _add(source: Array, start: int, target: Array, place: int, count: int) -> None:
    begin, end = np.uint64(start), np.uint64(place)
    for k in range(np.uint64(count)):
        target[end + k] += source[begin + k]
