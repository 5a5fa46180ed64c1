"""Layers described by numbers, for compiled functions that run all layers of a network in one call."""

from __future__ import annotations

from math import prod

import numpy as np

from glassnet.engine.layer_codes import (
    LINEAR,
    MEAN_SQUARED,
    SIGMOID,
    SIGMOID_CROSS_ENTROPY,
    SOFTMAX_CROSS_ENTROPY,
    SQUARED,
    TANH,
)
from glassnet.nn.activations import Activation, Identity, LeakyReLU, ReLU, Sigmoid, Tanh
from glassnet.nn.arrays import Array, Shape
from glassnet.nn.convolution import Conv2D
from glassnet.nn.layers import Activate, Dense, Dropout, Flatten, Layer
from glassnet.nn.losses import (
    Loss,
    MeanSquaredError,
    SigmoidCrossEntropy,
    SoftmaxCrossEntropy,
    SquaredError,
)
from glassnet.nn.network import Network
from glassnet.nn.pooling import MaxPool2D


def encode_dense(
    layers: tuple[Layer, ...], shapes: tuple[Shape, ...], *, training: bool
) -> Array | None:
    """Rows `(inputs, units, activation, slope)` of dense layers; None if there are others, or subclasses.

    Dropout is left out when predicting, but counts when `training`.
    """
    ignored = (Flatten,) if training else (Flatten, Dropout)
    rows = []
    for layer, shape in zip(layers, shapes, strict=False):
        if type(layer) in ignored:
            continue
        if type(layer) is not Dense or (code := encode_activation(layer.activation)) is None:
            return None
        rows.append((prod(shape), layer.unit_count, *code))
    return np.array(rows, np.float64) if rows else None


def encode_convolutions(network: Network) -> tuple[Array, int]:
    """Rows of the first layers as `compiled.convolution_stack` takes them, and the number of layers.

    A row: height, width and filters of the kernel, its stride; the zeros above and to the left of
    the image, height and width of the padded image; size and stride of max-pooling (1 and 1: none);
    code and slope of the activation.
    """
    rows, index, layers = [], 0, network.layers
    while index < len(layers):
        convolution, shape = layers[index], network.shapes[index]
        if not isinstance(convolution, Conv2D) or type(convolution) is not Conv2D:
            break
        used, window, activation = 1, (1, 1), convolution.activation
        code = encode_activation(activation)
        after = layers[index + 1 : index + 3]
        if code is not None and after and type(after[0]) is MaxPool2D:
            used, window = 2, (after[0].size, after[0].step)
        last = after[used - 1] if len(after) >= used else None
        if activation == Identity() and type(last) is Activate:
            activation, used = last.activation, used + 1
            code = encode_activation(activation)
        if code is None:
            break
        (_, top), (_, left) = convolution.positions(*shape[:2])
        sizes = (*convolution.kernel, convolution.filters, convolution.stride, top, left)
        rows.append((*sizes, *convolution.padded_size(*shape[:2]), *window, *code))
        index += used
    return np.array(rows, np.float64), index


def encode_activation(activation: Activation) -> tuple[int, float] | None:
    """The code of an activation, and its slope; None for one that compiled code does not know."""
    if type(activation) not in (Identity, ReLU, LeakyReLU, Sigmoid, Tanh):
        return None
    match activation:
        case Identity():
            return LINEAR, 1.0
        case ReLU():
            return LINEAR, 0.0
        case LeakyReLU(slope):
            return LINEAR, slope
        case Sigmoid():
            return SIGMOID, 0.0
        case Tanh():
            return TANH, 0.0
    return None


def encode_loss(loss: Loss) -> int | None:
    """The code of a loss; None for one that compiled code does not know."""
    if type(loss) not in (SquaredError, MeanSquaredError, SoftmaxCrossEntropy, SigmoidCrossEntropy):
        return None
    match loss:
        case SquaredError():
            return SQUARED
        case MeanSquaredError():
            return MEAN_SQUARED
        case SoftmaxCrossEntropy(label_smoothing=0.0):
            return SOFTMAX_CROSS_ENTROPY
        case SigmoidCrossEntropy():
            return SIGMOID_CROSS_ENTROPY
    return None
