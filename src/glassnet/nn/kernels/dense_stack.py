"""Dense layers in a row, one example at a time: a whole epoch in one call.

With one example a step is so little work that calling anything costs more than doing it; so here the
book is told once more, in one loop over examples. A stack of layers is described by numbers alone:
`layers` has one row `(inputs, outputs, activation, slope)` for each, and `vector` holds weights and bias
of each layer in turn, as `Parameters` does.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from glassnet.engine.kernel import kernel
from glassnet.nn.arrays import Array

TWINS = "glassnet.nn.kernels.dense_stack_compiled"

# Activations: LINEAR is x above 0 and slope * x below, so slope 1 is identity and slope 0 is ReLU.
LINEAR, SIGMOID, TANH = 0, 1, 2

# Losses, as in `losses`.
SQUARED, MEAN_SQUARED, SOFTMAX_CROSS_ENTROPY, SIGMOID_CROSS_ENTROPY = 0, 1, 2, 3


@kernel(TWINS)
def descend_examples(
    vector: Array,
    layers: Array,
    loss: int,
    images: Array,
    labels: Array,
    order: Array,
    rates: Array,
    update_first: bool,
) -> tuple[float, int]:
    """One step of gradient descent for each example of `images` `(count, inputs)` in this order.

    Images are bytes, read as 0..1. `rates` has the learning rate of each step. With `update_first` a
    layer updates its weights before it sends the error back through them. Changes `vector`; returns the
    summed loss and the number read right, each before its step.
    """
    parts = list(layers_of(vector, layers))
    loss_sum, correct = 0.0, 0
    for example, rate in zip(order, rates, strict=True):
        outputs = [images[example] / vector.dtype.type(255)]
        for weights, bias, kind, slope in parts:
            outputs.append(activated(outputs[-1] @ weights + bias, kind, slope))
        value, d_outputs = _loss(loss, outputs[-1], int(labels[example]))
        loss_sum += value
        correct += int(outputs[-1].argmax() == labels[example])
        for index in range(len(parts) - 1, -1, -1):
            weights, bias, kind, slope = parts[index]
            d_sums = d_outputs * derivative(outputs[index + 1], kind, slope)
            d_outputs = weights @ d_sums
            weights -= vector.dtype.type(rate) * np.outer(outputs[index], d_sums)
            bias -= vector.dtype.type(rate) * d_sums
            if update_first:
                d_outputs = weights @ d_sums
    return loss_sum, correct


@kernel(TWINS)
def outputs_of_one(vector: Array, layers: Array, inputs: Array) -> Array:
    """The outputs `(classes,)` for one example `(inputs,)`, contiguous and in the precision of `vector`."""
    for weights, bias, kind, slope in layers_of(vector, layers):
        inputs = activated(inputs @ weights + bias, kind, slope)
    return inputs


@kernel(TWINS)
def class_of_one(vector: Array, layers: Array, inputs: Array) -> int:
    """The class with the largest output for one example."""
    return int(outputs_of_one.plain(vector, layers, inputs).argmax())


@kernel(TWINS)
def sums_of_one(inputs: Array, weights: Array, sums: Array) -> None:
    """sums = inputs @ weights, for one example `inputs` `(inputs,)`."""
    np.matmul(inputs, weights, out=sums)


def layers_of(vector: Array, layers: Array) -> Iterator[tuple[Array, Array, int, float]]:
    """Weights, bias, activation and slope of each layer."""
    start = 0
    for inputs, units, kind, slope in layers:
        inputs, units = int(inputs), int(units)
        weights = vector[start : start + inputs * units].reshape(inputs, units)
        start += inputs * units
        yield weights, vector[start : start + units], int(kind), vector.dtype.type(slope)
        start += units


def activated(sums: Array, kind: int, slope: float) -> Array:
    """The activation of this kind, of all sums."""
    if kind == LINEAR:
        return np.where(sums > 0, sums, slope * sums)
    return np.tanh(sums) if kind == TANH else (np.tanh(sums / 2) + 1) / 2


def derivative(outputs: Array, kind: int, slope: float) -> Array:
    """The derivative of the activation of this kind, given its outputs."""
    if kind == LINEAR:
        return np.where(outputs > 0, outputs.dtype.type(1), slope)
    return 1 - outputs * outputs if kind == TANH else outputs * (1 - outputs)


def _loss(loss: int, outputs: Array, label: int) -> tuple[float, Array]:
    """The loss of one example, and its gradient by the outputs."""
    targets = np.zeros_like(outputs)
    targets[label] = 1
    if loss == SOFTMAX_CROSS_ENTROPY:
        powers = np.exp(outputs - outputs.max())
        value = np.log(powers.sum()) + outputs.max() - outputs[label]
        return float(value), powers / powers.sum() - targets
    if loss == SIGMOID_CROSS_ENTROPY:
        value = (np.logaddexp(0, outputs) - targets * outputs).sum()
        return float(value), (np.tanh(outputs / 2) + 1) / 2 - targets
    errors = outputs - targets
    if loss == MEAN_SQUARED:
        return float((errors * errors).mean()), errors * outputs.dtype.type(2 / len(errors))
    return float((errors * errors).sum() / 2), errors
