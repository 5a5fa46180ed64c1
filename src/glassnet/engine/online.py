"""Online gradient descent: many examples and their updates in one call of compiled code.

Serves dense networks: for one example, calling anything takes longer than doing it. Measured: 73 times
as fast for 784-16-16-10.
"""

from __future__ import annotations

from math import prod

import numpy as np

from glassnet.engine.kernel import compiled_in_use
from glassnet.errors import ShapeError, format_error
from glassnet.nn import descent
from glassnet.nn.arrays import Array
from glassnet.nn.losses import Loss, check_labels
from glassnet.nn.network import Network
from glassnet.nn.parameters import Parameters


def has_compiled_descent(network: Network, loss: Loss) -> bool:
    """Whether `descend` runs compiled code: dense layers only, and a loss that it knows."""
    if not compiled_in_use():
        return False
    from glassnet.engine.layer_table import encode_dense, encode_loss

    table = encode_dense(network.layers, network.shapes, training=True)
    return table is not None and encode_loss(loss) is not None


def descend(
    network: Network,
    loss: Loss,
    parameters: Parameters,
    inputs: Array,
    labels: Array,
    rates: Array,
    order: Array | None = None,
    *,
    update_during_backward: bool = False,
) -> tuple[float, int]:
    """As `nn.descend`, for stored images `(count, ...)`, bytes, in an order: one example after the other.

    With `update_during_backward` a layer updates its weights before the error passes back through them.
    Raises `ShapeError` for arrays that do not fit together.
    """
    order = np.arange(len(labels)) if order is None else order
    images = np.ascontiguousarray(inputs.reshape(len(inputs), prod(inputs.shape[1:])))
    _check(network, parameters, images, labels, order, rates)
    if inputs.dtype != np.uint8 or not has_compiled_descent(network, loss):
        chosen = _scale(network, parameters, inputs[order])
        if update_during_backward:
            from glassnet.nn.deviations import descend_during_backward

            return descend_during_backward(network, loss, parameters, chosen, labels[order], rates)
        return descent.descend(network, loss, parameters, chosen, labels[order], rates)
    from glassnet.engine.compiled import dense_stack as compiled
    from glassnet.engine.layer_table import encode_dense, encode_loss

    table = encode_dense(network.layers, network.shapes, training=True)
    code, vector = encode_loss(loss), parameters.vector
    loss_sum, correct = compiled.descend(
        vector, table, code, images, labels, order, rates, update_during_backward
    )
    return float(loss_sum), int(correct)


def _scale(network: Network, parameters: Parameters, inputs: Array) -> Array:
    dtype = parameters.vector.dtype
    if inputs.dtype == np.uint8:
        inputs = np.divide(inputs, 255, dtype=dtype)
    return inputs.reshape(len(inputs), *network.input_shape)


def _check(
    network: Network,
    parameters: Parameters,
    images: Array,
    labels: Array,
    order: Array,
    rates: Array,
) -> None:
    """Compiled code would read beyond the ends of arrays that do not fit."""
    network.expect_own(parameters)
    check_labels(labels, network.output_shape[0])
    pixels = prod(network.input_shape)
    for name, got, expected in (
        ("pixels of an image", images.shape[1], pixels),
        ("labels", len(labels), len(images)),
        ("rates", len(rates), len(order)),
    ):
        if got != expected:
            hint = "Pass arrays of matching shape."
            raise ShapeError(format_error("descend", f"{expected} {name}", str(got), hint))
    if len(order) and not 0 <= order.min() <= order.max() < len(images):
        got, hint = f"{order.min()} to {order.max()}", "Order existing examples."
        raise ShapeError(
            format_error("descend", f"an order of indices below {len(images)}", got, hint)
        )
