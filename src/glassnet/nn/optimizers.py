"""How a gradient becomes a step.

An optimiser is frozen. What it remembers from step to step is plain data that the caller keeps:
`initialize` makes it, `update` changes it and the parameters in place. Every rule below works on the
one vector of all parameters, entry by entry; w is a parameter, g its gradient, `rate` the learning
rate of this step.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from glassnet.engine.threads import in_parts
from glassnet.errors import expect_in_half_open_interval, expect_positive
from glassnet.nn.arrays import Array, zeros
from glassnet.nn.kernels import steps

# So many are worth waking other processors for.
MANY_PARAMETERS = 300_000

State = dict[str, Array]


class Optimizer(Protocol):
    """A rule that moves parameters against their gradient."""

    def initialize(self, parameters: Array) -> State:
        """What is remembered before the first step, for a vector of parameters."""
        ...

    def update(self, parameters: Array, gradients: Array, state: State, rate: float) -> None:
        """Take one step: change `parameters` and `state` in place."""
        ...


@dataclass(frozen=True)
class GradientDescent:
    """w <- w - rate g."""

    def initialize(self, parameters: Array) -> State:
        """Nothing."""
        return {}

    def update(self, parameters: Array, gradients: Array, state: State, rate: float) -> None:
        """Take one step."""
        steps.descend(parameters, gradients, rate)


@dataclass(frozen=True)
class Momentum:
    """v <- momentum v + g;  w <- w - rate v (Polyak 1964)."""

    momentum: float = 0.9

    def __post_init__(self) -> None:
        expect_in_half_open_interval("Momentum", "momentum", self.momentum, 0, 1)

    def initialize(self, parameters: Array) -> State:
        """Velocity zero."""
        return {"velocity": zeros(parameters.shape, parameters.dtype)}

    def update(self, parameters: Array, gradients: Array, state: State, rate: float) -> None:
        """Take one step."""
        steps.momentum(parameters, gradients, state["velocity"], rate, self.momentum)


@dataclass(frozen=True)
class Nesterov:
    """v <- momentum v + g;  w <- w - rate (g + momentum v) (Nesterov 1983, as Sutskever 2013)."""

    momentum: float = 0.9

    def __post_init__(self) -> None:
        expect_in_half_open_interval("Nesterov", "momentum", self.momentum, 0, 1)

    def initialize(self, parameters: Array) -> State:
        """Velocity zero."""
        return {"velocity": zeros(parameters.shape, parameters.dtype)}

    def update(self, parameters: Array, gradients: Array, state: State, rate: float) -> None:
        """Take one step."""
        steps.nesterov(parameters, gradients, state["velocity"], rate, self.momentum)


@dataclass(frozen=True)
class RMSProp:
    """s <- decay s + (1 - decay) g^2;  w <- w - rate g / (sqrt(s) + epsilon) (Hinton 2012)."""

    decay: float = 0.99
    epsilon: float = 1e-8

    def __post_init__(self) -> None:
        expect_in_half_open_interval("RMSProp", "decay", self.decay, 0, 1)
        expect_positive("RMSProp", "epsilon", self.epsilon)

    def initialize(self, parameters: Array) -> State:
        """Mean square zero."""
        return {"mean_square": zeros(parameters.shape, parameters.dtype)}

    def update(self, parameters: Array, gradients: Array, state: State, rate: float) -> None:
        """Take one step."""
        steps.rmsprop(parameters, gradients, state["mean_square"], rate, self.decay, self.epsilon)


@dataclass(frozen=True)
class Adam:
    """Momentum over root mean square, both corrected for their start at zero (Kingma, Ba 2015).

    m <- beta1 m + (1 - beta1) g;  v <- beta2 v + (1 - beta2) g^2;
    w <- w - rate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon) at step t = 1, 2, ...
    """

    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8

    def __post_init__(self) -> None:
        expect_in_half_open_interval("Adam", "beta1", self.beta1, 0, 1)
        expect_in_half_open_interval("Adam", "beta2", self.beta2, 0, 1)
        expect_positive("Adam", "epsilon", self.epsilon)

    def initialize(self, parameters: Array) -> State:
        """Both moments zero, no step taken."""
        return {
            "first_moment": zeros(parameters.shape, parameters.dtype),
            "second_moment": zeros(parameters.shape, parameters.dtype),
            "steps": np.zeros(1, np.int64),
        }

    def update(self, parameters: Array, gradients: Array, state: State, rate: float) -> None:
        """Take one step."""
        self._step(parameters, gradients, state, rate, decay=0.0)

    def _step(
        self, parameters: Array, gradients: Array, state: State, rate: float, decay: float
    ) -> None:
        state["steps"] += 1
        taken = int(state["steps"][0])
        correction = (1 - self.beta2**taken) ** 0.5

        def work(part: slice) -> None:
            steps.adam(
                parameters[part],
                gradients[part],
                state["first_moment"][part],
                state["second_moment"][part],
                rate * correction / (1 - self.beta1**taken),
                self.beta1,
                self.beta2,
                self.epsilon * correction,
                rate * decay,
            )

        in_parts(parameters.size, work, shared=parameters.size >= MANY_PARAMETERS)


@dataclass(frozen=True)
class AdamW(Adam):
    """Adam, with all parameters shrunk by rate * weight_decay first (Loshchilov, Hutter 2019)."""

    weight_decay: float = 0.01

    def __post_init__(self) -> None:
        super().__post_init__()
        expect_in_half_open_interval("AdamW", "weight_decay", self.weight_decay, 0, float("inf"))

    def update(self, parameters: Array, gradients: Array, state: State, rate: float) -> None:
        """Take one step."""
        self._step(parameters, gradients, state, rate, self.weight_decay)
