"""Averages of the weights over training, which often read better than the last weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from glassnet.errors import expect_in_half_open_interval
from glassnet.nn.arrays import Array
from glassnet.nn.kernels import steps
from glassnet.nn.schedules import Clock


class Averaging(Protocol):
    """A running average of the vector of parameters."""

    def update(self, average: Array, parameters: Array, clock: Clock) -> None:
        """Take the parameters after the update `clock.step` into `average`, in place."""
        ...


@dataclass(frozen=True)
class ExponentialAverage:
    """average <- decay average + (1 - decay) w after every update.

    Early on the decay is (1 + t) / (10 + t) where that is smaller, so that the start is forgotten.
    """

    decay: float = 0.999

    def __post_init__(self) -> None:
        expect_in_half_open_interval("ExponentialAverage", "decay", self.decay, 0, 1)

    def update(self, average: Array, parameters: Array, clock: Clock) -> None:
        """Move the average towards the parameters."""
        taken = clock.step + 1
        decay = min(self.decay, (1 + taken) / (10 + taken))
        steps.move_average(average, parameters, 1 - decay)


@dataclass(frozen=True)
class TailAverage:
    """The plain mean of the weights after each update in the last part of training."""

    start: float = 0.75

    def __post_init__(self) -> None:
        expect_in_half_open_interval("TailAverage", "start", self.start, 0, 1)

    def update(self, average: Array, parameters: Array, clock: Clock) -> None:
        """Follow the parameters until the tail begins, then take their mean."""
        counted = clock.step - int(self.start * clock.steps)
        steps.move_average(average, parameters, 1 / (counted + 1) if counted > 0 else 1.0)
