"""All layers of a dense network, run for one example after the other in one call.

`vector` has the weights and bias of each layer in turn. A layer is a row of `layers`: inputs, units,
activation and slope, see `layer_codes`. Zeros are skipped, in the forward pass and in the update: most pixels
are zero.

Functions take an array and the index where a part of it begins: making a view of it would take longer than
computing on it.
"""

from __future__ import annotations

import numpy as np

from glassnet.engine.compiled.options import compiled_any_order
from glassnet.engine.compiled.scalar_activations import activate, activate_backward
from glassnet.engine.compiled.scalar_losses import compute_loss, find_largest
from glassnet.engine.compiled.sparse_one import (
    add_sparse_outer_product,
    add_sparse_product,
    list_nonzero_elements,
)
from glassnet.engine.simd.rows import dot
from glassnet.engine.simd.tiles import count_lanes
from glassnet.engine.sparse_format import SPARE
from glassnet.nn.arrays import Array


@compiled_any_order
def descend(
    vector: Array,
    layers: Array,
    loss: int,
    images: Array,
    labels: Array,
    order: Array,
    rates: Array,
    update_during_backward: bool,
) -> tuple[float, int]:
    """Gradient descent with one example at a time: the examples `order` of `images` `(count, inputs)`, bytes.

    `rates` has the learning rate of each step. With `update_during_backward` each layer's weights are updated
    before the derivatives of its inputs are computed from them. Returns the summed loss and the number
    correct, each before its step.
    """
    scalar = vector.dtype.type
    values, offsets, nonzero, ends = _allocate(vector, layers)
    depth = len(layers)
    widest = values.size // (depth + 1)
    d_values, d_sums = np.empty(widest, vector.dtype), np.empty(widest, vector.dtype)
    pixels = np.ascontiguousarray(images).reshape(-1)
    size, first_units, classes = images.shape[1], int(layers[0, 1]), int(layers[depth - 1, 1])
    loss_sum, correct = 0.0, 0
    for step in range(order.size):
        label, rate = labels[order[step]], scalar(rates[step])
        image = order[step] * size
        ends[0] = list_nonzero_elements(pixels, image, size, first_units, offsets, nonzero, 0)
        _forward(vector, layers, values, offsets, nonzero, ends)
        value = compute_loss(loss, values, depth * widest, classes, label, d_values)
        loss_sum += value
        # With a NaN among the outputs the loss is NaN, and the example counts as wrong.
        correct += find_largest(values, depth * widest, classes) == label and value == value
        end = vector.size
        for index in range(depth - 1, -1, -1):
            inputs, units = int(layers[index, 0]), int(layers[index, 1])
            start, bias = end - (inputs + 1) * units, end - units
            activation, slope = layers[index, 2], scalar(layers[index, 3])
            after = (index + 1) * widest
            activate_backward(values, after, units, activation, slope, d_values, d_sums)
            if index > 0 and not update_during_backward:
                _multiply_transposed(vector, start, d_sums, units, d_values, inputs)
            entry, last = index * (offsets.size // depth), ends[index]
            add_sparse_outer_product(
                vector, start, units, offsets, nonzero, entry, last, d_sums, -rate
            )
            for j in range(units):
                vector[bias + j] -= rate * d_sums[j]
            if index > 0 and update_during_backward:
                _multiply_transposed(vector, start, d_sums, units, d_values, inputs)
            end = start
    return loss_sum, correct


@compiled_any_order
def predict_one(vector: Array, layers: Array, inputs: Array) -> Array:
    """The outputs `(classes,)` for one example `inputs` `(inputs,)` in the precision of `vector`."""
    values, offsets, nonzero, ends = _allocate(vector, layers)
    units = int(layers[0, 1])
    ends[0] = list_nonzero_elements(inputs, 0, inputs.size, units, offsets, nonzero, 0)
    _forward(vector, layers, values, offsets, nonzero, ends)
    last = len(layers) * (values.size // (len(layers) + 1))
    return values[last : last + int(layers[-1, 1])]


@compiled_any_order
def classify_one(vector: Array, layers: Array, inputs: Array) -> int:
    """The class with the largest output for one example."""
    outputs = predict_one(vector, layers, inputs)
    return find_largest(outputs, 0, outputs.size)


@compiled_any_order
def multiply_one(inputs: Array, weights: Array, sums: Array) -> None:
    """sums = inputs @ weights, for one example `inputs` `(inputs,)`."""
    offsets = np.empty(inputs.size + SPARE, np.int32)
    nonzero = np.empty(offsets.size, inputs.dtype)
    end = list_nonzero_elements(inputs, 0, inputs.size, sums.size, offsets, nonzero, 0)
    sums[:] = 0
    add_sparse_product(weights.reshape(-1), 0, sums.size, offsets, nonzero, 0, end, sums, 0)


@compiled_any_order
def _allocate(vector: Array, layers: Array) -> tuple[Array, Array, Array, Array]:
    """Memory for the values before and after each layer, and for lists of the nonzero inputs of each.

    Returns the values, the lists' offsets and values, and the end of each list. Each layer has room for the
    widest one, and each list for the entries that may be written after its end.
    """
    depth, widest = len(layers), int(layers[0, 0])
    for index in range(depth):
        widest = max(widest, int(layers[index, 1]))
    size, entries = (depth + 1) * widest, depth * (widest + SPARE)
    # Few allocations: each takes as long as a narrow layer.
    floats, integers = np.empty(size + entries, vector.dtype), np.empty(entries + depth, np.int32)
    return floats[:size], integers[:entries], floats[size:], integers[entries:]


@compiled_any_order
def _forward(
    vector: Array, layers: Array, values: Array, offsets: Array, nonzero: Array, ends: Array
) -> None:
    """Fill in the values after each layer; the nonzero inputs of the first one are already listed."""
    start, widest = 0, values.size // (len(layers) + 1)
    for index in range(len(layers)):
        inputs, units = int(layers[index, 0]), int(layers[index, 1])
        before, after = index * widest, (index + 1) * widest
        first = index * (offsets.size // len(layers))
        if index > 0:
            ends[index] = list_nonzero_elements(
                values, before, inputs, units, offsets, nonzero, first
            )
        bias = start + inputs * units
        for j in range(units):
            values[after + j] = vector[bias + j]
        add_sparse_product(
            vector, start, units, offsets, nonzero, first, ends[index], values, after
        )
        activate(values, after, units, layers[index, 2], values.dtype.type(layers[index, 3]))
        start = bias + units


@compiled_any_order
def _multiply_transposed(
    vector: Array, start: int, d_sums: Array, units: int, d_inputs: Array, inputs: int
) -> None:
    """d_inputs = weights @ d_sums: the derivatives of a layer's inputs."""
    for i in range(inputs):
        total = vector.dtype.type(0)
        for f in range(0, units, count_lanes(vector)):
            total += dot(vector, start + i * units + f, d_sums, f, units - f)
        d_inputs[i] = total
