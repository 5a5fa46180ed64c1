"""The compiled twins of `patches`: the same names, the same signatures, the same numbers."""

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
    rows = np.ascontiguousarray(images).reshape(batch, height, width * channels)
    runs = patches.reshape(batch, out_height, out_width, kernel_height, length)
    for n in range(batch):
        for y in range(out_height):
            for x in range(out_width):
                start = (x * stride - left) * channels
                first = min(max(-start, 0), length)
                last = max(min(width * channels - start, length), first)
                for i in range(kernel_height):
                    row = y * stride + i - top
                    run = runs[n, y, x, i]
                    if 0 <= row < height:
                        run[:first] = 0
                        _copy(rows[n, row, start + first : start + last], run[first:last])
                        run[last:] = 0
                    else:
                        run[:] = 0


@compiled
def scatter_patches(patches: Array, stride: int, top: int, left: int, images: Array) -> None:
    """The transpose of `gather_patches`: each pixel of `images` sums what all patches say of it."""
    batch, height, width, channels = images.shape
    _, out_height, out_width, kernel_height, kernel_width, _ = patches.shape
    length = kernel_width * channels
    rows = images.reshape(batch, height, width * channels)
    runs = patches.reshape(batch, out_height, out_width, kernel_height, length)
    images[...] = 0
    for n in range(batch):
        for y in range(out_height):
            for x in range(out_width):
                start = (x * stride - left) * channels
                first = min(max(-start, 0), length)
                last = max(min(width * channels - start, length), first)
                for i in range(kernel_height):
                    row = y * stride + i - top
                    if 0 <= row < height:
                        _add(
                            runs[n, y, x, i, first:last], rows[n, row, start + first : start + last]
                        )


@compiled
def _copy(source: Array, target: Array) -> None:
    for k in range(target.size):
        target[k] = source[k]


@compiled
def _add(source: Array, target: Array) -> None:
    for k in range(target.size):
        target[k] += source[k]
