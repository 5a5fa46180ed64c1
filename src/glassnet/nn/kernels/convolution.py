"""Sliding a small array of weights over images: the sums of a convolution, and the way back.

A patch, written as a row, is to its kernel what an example is to a dense layer: in the plain form the
patches of a few images are gathered as rows of a matrix and multiplied. Images are
`(batch, height, width, channels)`, weights `(kernel_height, kernel_width, channels, filters)`; whatever
border of zeros is wanted is part of the images.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from glassnet.engine.kernel import kernel
from glassnet.nn.arrays import Array
from glassnet.nn.kernels.pooling import max_pool_forward

TWINS = "glassnet.nn.kernels.convolution_compiled"

# Bytes of patches gathered at a time: with what is made of them, they fit into a core's own cache.
PATCH_BYTES = 384 * 1024


@kernel(TWINS)
def convolve(images: Array, weights: Array, stride: int, sums: Array) -> None:
    """sums[n, y, x] = sum over i, j, c of images[n, y stride + i, x stride + j, c] weights[i, j, c]."""
    columns = weights.reshape(-1, weights.shape[3])
    for block, patches in _patches(images, weights.shape, stride, sums.shape):
        sums[block] = (patches @ columns).reshape(-1, *sums.shape[1:])


@kernel(TWINS)
def convolve_and_pool(
    images: Array, weights: Array, bias: Array, stride: int, step: int, largest: Array
) -> None:
    """The largest of each two by two of `convolve`'s sums, plus the bias; the next ones begin `step` further.

    `largest` is `(batch, rows, columns, filters)`. A NaN is larger than anything.
    """
    height, width = (
        (size - kernel) // stride + 1
        for size, kernel in zip(images.shape[1:3], weights.shape[:2], strict=True)
    )
    sums = np.empty((len(images), height, width, weights.shape[3]), images.dtype)
    convolve.plain(images, weights, stride, sums)
    max_pool_forward.plain(sums, 2, step, largest, np.empty(largest.shape, np.int32))
    largest += bias


@kernel(TWINS)
def correlate(images: Array, d_sums: Array, stride: int, d_weights: Array) -> None:
    """d_weights[i, j, c] += sum over n, y, x of images[n, y stride + i, x stride + j, c] d_sums[n, y, x]."""
    for block, patches in _patches(images, d_weights.shape, stride, d_sums.shape):
        rows = d_sums[block].reshape(-1, d_sums.shape[3])
        d_weights += (patches.T @ rows).reshape(d_weights.shape)


def _patches(
    images: Array, weights_shape: tuple[int, ...], stride: int, sums_shape: tuple[int, ...]
) -> Iterator[tuple[slice, Array]]:
    """Some images at a time: which, and their patches `(places of all, inputs of a kernel)`."""
    kernel_height, kernel_width, channels, _ = weights_shape
    count, out_height, out_width, _ = sums_shape
    shape = (out_height, out_width, kernel_height, kernel_width, channels)
    step = max(PATCH_BYTES // (int(np.prod(shape)) * images.itemsize), 1)
    for start in range(0, count, step):
        block = slice(start, min(start + step, count))
        patches = np.empty((block.stop - start, *shape), images.dtype)
        for i in range(kernel_height):
            for j in range(kernel_width):
                rows = slice(i, i + stride * (out_height - 1) + 1, stride)
                columns = slice(j, j + stride * (out_width - 1) + 1, stride)
                patches[:, :, :, i, j] = images[block, rows, columns]
        yield block, patches.reshape(-1, kernel_height * kernel_width * channels)
