"""What a nudge to one parameter does to the loss, and a step of all: backpropagation's claims, tried out.

For a small e, (L(w + e) - L(w - e)) / 2e is dL/dw, with an error of order e^2, unless one of a
convolution's many sums passes a kink in between, such as ReLU's: the smaller e, the rarer that is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from glassnet.errors import format_error
from glassnet.explain.trace import Trace, expect_place
from glassnet.nn import Parameters, SettingError

EPSILON = 1e-6


@dataclass(frozen=True)
class Nudge:
    """One parameter, its derivative, and what nudging it by `epsilon` either way does to the loss."""

    name: str
    place: tuple[int, ...]
    value: float
    derivative: float
    loss: float
    loss_above: float
    loss_below: float
    epsilon: float

    @property
    def slope(self) -> float:
        """(L(w + e) - L(w - e)) / 2e, which the derivative should be."""
        return (self.loss_above - self.loss_below) / (2 * self.epsilon)


@dataclass(frozen=True)
class Step:
    """One step of gradient descent on this image alone: w <- w - rate dL/dw for every parameter."""

    rate: float
    loss_before: float
    loss_after: float
    expected: float
    """What the derivatives promise for a small rate: loss_before - rate * (sum of all dL/dw squared)."""


def nudge(trace: Trace, name: str, place: tuple[int, ...], epsilon: float = EPSILON) -> Nudge:
    """Nudge the parameter at `place` in the array `name`, such as ("1.weights", (300, 5)).

    Raises `SettingError` for a parameter that there is not.
    """
    _check(trace.parameters, name, place)
    value = float(trace.parameters[name][place])

    def loss_at(moved: float) -> float:
        parameters = Parameters(trace.parameters.layout, trace.parameters.vector.copy())
        parameters[name][place] = moved
        return trace.loss_with(parameters)

    return Nudge(
        name=name,
        place=place,
        value=value,
        derivative=float(trace.gradients[name][place]),
        loss=trace.loss,
        loss_above=loss_at(value + epsilon),
        loss_below=loss_at(value - epsilon),
        epsilon=epsilon,
    )


def steepest(trace: Trace, name: str) -> tuple[int, ...]:
    """The place in the array `name` whose derivative is largest."""
    gradient = trace.gradients[name]
    return tuple(map(int, np.unravel_index(np.abs(gradient).argmax(), gradient.shape)))


def step(trace: Trace, rate: float) -> Step:
    """Take one step of gradient descent on this image alone, and look at the loss again."""
    gradient = trace.gradients.vector
    moved = Parameters(trace.parameters.layout, trace.parameters.vector - rate * gradient)
    promised = trace.loss - rate * float(gradient @ gradient)
    return Step(rate, trace.loss, trace.loss_with(moved), promised)


def _check(parameters: Parameters, name: str, place: tuple[int, ...]) -> None:
    names = [each for each, _ in parameters.items()]
    if name not in names:
        hint = f"There are: {', '.join(names)}."
        raise SettingError(format_error("A nudge", "an array of parameters", repr(name), hint))
    expect_place("A nudge", f"one of {name}", place, parameters[name].shape)
