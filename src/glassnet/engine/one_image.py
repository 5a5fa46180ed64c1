"""Prediction of one image at a time, with everything prepared that can be.

For one image, asking each layer what to do takes longer than doing it. A network that is made of
convolutions and dense layers is described by numbers once, and an image takes two calls of compiled
code: one for the convolutions, one for the dense layers. Measured: 11 times as fast for 784-128-10, 3
times for the small CNN.
"""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any, TypeVar

import numpy as np

from glassnet.engine.cost import describe_kind
from glassnet.engine.engine import compute_outputs
from glassnet.engine.kernel import compiled_in_use
from glassnet.engine.kernel_cache import remember_run
from glassnet.engine.plan import plan_prediction
from glassnet.errors import DtypeError, ShapeError, format_error
from glassnet.nn.arrays import Array, Shape
from glassnet.nn.network import Network
from glassnet.nn.parameters import Parameters

T = TypeVar("T")


def prepare_one(network: Network, parameters: Parameters) -> Callable[[Array], Array]:
    """A function from one example, of the network's input shape, to its outputs `(classes,)`.

    It uses later values of `parameters` and may be called from any thread. Outputs equal those of a
    batch up to rounding. The function raises `ShapeError` or `DtypeError` for examples of another
    shape or dtype.
    """
    return _prepare(network, parameters, "predict_one", lambda outputs: outputs)


def prepare_classifier(network: Network, parameters: Parameters) -> Callable[[Array], int]:
    """As `prepare_one`, but to the class with the largest output, which is found in the same call."""
    return _prepare(network, parameters, "classify_one", lambda outputs: int(outputs.argmax()))


def _prepare(
    network: Network, parameters: Parameters, function: str, convert: Callable[[Array], T]
) -> Callable[[Array], T]:
    """Compiled code by the name of its function, or the steps of a plan and `convert`."""
    network.expect_own(parameters)
    compiled = _prepare_compiled(network, parameters, function) if compiled_in_use() else None
    plan = plan_prediction(network, count=1)

    def predict(example: Array) -> T:
        return convert(compute_outputs(plan, parameters, example[np.newaxis])[0])

    return _check_examples(compiled or predict, network.input_shape, parameters.vector.dtype)


def _prepare_compiled(network: Network, parameters: Parameters, function: str) -> Any:
    """The two calls, or one; None where a layer is neither a convolution nor dense."""
    from glassnet.engine.compiled import dense_stack
    from glassnet.engine.compiled.convolution_stack import extract_features
    from glassnet.engine.layer_table import encode_convolutions, encode_dense

    convolutions, covered = encode_convolutions(network)
    dense = encode_dense(network.layers[covered:], network.shapes[covered:], training=False)
    if dense is None:
        return None
    shapes = zip(network.layers[:covered], network.shapes, strict=False)
    sizes = [prod(s) for layer, shape in shapes for s in layer.parameter_shapes(shape).values()]
    first, rest = np.split(parameters.vector, [sum(sizes)])
    run = getattr(dense_stack, function)
    if covered:

        def predict(example: Array) -> Any:
            return run(rest, dense, extract_features(first, convolutions, example))

    elif len(network.input_shape) > 1:

        def predict(example: Array) -> Any:
            return run(rest, dense, example.reshape(-1))

    else:

        def predict(example: Array) -> Any:
            return run(rest, dense, example)

    # What compiles on first use.
    predict(np.zeros(network.input_shape, parameters.vector.dtype))
    remember_run(describe_kind(network, one=True))
    return predict


def _check_examples(
    predict: Callable[[Array], T], shape: Shape, dtype: np.dtype
) -> Callable[[Array], T]:
    strides = np.empty(shape, dtype).strides

    def check_and_predict(example: Array) -> T:
        # Of several ways to write these comparisons, these are the fastest.
        if example.shape != shape or (example.dtype is not dtype and example.dtype != dtype):
            _refuse(shape, dtype, example)
        if example.strides != strides:
            example = np.ascontiguousarray(example)
        return predict(example)

    return check_and_predict


def _refuse(shape: Shape, dtype: np.dtype, example: Array) -> None:
    where = "Prediction of one image"
    if example.shape != shape:
        hint = "Pass one at a time: images[0]."
        expected = f"an example of shape {shape}"
        raise ShapeError(format_error(where, expected, str(example.shape), hint))
    hint = f"Write example.astype('{dtype}'), and divide bytes by 255."
    raise DtypeError(
        format_error(
            where, f"numbers of the dtype of its parameters, {dtype}", str(example.dtype), hint
        )
    )
