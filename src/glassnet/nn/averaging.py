"""Averages of the weights over training, which often predict better than the last weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from glassnet.errors import expect_in_half_open_interval
from glassnet.nn.parameters import Parameters
from glassnet.nn.schedules import Clock

__all__ = ["Averaging", "ExponentialAverage", "TailAverage", "move_average"]


class Averaging(Protocol):
    """A running average of the parameters: average <- average + share (w - average)."""

    def share(self, clock: Clock) -> float:
        """The share of the parameters after the update `clock.step` in the average, 0 to 1."""
        ...


@dataclass(frozen=True)
class ExponentialAverage:
    """average <- decay average + (1 - decay) w after every update.

    Early on the decay is (1 + t) / (10 + t) where that is smaller, so that the start is forgotten.
    """

    decay: float = 0.999

    def __post_init__(self) -> None:
        expect_in_half_open_interval("ExponentialAverage", "decay", self.decay, 0, 1)

    def share(self, clock: Clock) -> float:
        """1 - decay."""
        updates = clock.step + 1
        return 1 - min(self.decay, (1 + updates) / (10 + updates))


@dataclass(frozen=True)
class TailAverage:
    """The plain mean of the weights after each update in the last part of training."""

    start: float = 0.75

    def __post_init__(self) -> None:
        expect_in_half_open_interval("TailAverage", "start", self.start, 0, 1)

    def share(self, clock: Clock) -> float:
        """All of the parameters until the tail begins, then 1 / (number averaged)."""
        counted = clock.step - int(self.start * clock.steps)
        return 1 / (counted + 1) if counted > 0 else 1.0


def move_average(
    averaging: Averaging, average: Parameters, parameters: Parameters, clock: Clock
) -> None:
    """Take the parameters after the update `clock.step` into `average`, in place."""
    share = parameters.vector.dtype.type(averaging.share(clock))
    average.vector += share * (parameters.vector - average.vector)


AVERAGES: dict[str, type] = {
    "exponential_average": ExponentialAverage,
    "tail_average": TailAverage,
}
