"""Networks of dense layers only, for kernels that run all of their layers in one call.

`Network` describes its layers by objects, and hands numbers on from one to the next. For a single example
asking an object what to do takes longer than doing it; and where all layers are narrow, handing on takes
longer than what they do with groups of images. A `DenseStack` says the same by numbers: it is no second
network. Same vector, same results.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import numpy as np

from glassnet.engine.threads import in_parts
from glassnet.errors import DtypeError, ShapeError, format_error
from glassnet.nn.activations import Activation, Identity, LeakyReLU, ReLU, Sigmoid, Tanh
from glassnet.nn.arrays import Array, Buffers
from glassnet.nn.kernels import dense_stack as kernels
from glassnet.nn.kernels.group_stack import backward_groups, forward_groups
from glassnet.nn.layers import Dense, Dropout, Flatten
from glassnet.nn.lit import FEW_UNITS, LitImages, worth_sharing
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
class StackPass:
    """One pass of a batch through a stack: as a `NetworkPass`, but only the last outputs are kept."""

    outputs: tuple[Array]
    backward: Callable[[Array, Parameters], None]


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
            rows.append((shape[0], layer.unit_count, *activation))
        return cls(np.array(rows, np.float64)) if rows else None

    @property
    def reads_groups(self) -> bool:
        """Whether it is fastest with groups of images, where those come again: if no layer is wide."""
        return bool(self.layers[:, 1].max() <= FEW_UNITS)

    def forward(self, parameters: Parameters, images: LitImages, buffers: Buffers) -> StackPass:
        """Run `images`, which come again, through all layers, and prepare the way back.

        Outputs are `(batch, classes)`, and lie in memory class by class. Raises `ShapeError` or `DtypeError`
        for what does not fit together.
        """
        # Compiled kernels read memory that is not theirs where these do not fit together.
        _expect_equal("images' width", images.pixels, "inputs", int(self.layers[0, 0]))
        needed = int(((self.layers[:, 0] + 1) * self.layers[:, 1]).sum())
        _expect_equal("number of parameters", parameters.vector.size, "stack", needed)
        if images.dtype != parameters.vector.dtype:
            wanted = f"images in the precision of the parameters, {parameters.vector.dtype}"
            hint = "List the images in this precision."
            raise DtypeError(format_error("A stack", wanted, str(images.dtype), hint))
        vector, groups = parameters.vector, images.grouped(int(self.layers[0, 1]))
        columns, units = groups.images_of_a_block, int(self.layers[:, 1].sum())
        blocks, classes = len(groups.block_starts), int(self.layers[-1, 1])
        values = buffers.lend("values", (blocks, units, columns), vector.dtype)
        outputs = buffers.lend("outputs", (classes, len(images)), vector.dtype)

        def some_blocks(part: slice) -> None:
            lists = groups.starts, groups.pixels, groups.values
            forward_groups(vector, self.layers, *lists, part.start, part.stop, values, outputs)

        in_parts(blocks, some_blocks, shared=worth_sharing(images.shape, units))

        def backward(d_outputs: Array, gradients: Parameters) -> None:
            lists = groups.block_starts, groups.block_vectors, groups.block_values
            d_columns = np.ascontiguousarray(d_outputs.T)
            sets = groups.block_starts.shape[1] - 1, int(self.layers[0, 1])
            totals = buffers.lend("totals", (*sets, *groups.block_values.shape[1:]), vector.dtype)
            descent = values, d_columns, totals, gradients.vector
            backward_groups(vector, self.layers, *lists, *descent)

        return StackPass((outputs.T,), backward)

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
                format_error("descend", f"an order of places below {len(images)}", got, hint)
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
        raise ShapeError(format_error("A stack", wanted, str(got), "Give what belongs together."))


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
