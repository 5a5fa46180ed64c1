"""The patches that a sliding kernel sees, one per row, and the way back: im2row and row2im.

With every patch in a row of its own, a convolution is one matrix product. A patch lists its numbers
in the order of the weights: row of the kernel, column of the kernel, channel.
"""

from __future__ import annotations

import numpy as np

from glassnet.nn.arrays import Array
from glassnet.nn.kernels.dispatch import kernel

TWINS = "glassnet.nn.kernels.patches_compiled"


@kernel(TWINS)
def gather_patches(images: Array, stride: int, top: int, left: int, patches: Array) -> None:
    """patches[n, y, x, i, j, c] = images[n, y stride + i - top, x stride + j - left, c], 0 outside.

    `images` `(batch, height, width, channels)`, `patches`
    `(batch, out_height, out_width, kernel_height, kernel_width, channels)`.
    """
    padded = _padded(images, stride, top, left, patches.shape)
    _, out_height, out_width, kernel_height, kernel_width, _ = patches.shape
    for i in range(kernel_height):
        for j in range(kernel_width):
            rows = slice(i, i + stride * out_height, stride)
            columns = slice(j, j + stride * out_width, stride)
            patches[:, :, :, i, j] = padded[:, rows, columns]


@kernel(TWINS)
def gather_columns(images: Array, stride: int, top: int, left: int, columns: Array) -> None:
    """As `gather_patches`, with the places innermost: columns[i, j, c, n, y, x].

    Right for images of few channels, where a patch is many short runs of memory.
    """
    by_place = np.moveaxis(columns, (0, 1, 2), (3, 4, 5))
    gather_patches.plain(images, stride, top, left, by_place)


@kernel(TWINS)
def scatter_patches(patches: Array, stride: int, top: int, left: int, images: Array) -> None:
    """The transpose of `gather_patches`: each pixel of `images` sums what all patches say of it."""
    padded = _padded(np.zeros_like(images), stride, top, left, patches.shape)
    _, out_height, out_width, kernel_height, kernel_width, _ = patches.shape
    for i in range(kernel_height):
        for j in range(kernel_width):
            rows = slice(i, i + stride * out_height, stride)
            columns = slice(j, j + stride * out_width, stride)
            padded[:, rows, columns] += patches[:, :, :, i, j]
    images[...] = padded[:, top : top + images.shape[1], left : left + images.shape[2]]


def _padded(
    images: Array, stride: int, top: int, left: int, patches_shape: tuple[int, ...]
) -> Array:
    """`images` with zeros around them, as far as the patches reach."""
    batch, height, width, channels = images.shape
    _, out_height, out_width, kernel_height, kernel_width, _ = patches_shape
    tall = max(stride * out_height + kernel_height, top + height)
    wide = max(stride * out_width + kernel_width, left + width)
    padded = np.zeros((batch, tall, wide, channels), images.dtype)
    padded[:, top : top + height, left : left + width] = images
    return padded
