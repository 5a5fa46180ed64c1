"""Gradient descent: one training step, complete.

These functions are the reference implementation of everything that trains or predicts. The package
`glassnet.engine` has faster ones with the same arguments and the same results.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from glassnet.nn.arrays import Array
from glassnet.nn.losses import Loss, count_correct
from glassnet.nn.network import Network
from glassnet.nn.optimizers import Optimizer, State
from glassnet.nn.parameters import Parameters
from glassnet.nn.regularization import GradientRule

__all__ = ["descend", "gradient", "outputs", "update"]


def outputs(network: Network, parameters: Parameters, inputs: Array) -> Array:
    """The outputs `(batch, *output_shape)` for `inputs` `(batch, *input_shape)`."""
    return network.forward(parameters, inputs).outputs[-1]


def gradient(
    network: Network,
    loss: Loss,
    parameters: Parameters,
    inputs: Array,
    labels: Array,
    gradients: Parameters,
    rng: np.random.Generator | None = None,
) -> tuple[float, int]:
    """Fill `gradients` with dL/d(parameters) of a batch; return the loss and the number correct.

    `inputs` `(batch, *input_shape)`, `labels` `(batch,)`; `rng` is for layers such as dropout.
    """
    forward = network.forward(parameters, inputs, rng)
    value, d_outputs = loss(forward.outputs[-1], labels)
    forward.backward(d_outputs, gradients)
    return value, count_correct(forward.outputs[-1], labels)


def update(
    optimizer: Optimizer,
    parameters: Parameters,
    gradients: Parameters,
    state: State,
    rate: float,
    rules: Sequence[GradientRule] = (),
) -> None:
    """One update: the rules change the gradients, the optimizer changes `parameters` and `state`."""
    for rule in rules:
        rule(parameters, gradients)
    optimizer.update(parameters, gradients, state, rate)


def descend(
    network: Network,
    loss: Loss,
    parameters: Parameters,
    inputs: Array,
    labels: Array,
    rates: Array,
) -> tuple[float, int]:
    """Online gradient descent: w <- w - rate dL/dw for one example after the other.

    `inputs` `(count, *input_shape)`, `labels` and learning `rates` `(count,)`. Returns the summed loss
    and the number correct, each before its update.
    """
    gradients = parameters.like()
    loss_sum, correct = 0.0, 0
    for i, rate in enumerate(rates):
        one = slice(i, i + 1)
        value, right = gradient(network, loss, parameters, inputs[one], labels[one], gradients)
        parameters.vector -= rate * gradients.vector
        loss_sum, correct = loss_sum + value, correct + right
    return loss_sum, correct
