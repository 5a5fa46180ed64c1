"""A tutorial: its recipe, its claims, and where it departs from the mathematics."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from glassnet.nn import SummedBiasGradient
from glassnet.nn.deviations import correct_loss
from glassnet.recipes import Recipe

Measured = Literal["train", "held_out", "test", "log"]

PrintedLine = tuple[int, str, str]
"""Iteration, cost and accuracy in per cent, digit for digit as a tutorial prints them."""


@dataclass(frozen=True)
class Claim:
    """An accuracy that a tutorial states, in per cent, and the examples that it is of.

    "log" is the last line of the training log that it prints.

    `tolerance` is the rounding of the wording: half a point for "85 %", one point for "about".
    """

    percent: float
    measured: Measured
    wording: str
    tolerance: float = 0.5


@dataclass(frozen=True)
class Deviation:
    """Where a tutorial departs from the mathematics that it explains.

    `tutorial` is what its text or code has, `mathematics` what is right, `effect` how much it changes.
    `setting` is the setting of the recipe that makes it; without one the mistake is in the text alone.
    """

    name: str
    tutorial: str
    mathematics: str
    effect: str
    setting: str | None = None


@dataclass(frozen=True)
class Tutorial:
    """A tutorial: its recipe, its claims, its deviations, and what we had to choose.

    `shown` examples of the split `shown_split` are those whose predictions it shows.
    """

    name: str
    title: str
    author: str
    recipe: Recipe
    claims: tuple[Claim, ...]
    deviations: tuple[Deviation, ...]
    choices: tuple[str, ...]
    shown: int = 4
    shown_split: Literal["train", "test"] = "train"
    printed_log: tuple[PrintedLine, ...] = ()

    def with_changes(self, **changes: object) -> Tutorial:
        """The same tutorial with some fields of its recipe changed."""
        return replace(self, recipe=self.recipe.with_changes(**changes))

    def without_deviations(self) -> Tutorial:
        """The same tutorial with a recipe that does what the mathematics says."""
        rules = self.recipe.gradient_rules
        return self.with_changes(
            loss=correct_loss(self.recipe.loss),
            gradient_rules=tuple(
                each for each in rules if not isinstance(each, SummedBiasGradient)
            ),
            update="after_backward",
        )
