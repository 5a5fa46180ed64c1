"""Backpropagation's derivatives tried out: a nudge to one parameter, and a step of all of them.

For a small e, (L(w + e) - L(w - e)) / 2e is dL/dw, with an error of order e^2, unless one of a
convolution's many sums passes a kink in between, such as ReLU's: the smaller e, the rarer that is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from glassnet.errors import SettingError, did_you_mean
from glassnet.explain.trace import Trace, expect_index
from glassnet.nn import Parameters

EPSILON: Final = 1e-6


@dataclass(frozen=True)
class Nudge:
    """One parameter, its derivative, and the loss after adding `epsilon` to it and subtracting it."""

    name: str
    index: tuple[int, ...]
    value: float
    derivative: float
    loss: float
    loss_above: float
    loss_below: float
    epsilon: float

    @property
    def slope(self) -> float:
        """(L(w + e) - L(w - e)) / 2e, which the derivative should equal."""
        return (self.loss_above - self.loss_below) / (2 * self.epsilon)


@dataclass(frozen=True)
class Step:
    """One step of gradient descent on this image alone: w <- w - rate dL/dw for every parameter."""

    rate: float
    loss_before: float
    loss_after: float
    expected: float
    """The loss that the derivatives predict for a small rate: L - rate * (sum of all dL/dw squared)."""


def nudge(trace: Trace, name: str, index: tuple[int, ...], epsilon: float = EPSILON) -> Nudge:
    """Nudge the parameter at `index` in the array `name`, such as ("1.weights", (300, 5)).

    Raises `SettingError` for a parameter that does not exist.
    """
    _expect_parameter(trace.parameters, name, index)
    value = float(trace.parameters[name][index])

    def loss_at(moved: float) -> float:
        parameters = trace.parameters.copy()
        parameters[name][index] = moved
        return trace.loss_with(parameters)

    return Nudge(
        name=name,
        index=index,
        value=value,
        derivative=float(trace.gradients[name][index]),
        loss=trace.loss,
        loss_above=loss_at(value + epsilon),
        loss_below=loss_at(value - epsilon),
        epsilon=epsilon,
    )


def find_steepest(trace: Trace, name: str) -> tuple[int, ...]:
    """The index in the array `name` at which the derivative is largest."""
    gradient = trace.gradients[name]
    return tuple(map(int, np.unravel_index(np.abs(gradient).argmax(), gradient.shape)))


def take_step(trace: Trace, rate: float) -> Step:
    """Take one step of gradient descent on this image alone, and compute the loss again."""
    gradient = trace.gradients.vector
    moved = Parameters(trace.parameters.layout, trace.parameters.vector - rate * gradient)
    expected = trace.loss - rate * float(gradient @ gradient)
    return Step(rate, trace.loss, trace.loss_with(moved), expected)


def _expect_parameter(parameters: Parameters, name: str, index: tuple[int, ...]) -> None:
    names = [each for each, _ in parameters.items()]
    if name not in names:
        raise SettingError(f"Unknown parameters {name!r}. {did_you_mean(name, names)}")
    expect_index(f"A parameter of {name}", index, parameters[name].shape)
