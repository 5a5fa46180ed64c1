"""Gradient check: compare a derivative with what a small change of the parameters does to the loss.

For any smooth L, (L(w + e v) - L(w - e v)) / 2e approaches v . dL/dw as e shrinks, with an error of
order e^2. In float64 with e near 1e-5 both sides agree to about ten digits, if the derivative is right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from glassnet.errors import DtypeError, format_error
from glassnet.nn import descent
from glassnet.nn.arrays import Array
from glassnet.nn.losses import Loss
from glassnet.nn.network import Network
from glassnet.nn.parameters import Parameters

__all__ = ["Gradient", "GradientCheck", "check_gradients"]

MAX_ENTRIES = 2000
DIRECTIONS = 20


class Gradient(Protocol):
    """The reference implementation, `descent.gradient`, or another one with the same arguments."""

    def __call__(
        self,
        network: Network,
        loss: Loss,
        parameters: Parameters,
        inputs: Array,
        labels: Array,
        gradients: Parameters,
        rng: np.random.Generator | None = None,
    ) -> tuple[float, int]:
        """Fill `gradients`; return the loss and the number correct."""
        ...


@dataclass(frozen=True)
class GradientCheck:
    """The result: the method, the number of derivatives compared, and the largest error.

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
    gradient: Gradient = descent.gradient,
) -> GradientCheck:
    """Compare dL/d(parameters) and dL/d(inputs) with central differences, in float64.

    `inputs` `(batch, *input_shape)`, `labels` `(batch,)`. Entry by entry for small networks; along
    random directions for those with more than `MAX_ENTRIES` parameters and inputs. With `dropout_seed`
    the passes are those of training, each with the same random numbers. Raises `DtypeError` for
    anything but float64.
    """
    checks = check_implementations(
        network,
        loss,
        parameters,
        inputs,
        labels,
        {"": gradient},
        rng=rng,
        dropout_seed=dropout_seed,
        epsilon=epsilon,
    )
    return checks[""]


def check_implementations(
    network: Network,
    loss: Loss,
    parameters: Parameters,
    inputs: Array,
    labels: Array,
    implementations: Mapping[str, Gradient],
    *,
    rng: np.random.Generator,
    dropout_seed: int | None = None,
    epsilon: float = 1e-5,
) -> dict[str, GradientCheck]:
    """As `check_gradients`, for several implementations: the differences are the same for all."""
    _expect_float64(parameters, inputs)

    def rng_of_pass() -> np.random.Generator | None:
        return None if dropout_seed is None else np.random.default_rng(dropout_seed)

    def value(point: Array) -> float:
        size = parameters.vector.size
        changed = Parameters(parameters.layout, point[:size].copy())
        changed_inputs = point[size:].reshape(inputs.shape)
        return loss(network.forward(changed, changed_inputs, rng_of_pass()).outputs[-1], labels)[0]

    names = [name for name, view in parameters.items() for _ in range(view.size)]
    differences = differentiate(
        value,
        np.concatenate([parameters.vector, inputs.ravel()]),
        [*names, *["inputs"] * inputs.size],
        rng=rng,
        epsilon=epsilon,
    )
    gradients = parameters.like()
    forward = network.forward(parameters, inputs, rng_of_pass())
    d_inputs = forward.backward(loss(forward.outputs[-1], labels)[1], gradients)
    checks = {}
    for name, gradient in implementations.items():
        gradients.vector.fill(0)
        gradient(network, loss, parameters, inputs, labels, gradients, rng_of_pass())
        checks[name] = differences.compare(np.concatenate([gradients.vector, d_inputs.ravel()]))
    return checks


@dataclass(frozen=True, eq=False)
class Differences:
    """Central differences `(count,)` of a function along directions `(count, size)`, which have names."""

    method: str
    directions: Array
    values: Array
    names: list[str]

    def compare(self, gradient: Array) -> GradientCheck:
        """Compare the derivatives that a gradient `(size,)` says with them."""
        analytic = self.directions @ gradient
        errors = np.abs(self.values - analytic) / _scale(self.values, analytic)
        worst = int(errors.argmax())
        return GradientCheck(self.method, len(errors), float(errors[worst]), self.names[worst])


def differentiate(
    value: Callable[[Array], float],
    point: Array,
    names: list[str],
    *,
    rng: np.random.Generator,
    epsilon: float = 1e-5,
) -> Differences:
    """Central differences of `value` at `point` `(size,)`; `names` label its entries.

    By each entry, up to `MAX_ENTRIES`; of more, along random directions.
    """
    if point.size <= MAX_ENTRIES:
        method, tried, labels = "entries", np.eye(point.size), names
    else:
        method = "directions"
        # Of length one: for a longer step the error would no longer be of order e^2.
        tried = rng.choice([-1.0, 1.0], (DIRECTIONS, point.size)) / np.sqrt(point.size)
        labels = [f"direction {number}" for number in range(DIRECTIONS)]
    values = [
        (value(point + epsilon * each) - value(point - epsilon * each)) / (2 * epsilon)
        for each in tried
    ]
    return Differences(method, tried, np.array(values), labels)


def compare(
    value: Callable[[Array], float],
    point: Array,
    gradient: Array,
    names: list[str],
    *,
    rng: np.random.Generator,
) -> GradientCheck:
    """Compare `gradient` `(size,)` with central differences of `value`: see `differentiate`."""
    return differentiate(value, point, names, rng=rng).compare(gradient)


def _scale(numeric: Array, analytic: Array) -> Array:
    """What an error is relative to: the derivative, but no less than 1 % of the largest one.

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
                "Write network.initialize(rng, np.float64): float32 has too few digits.",
            )
        )
