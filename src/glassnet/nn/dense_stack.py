"""Networks of dense layers only, for work on one example at a time.

`Network` describes its layers by objects, which is right for batches. For a single example asking an
object what to do takes longer than doing it; a `DenseStack` says the same by numbers, for kernels that
run a whole epoch, or one prediction, in one call. It is no second network: same vector, same results.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from glassnet.nn.activations import Activation, Identity, LeakyReLU, ReLU, Sigmoid, Tanh
from glassnet.nn.arrays import Array
from glassnet.nn.errors import ShapeError, sentence
from glassnet.nn.kernels import dense_stack as kernels
from glassnet.nn.layers import Dense, Dropout, Flatten
from glassnet.nn.losses import (
    Loss,
    MeanSquaredError,
    SigmoidCrossEntropy,
    SoftmaxCrossEntropy,
    SquaredError,
    check_labels,
)
from glassnet.nn.network import Network
from glassnet.nn.parameters import Parameters

LOSSES: dict[Loss, int] = {
    SquaredError(): kernels.SQUARED,
    MeanSquaredError(): kernels.MEAN_SQUARED,
    SoftmaxCrossEntropy(): kernels.SOFTMAX_CROSS_ENTROPY,
    SigmoidCrossEntropy(): kernels.SIGMOID_CROSS_ENTROPY,
}


@dataclass(frozen=True, eq=False)
class DenseStack:
    """Rows `(inputs, units, activation, slope)` of a network's dense layers, see `kernels.dense_stack`."""

    layers: Array

    @classmethod
    def of(cls, network: Network, *, training: bool = False) -> Self | None:
        """The stack that computes what `network` does; None where it is more than dense layers.

        Dropout does nothing when predicting, but counts when `training`.
        """
        passed_over = (Flatten,) if training else (Flatten, Dropout)
        rows = []
        for layer, shape in zip(network.layers, network.shapes, strict=False):
            if isinstance(layer, passed_over):
                continue
            activation = activation_code(layer.activation) if isinstance(layer, Dense) else None
            if not isinstance(layer, Dense) or activation is None:
                return None
            rows.append((shape[0], layer.units, *activation))
        return cls(np.array(rows, np.float64)) if rows else None

    def descend(
        self,
        parameters: Parameters,
        loss: Loss,
        images: Array,
        labels: Array,
        order: Array,
        rates: Array,
        *,
        update_first: bool = False,
    ) -> tuple[float, int]:
        """Take one step of gradient descent for each entry of `order`, an index of `images` and `labels`.

        `images` are bytes `(count, inputs)`, `loss` is one of `LOSSES`, `rates` has the learning rate of
        each step. With `update_first` a layer updates its weights before it sends the error back
        through them. Changes `parameters`; returns the summed loss and how many were read right, each
        before its step. Raises `ShapeError` for what does not fit together.
        """
        check_labels(labels, int(self.layers[-1, 1]))
        # Compiled kernels read memory that is not theirs where these do not fit together.
        _expect_equal("images' width", images.shape[1], "inputs", int(self.layers[0, 0]))
        _expect_equal("number of labels", len(labels), "images", len(images))
        _expect_equal("number of rates", len(rates), "steps", len(order))
        if len(order) and not 0 <= order.min() <= order.max() < len(images):
            got, hint = f"{order.min()} to {order.max()}", "Order existing examples."
            raise ShapeError(
                sentence("descend", f"an order of places below {len(images)}", got, hint)
            )
        loss_sum, correct = kernels.descend_examples(
            parameters.vector,
            self.layers,
            LOSSES[loss],
            images,
            labels,
            order,
            rates,
            update_first,
        )
        return float(loss_sum), int(correct)


def _expect_equal(name: str, got: int, other: str, expected: int) -> None:
    if got != expected:
        wanted = f"the {name} to be that of the {other}, {expected}"
        raise ShapeError(sentence("descend", wanted, str(got), "Give what belongs together."))


def activation_code(activation: Activation) -> tuple[int, float] | None:
    """What kernels call an activation, and its slope; None for one that they do not know."""
    match activation:
        case Identity():
            return kernels.LINEAR, 1.0
        case ReLU():
            return kernels.LINEAR, 0.0
        case LeakyReLU(slope):
            return kernels.LINEAR, slope
        case Sigmoid():
            return kernels.SIGMOID, 0.0
        case Tanh():
            return kernels.TANH, 0.0
    return None
