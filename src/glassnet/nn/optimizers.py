"""Optimizers: how a gradient becomes an update.

An optimizer is frozen. What it remembers from update to update is plain data that the caller keeps:
`initialize` makes it, `update` changes it and the parameters in place. Every rule below works on the
one vector of all parameters, entry by entry; w is a parameter, g its gradient, `rate` the learning
rate of this update.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from glassnet.errors import expect_in_half_open_interval, expect_positive
from glassnet.nn.arrays import Array
from glassnet.nn.parameters import Parameters

__all__ = [
    "Adam", "AdamW", "GradientDescent", "Momentum", "Nesterov", "Optimizer", "RMSProp", "State",
]  # fmt: skip

State = dict[str, Array]


class Optimizer(Protocol):
    """A rule that moves parameters against their gradient."""

    def initialize(self, parameters: Parameters) -> State:
        """What is remembered before the first update."""
        ...

    def update(
        self, parameters: Parameters, gradients: Parameters, state: State, rate: float
    ) -> None:
        """Change `parameters` and `state` in place."""
        ...


@dataclass(frozen=True)
class GradientDescent:
    """w <- w - rate g."""

    def initialize(self, parameters: Parameters) -> State:
        """Nothing."""
        return {}

    def update(
        self, parameters: Parameters, gradients: Parameters, state: State, rate: float
    ) -> None:
        """One update."""
        parameters.vector -= rate * gradients.vector


@dataclass(frozen=True)
class Momentum:
    """v <- momentum v + g;  w <- w - rate v (Polyak 1964)."""

    momentum: float = 0.9

    def __post_init__(self) -> None:
        expect_in_half_open_interval("Momentum", "momentum", self.momentum, 0, 1)

    def initialize(self, parameters: Parameters) -> State:
        """Velocity zero."""
        return {"velocity": parameters.like().vector}

    def update(
        self, parameters: Parameters, gradients: Parameters, state: State, rate: float
    ) -> None:
        """One update."""
        v, g = state["velocity"], gradients.vector
        v[:] = self.momentum * v + g
        parameters.vector -= rate * v


@dataclass(frozen=True)
class Nesterov:
    """v <- momentum v + g;  w <- w - rate (g + momentum v) (Nesterov 1983, as Sutskever 2013)."""

    momentum: float = 0.9

    def __post_init__(self) -> None:
        expect_in_half_open_interval("Nesterov", "momentum", self.momentum, 0, 1)

    def initialize(self, parameters: Parameters) -> State:
        """Velocity zero."""
        return {"velocity": parameters.like().vector}

    def update(
        self, parameters: Parameters, gradients: Parameters, state: State, rate: float
    ) -> None:
        """One update."""
        v, g = state["velocity"], gradients.vector
        v[:] = self.momentum * v + g
        parameters.vector -= rate * (g + self.momentum * v)


@dataclass(frozen=True)
class RMSProp:
    """s <- decay s + (1 - decay) g^2;  w <- w - rate g / (sqrt(s) + epsilon) (Hinton 2012)."""

    decay: float = 0.99
    epsilon: float = 1e-8

    def __post_init__(self) -> None:
        expect_in_half_open_interval("RMSProp", "decay", self.decay, 0, 1)
        expect_positive("RMSProp", "epsilon", self.epsilon)

    def initialize(self, parameters: Parameters) -> State:
        """Mean square zero."""
        return {"mean_square": parameters.like().vector}

    def update(
        self, parameters: Parameters, gradients: Parameters, state: State, rate: float
    ) -> None:
        """One update."""
        s, g = state["mean_square"], gradients.vector
        s[:] = self.decay * s + (1 - self.decay) * g**2
        parameters.vector -= rate * g / (np.sqrt(s) + self.epsilon)


@dataclass(frozen=True)
class Adam:
    """Momentum divided by root mean square, both corrected for their start at zero (Kingma, Ba 2015).

    m <- beta1 m + (1 - beta1) g;  v <- beta2 v + (1 - beta2) g^2;
    w <- w - rate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon) at update t = 1, 2, ...
    """

    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8

    def __post_init__(self) -> None:
        expect_in_half_open_interval("Adam", "beta1", self.beta1, 0, 1)
        expect_in_half_open_interval("Adam", "beta2", self.beta2, 0, 1)
        expect_positive("Adam", "epsilon", self.epsilon)

    def initialize(self, parameters: Parameters) -> State:
        """Both moments zero, no update made."""
        return {
            "first_moment": parameters.like().vector,
            "second_moment": parameters.like().vector,
            "steps": np.zeros(1, np.int64),
        }

    def update(
        self, parameters: Parameters, gradients: Parameters, state: State, rate: float
    ) -> None:
        """One update."""
        m, v, g = state["first_moment"], state["second_moment"], gradients.vector
        state["steps"] += 1
        t = int(state["steps"][0])
        m[:] = self.beta1 * m + (1 - self.beta1) * g
        v[:] = self.beta2 * v + (1 - self.beta2) * g**2
        m_hat, v_hat = m / (1 - self.beta1**t), v / (1 - self.beta2**t)
        parameters.vector -= rate * m_hat / (np.sqrt(v_hat) + self.epsilon)


@dataclass(frozen=True)
class AdamW(Adam):
    """Adam, with w <- w (1 - rate * weight_decay) first (Loshchilov, Hutter 2019)."""

    weight_decay: float = 0.01

    def __post_init__(self) -> None:
        super().__post_init__()
        expect_in_half_open_interval("AdamW", "weight_decay", self.weight_decay, 0, float("inf"))

    def update(
        self, parameters: Parameters, gradients: Parameters, state: State, rate: float
    ) -> None:
        """One update."""
        parameters.vector *= 1 - rate * self.weight_decay
        super().update(parameters, gradients, state, rate)


OPTIMIZERS: dict[str, type] = {
    "gradient_descent": GradientDescent,
    "momentum": Momentum,
    "nesterov": Nesterov,
    "rmsprop": RMSProp,
    "adam": Adam,
    "adamw": AdamW,
}
