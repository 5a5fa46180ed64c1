"""Proof that a derivative is right: compare it with what nudging the parameters does to the loss.

For any smooth L, (L(w + e v) - L(w - e v)) / 2e approaches v . dL/dw as e shrinks, with an error of
order e^2. In float64 with e near 1e-5 both sides agree to about ten digits, if the derivative is right.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from glassnet.errors import DtypeError, format_error
from glassnet.nn.arrays import Array, Context
from glassnet.nn.losses import Loss
from glassnet.nn.network import Network
from glassnet.nn.parameters import Parameters

ENTRYWISE_LIMIT = 2000


@dataclass(frozen=True)
class GradientCheck:
    """What a check found: how it looked, how many derivatives, and the worst disagreement.

    `method` is "entries" or "directions"; `worst` names the entry or the direction.
    """

    method: str
    compared: int
    largest_relative_error: float
    worst: str


def check_gradients(
    network: Network,
    loss: Loss,
    parameters: Parameters,
    inputs: Array,
    labels: Array,
    *,
    rng: np.random.Generator,
    dropout_seed: int | None = None,
    epsilon: float = 1e-5,
) -> GradientCheck:
    """Compare dL/d(parameters) and dL/d(inputs) with central differences, in float64.

    Entry by entry for small networks; along random directions for those with more than
    `ENTRYWISE_LIMIT` parameters and inputs. With `dropout_seed` the passes are those of training,
    each with the same random numbers. Raises `DtypeError` for anything but float64.
    """
    _expect_float64(parameters, inputs)

    def context() -> Context:
        return Context(None if dropout_seed is None else np.random.default_rng(dropout_seed))

    def value(point: Array) -> float:
        size = parameters.vector.size
        moved = Parameters(parameters.layout, point[:size].copy())
        moved_inputs = point[size:].reshape(inputs.shape)
        return loss(network.forward(moved, moved_inputs, context()).outputs[-1], labels)[0]

    gradients = parameters.like()
    forward = network.forward(parameters, inputs, context())
    d_inputs = forward.backward_to_inputs(loss(forward.outputs[-1], labels)[1], gradients)
    names = [name for name, view in parameters.items() for _ in range(view.size)]
    return compare(
        value,
        np.concatenate([parameters.vector, inputs.ravel()]),
        np.concatenate([gradients.vector, d_inputs.ravel()]),
        [*names, *["inputs"] * inputs.size],
        rng=rng,
        epsilon=epsilon,
    )


def compare(
    value: Callable[[Array], float],
    point: Array,
    gradient: Array,
    names: list[str],
    *,
    rng: np.random.Generator,
    epsilon: float = 1e-5,
    directions: int = 20,
) -> GradientCheck:
    """Compare `gradient` with central differences of `value` at `point`; `names` label the entries."""
    if point.size <= ENTRYWISE_LIMIT:
        method, tried, labels = "entries", np.eye(point.size), names
    else:
        method = "directions"
        # Of length one: a longer nudge would leave the range in which the error is of order e^2.
        tried = rng.choice([-1.0, 1.0], (directions, point.size)) / np.sqrt(point.size)
        labels = [f"direction {number}" for number in range(directions)]
    numeric = np.array(
        [
            (value(point + epsilon * each) - value(point - epsilon * each)) / (2 * epsilon)
            for each in tried
        ]
    )
    analytic = tried @ gradient
    errors = np.abs(numeric - analytic) / _scale(numeric, analytic)
    worst = int(errors.argmax())
    return GradientCheck(method, len(errors), float(errors[worst]), labels[worst])


def _scale(numeric: Array, analytic: Array) -> Array:
    """What an error is measured against: the derivative, but no less than 1 % of the largest one.

    Differences carry rounding of about 1e-11, against which a derivative of 1e-9 has no digits.
    """
    sizes = np.maximum(np.abs(numeric), np.abs(analytic))
    return np.maximum(sizes, max(0.01 * sizes.max(), 1e-12))


def _expect_float64(parameters: Parameters, inputs: Array) -> None:
    if parameters.vector.dtype != np.float64 or inputs.dtype != np.float64:
        raise DtypeError(
            format_error(
                "A gradient check",
                "float64 parameters and inputs",
                f"{parameters.vector.dtype} and {inputs.dtype}",
                "Write network.initialize(rng, np.float64): float32 has too few digits to prove it.",
            )
        )
