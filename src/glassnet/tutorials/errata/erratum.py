"""An erratum: an error of a tutorial, the check that shows it, and the two trainings that differ by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from glassnet.data.labeled_images import Dataset
from glassnet.recipes import Recipe

Quantity = Literal["train", "held_out", "test", "cost"]
"""Accuracy on a split, in per cent, or the cost in the last line of the training log."""


@dataclass(frozen=True)
class Check:
    """One number computed in two ways: as it is right, and as the tutorial writes it.

    `what` names the number. Each way `holds` or not: the derivative equals finite differences, the
    identity is fulfilled, the count is correct.
    """

    what: str
    right: float
    written: float
    right_holds: bool
    written_holds: bool

    @staticmethod
    def compare(
        what: str, expected: float, right: float, written: float, tolerance: float = 1e-6
    ) -> Check:
        """A check that holds where a number is `expected`, up to the tolerance; NaN never is."""
        return Check(
            what,
            right,
            written,
            abs(right - expected) <= tolerance,
            abs(written - expected) <= tolerance,
        )


@dataclass(frozen=True)
class Measurement:
    """A recipe, and what to measure of the network that it trains."""

    recipe: Recipe
    quantity: Quantity = "test"


@dataclass(frozen=True)
class Effect:
    """What the error changes in training: the same number, measured both ways over the same seeds."""

    metric: str
    right: Measurement
    written: Measurement


@dataclass(frozen=True)
class Erratum:
    """An error of a tutorial.

    `also` names the other tutorials that have it. `deviation` is the name of the part that makes it, in
    the catalog of parts, and `setting` the line of a recipe with it. Without an `effect` the error is in
    the text alone, or shows only for numbers that training does not reach.
    """

    key: str
    tutorial: str
    title: str
    written: str
    right: str
    why: str
    check: Callable[[Dataset], Check]
    also: tuple[str, ...] = ()
    deviation: str | None = None
    setting: str | None = None
    effect: Effect | None = None

    @property
    def tutorials(self) -> tuple[str, ...]:
        """All tutorials that have it."""
        return (self.tutorial, *self.also)
