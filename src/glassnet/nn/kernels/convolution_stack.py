"""Convolutions in a row, each with its pooling, for one image in one call.

As in `dense_stack` layers are described by numbers, a row for each: the kernel's height, width and
filters, its stride; the zeros above and to the left of the image, and height and width with all zeros
around; size and step of the windows of max-pooling (1 and 1: none); kind and slope of the activation.
`vector` holds weights and bias of each layer in turn.
"""

from __future__ import annotations

import numpy as np

from glassnet.engine.kernel import kernel
from glassnet.nn.arrays import Array
from glassnet.nn.kernels.convolution import convolve
from glassnet.nn.kernels.dense_stack import activated
from glassnet.nn.kernels.pooling import max_pool_forward

TWINS = "glassnet.nn.kernels.convolution_stack_compiled"


@kernel(TWINS)
def features_of_one(vector: Array, layers: Array, image: Array) -> Array:
    """What the last layer makes of one image `(height, width, channels)`, as a row `(features,)`.

    The image is contiguous and in the precision of `vector`.
    """
    values, start = image[np.newaxis], 0
    for *sizes, slope in layers:
        rows, columns, filters, stride, top, left, high, wide, size, step, kind = map(int, sizes)
        _, height, width, channels = values.shape
        images = np.zeros((1, high, wide, channels), vector.dtype)
        images[:, top : top + height, left : left + width] = values
        shape = (rows, columns, channels, filters)
        bias = start + rows * columns * channels * filters
        sums = np.empty(
            (1, (high - rows) // stride + 1, (wide - columns) // stride + 1, filters), vector.dtype
        )
        convolve.plain(images, vector[start:bias].reshape(shape), stride, sums)
        out_height, out_width = ((each - size) // step + 1 for each in sums.shape[1:3])
        pooled = np.empty((1, out_height, out_width, filters), vector.dtype)
        max_pool_forward.plain(sums, size, step, pooled, np.empty(pooled.shape, np.int32))
        start = bias + filters
        values = activated(pooled + vector[bias:start], kind, vector.dtype.type(slope))
    return values.reshape(-1)
