"""Reading one example at a time, with everything prepared beforehand that can be.

For one example, asking each layer what to do takes longer than doing it. What a network is made of is
said once, in numbers, and an example takes two calls: one for convolutions, one for dense layers.
"""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import NoReturn, TypeVar

import numpy as np

from glassnet.errors import DtypeError, ShapeError, format_error
from glassnet.nn.arrays import Array, Shape
from glassnet.nn.convolution import Conv2D
from glassnet.nn.dense_stack import DenseStack, activation_code
from glassnet.nn.fusing import PooledConvolution, fused
from glassnet.nn.kernels.convolution_stack import extract_features
from glassnet.nn.kernels.dense_stack import classify_one, predict_one
from glassnet.nn.layers import Layer
from glassnet.nn.network import Network
from glassnet.nn.parameters import Parameters

Answer = TypeVar("Answer")


def reader_of_one(network: Network, parameters: Parameters) -> Callable[[Array], int]:
    """A function from one example, of the network's input shape, to the class with the largest output.

    It sees later changes of `parameters` and serves any thread. Raises `ShapeError` or `DtypeError` for
    parameters of another network, and for examples of another shape or precision than theirs.
    """
    return _asked(network, parameters, classify_one.form, lambda outputs: int(outputs.argmax()))


def outputs_by_one(network: Network, parameters: Parameters) -> Callable[[Array], Array]:
    """A function from one example to its outputs `(classes,)`; see `reader_of_one`."""
    return _asked(network, parameters, predict_one.form, lambda outputs: outputs)


def _asked(
    network: Network,
    parameters: Parameters,
    question: Callable[[Array, Array, Array], Answer],
    answer: Callable[[Array], Answer],
) -> Callable[[Array], Answer]:
    """A function from an example to a question's answer, which `answer` finds from outputs just as well."""
    network.expect_own(parameters)
    shape, dtype, quick = network.input_shape, parameters.vector.dtype, fused(network)
    rows = _convolutions(quick)
    behind = quick.layers[len(rows) :]
    dense = DenseStack.of(Network(behind, quick.shapes[len(rows)])) if behind else None
    if dense is None:

        def by_layers(example: Array) -> Answer:
            if example.shape != shape or example.dtype != dtype:
                _refuse(shape, dtype, example)
            return answer(quick.forward(parameters, example[np.newaxis]).outputs[-1][0])

        return by_layers
    convolutions, vector, layers = np.array(rows, np.float64), parameters.vector, dense.layers
    kernels, features = _split(quick, vector, len(rows))
    convolve, strides = extract_features.form, np.empty(shape, dtype).strides

    def by_numbers(example: Array) -> Answer:
        # Of ways to ask the same, these are the quickest.
        if example.shape != shape or (example.dtype is not dtype and example.dtype != dtype):
            _refuse(shape, dtype, example)
        if example.strides != strides:
            example = np.ascontiguousarray(example)
        if rows:
            example = convolve(kernels, convolutions, example)
        elif len(shape) > 1:
            example = example.reshape(-1)
        return question(features, layers, example)

    return by_numbers


def _convolutions(network: Network) -> list[tuple[float, ...]]:
    """The first layers as rows of `kernels.convolution_stack`, up to one that it does not know."""
    rows = []
    for layer, shape in zip(network.layers, network.shapes, strict=False):
        row = _row(layer, shape)
        if row is None:
            break
        rows.append(row)
    return rows


def _row(layer: Layer, shape: Shape) -> tuple[float, ...] | None:
    if isinstance(layer, PooledConvolution):
        convolution, window = layer.convolution, (layer.pooling.size, layer.pooling.step)
    elif isinstance(layer, Conv2D):
        convolution, window = layer, (1, 1)
    else:
        return None
    activation = activation_code(convolution.activation)
    if activation is None:
        return None
    (_, top), (_, left) = convolution.offsets(*shape[:2])
    sizes = (*convolution.kernel, convolution.filters, convolution.stride, top, left)
    return (*sizes, *convolution.reach(*shape[:2]), *window, *activation)


def _split(network: Network, vector: Array, count: int) -> tuple[Array, Array]:
    """The parameters of the first `count` layers, and those of the rest."""
    layers = zip(network.layers[:count], network.shapes, strict=False)
    shapes = [
        shape for layer, before in layers for shape in layer.parameter_shapes(before).values()
    ]
    first, rest = np.split(vector, [sum(map(prod, shapes))])
    return first, rest


def _refuse(shape: Shape, dtype: np.dtype, example: Array) -> NoReturn:
    where = "A reader of one"
    if example.shape != shape:
        hint = "One at a time: of images write images[0]."
        expected = f"an example of shape {shape}"
        raise ShapeError(format_error(where, expected, str(example.shape), hint))
    hint = f"Write example.astype('{dtype}'), and bytes divided by 255."
    raise DtypeError(
        format_error(where, f"numbers of its parameters' {dtype}", str(example.dtype), hint)
    )
