"""Numbers that change during training, as a function of its progress: above all the learning rate."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from math import cos, pi
from typing import Protocol

from glassnet.errors import (
    SettingError,
    expect_at_least,
    expect_count,
    expect_in_half_open_interval,
    expect_positive,
    format_error,
)


@dataclass(frozen=True)
class Clock:
    """The progress of training: `step` counts updates from 0."""

    step: int
    steps_per_epoch: int
    epochs: int

    @property
    def steps(self) -> int:
        """How many updates the whole training has."""
        return self.steps_per_epoch * self.epochs

    @property
    def epoch(self) -> int:
        """The epoch that this update belongs to, from 0."""
        return self.step // self.steps_per_epoch

    @property
    def fraction(self) -> float:
        """From 0 at the first update to 1 at the last."""
        return self.step / max(self.steps - 1, 1)


class Schedule(Protocol):
    """The learning rate, or another number, at each update."""

    def __call__(self, clock: Clock) -> float:
        """The value for this update."""
        ...


@dataclass(frozen=True)
class Constant:
    """The same rate throughout."""

    rate: float

    def __post_init__(self) -> None:
        expect_positive("Constant", "rate", self.rate)

    def __call__(self, clock: Clock) -> float:
        """`rate`."""
        return self.rate


@dataclass(frozen=True)
class Switch:
    """One rate until an iteration, another from it on (iterations are updates, counted from 0)."""

    before: float
    iteration: int
    after: float

    def __post_init__(self) -> None:
        expect_positive("Switch", "before", self.before)
        expect_positive("Switch", "after", self.after)

    def __call__(self, clock: Clock) -> float:
        """`before` while step < iteration, then `after`."""
        return self.before if clock.step < self.iteration else self.after


@dataclass(frozen=True)
class Piecewise:
    """`start` until update `updates[0]`, then constant `rates[0]` until `updates[1]`, and so on.

    It records a rate that was changed while a training went on.
    """

    start: Schedule
    updates: tuple[int, ...]
    rates: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.updates) != len(self.rates) or not self.updates:
            raise SettingError(
                format_error(
                    "Piecewise",
                    "as many rates as updates, one or more",
                    f"{len(self.updates)} updates and {len(self.rates)} rates",
                    "Write one rate for each update from which it holds.",
                )
            )
        if any(later <= before for before, later in pairwise((-1, *self.updates))):
            raise SettingError(
                format_error(
                    "Piecewise",
                    "updates from 0 on, in ascending order",
                    str(list(self.updates)),
                    "Sort them, with their rates.",
                )
            )
        for rate in self.rates:
            expect_positive("Piecewise", "rates", rate)

    def __call__(self, clock: Clock) -> float:
        """The rate of the last change at or before this update, which count from 0."""
        changes = bisect_right(self.updates, clock.step)
        return self.rates[changes - 1] if changes else self.start(clock)


@dataclass(frozen=True)
class LastEpochs:
    """`before` until the last `epochs` of the training, `after` in these."""

    epochs: int
    after: float
    before: float = 1.0

    def __post_init__(self) -> None:
        expect_count("LastEpochs", "epochs", self.epochs)
        expect_at_least("LastEpochs", "after", self.after, 0)
        expect_positive("LastEpochs", "before", self.before)

    def __call__(self, clock: Clock) -> float:
        """`before` while epoch < all epochs - `epochs`, then `after`."""
        return self.before if clock.epoch < clock.epochs - self.epochs else self.after


@dataclass(frozen=True)
class Step:
    """rate * factor^k after every k-th group of `every_epochs` epochs."""

    rate: float
    factor: float = 0.1
    every_epochs: int = 10

    def __post_init__(self) -> None:
        expect_positive("Step", "rate", self.rate)
        expect_positive("Step", "factor", self.factor)
        expect_positive("Step", "every_epochs", self.every_epochs)

    def __call__(self, clock: Clock) -> float:
        """The rate of the group that this epoch is in."""
        return self.rate * self.factor ** (clock.epoch // self.every_epochs)


@dataclass(frozen=True)
class Exponential:
    """rate * factor^epoch, falling a little with every update."""

    rate: float
    factor: float = 0.95

    def __post_init__(self) -> None:
        expect_positive("Exponential", "rate", self.rate)
        expect_positive("Exponential", "factor", self.factor)

    def __call__(self, clock: Clock) -> float:
        """The rate at this fraction of an epoch."""
        return self.rate * self.factor ** (clock.step / clock.steps_per_epoch)


@dataclass(frozen=True)
class Cosine:
    """From `rate` to `final` along half a cosine (Loshchilov, Hutter 2017)."""

    rate: float
    final: float = 0.0

    def __post_init__(self) -> None:
        expect_positive("Cosine", "rate", self.rate)
        expect_in_half_open_interval("Cosine", "final", self.final, 0, float("inf"))

    def __call__(self, clock: Clock) -> float:
        """The rate at this fraction of the training."""
        return half_cosine(self.rate, self.final, clock.fraction)


@dataclass(frozen=True)
class LinearWarmUp:
    """A rise from near zero over the first `steps` updates to what the schedule `then` says."""

    steps: int
    then: Schedule

    def __post_init__(self) -> None:
        expect_positive("LinearWarmUp", "steps", self.steps)

    def __call__(self, clock: Clock) -> float:
        """`then`'s rate, times (step + 1) / steps at first."""
        return self.then(clock) * min((clock.step + 1) / self.steps, 1.0)


@dataclass(frozen=True)
class OneCycle:
    """Up to `peak` along half a cosine, then down to next to nothing (Smith 2018)."""

    peak: float
    warm_up: float = 0.3
    start_divisor: float = 25.0
    final_divisor: float = 1e4

    def __post_init__(self) -> None:
        expect_positive("OneCycle", "peak", self.peak)
        expect_in_half_open_interval("OneCycle", "warm_up", self.warm_up, 0, 1)
        expect_positive("OneCycle", "start_divisor", self.start_divisor)
        expect_positive("OneCycle", "final_divisor", self.final_divisor)

    def __call__(self, clock: Clock) -> float:
        """The rate at this fraction of the cycle; the divisors are PyTorch's."""
        start = self.peak / self.start_divisor
        if clock.fraction < self.warm_up:
            return half_cosine(start, self.peak, clock.fraction / self.warm_up)
        fallen = (clock.fraction - self.warm_up) / (1 - self.warm_up)
        return half_cosine(self.peak, start / self.final_divisor, fallen)


def half_cosine(start: float, end: float, fraction: float) -> float:
    """From `start` at 0 to `end` at 1, level at both ends."""
    return end + (start - end) * (1 + cos(pi * fraction)) / 2


SCHEDULES: dict[str, type] = {
    "constant": Constant,
    "switch": Switch,
    "piecewise": Piecewise,
    "last_epochs": LastEpochs,
    "step": Step,
    "exponential": Exponential,
    "cosine": Cosine,
    "linear_warm_up": LinearWarmUp,
    "one_cycle": OneCycle,
}
