"""Dense layers in a row for images in groups: the way forward and the way back, each in one call.

Numbers lie in columns here: a row of them for each unit, a column for each image. So a processor works on
a vector of images at a time in every layer, and nothing is turned in between. Layers are described as in
`dense_stack`, images as in `lit_groups`.
"""

from __future__ import annotations

import numpy as np

from glassnet.engine.kernel import kernel
from glassnet.nn.arrays import Array
from glassnet.nn.kernels.dense_stack import activated, derivative, layers_of

TWINS = "glassnet.nn.kernels.group_stack_compiled"


@kernel(TWINS)
def forward_groups(
    vector: Array,
    layers: Array,
    starts: Array,
    pixels: Array,
    images: Array,
    first: int,
    last: int,
    values: Array,
    outputs: Array,
) -> None:
    """Run the images of blocks `first` to `last` through all layers.

    `starts`, `pixels` and `images` are what `group_lit` made. `values` `(blocks, units of all layers, images
    of a block)` has what is behind each layer, also for the dark images that fill the last group;
    `outputs` `(classes, count)` once more what is behind the last layer, for images that there are.
    """
    of_group, columns = images.shape[1], values.shape[2]
    for block in range(first, last):
        inputs, row = np.zeros((int(layers[0, 0]), columns), vector.dtype), 0
        for place in range(0, columns, of_group):
            group = min((block * columns + place) // of_group, len(starts) - 1)
            entries = slice(starts[group], starts[min(group + 1, len(starts) - 1)])
            own = slice(place, place + of_group)
            inputs[pixels[entries], own] = images[entries] / vector.dtype.type(255)
        for weights, bias, kind, slope in layers_of(vector, layers):
            inputs = activated(weights.T @ inputs + bias[:, np.newaxis], kind, slope)
            values[block, row : row + len(inputs)] = inputs
            row += len(inputs)
        written = outputs[:, block * columns : (block + 1) * columns]
        written[:] = inputs[:, : written.shape[1]]


@kernel(TWINS)
def backward_groups(
    vector: Array,
    layers: Array,
    block_starts: Array,
    block_vectors: Array,
    block_images: Array,
    values: Array,
    d_outputs: Array,
    totals: Array,
    gradients: Array,
) -> None:
    """Fill `gradients`, in the order of `vector`, given `d_outputs` `(classes, count)`.

    `block_starts`, `block_vectors` and `block_images` are what `turn_groups` made, `values` what
    `forward_groups` found. `totals` is room for `(sets of pixels, first units, pixels of a set, lanes)`,
    which only the compiled form needs.
    """
    (_, together, lanes), columns = block_images.shape, values.shape[2]
    parts = list(zip(layers_of(vector, layers), layers_of(gradients, layers), strict=True))
    gradients.fill(0)
    for block, of_pixels in enumerate(block_starts):
        d_values = np.zeros((len(d_outputs), columns), vector.dtype)
        read = d_outputs[:, block * columns : (block + 1) * columns]
        d_values[:, : read.shape[1]] = read
        row = values.shape[1]
        for (weights, _, kind, slope), (d_weights, d_bias, _, _) in reversed(parts):
            inputs, units = weights.shape
            d_sums = d_values * derivative(values[block, row - units : row], kind, slope)
            d_bias += d_sums.sum(axis=1)
            row -= units
            if row:
                d_weights += values[block, row - inputs : row] @ d_sums.T
                d_values = weights @ d_sums
            else:
                images = np.zeros((inputs + together, columns), vector.dtype)
                for which in range(len(of_pixels) - 1):
                    for entry in range(of_pixels[which], of_pixels[which + 1]):
                        own = slice(
                            block_vectors[entry] * lanes, (block_vectors[entry] + 1) * lanes
                        )
                        pixels = slice(which * together, (which + 1) * together)
                        images[pixels, own] = block_images[entry] / vector.dtype.type(255)
                d_weights += images[:inputs] @ d_sums.T
