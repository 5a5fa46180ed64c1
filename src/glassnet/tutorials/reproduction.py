"""Running a tutorial's recipe over seeds, and comparing its claims with the results."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from math import sqrt
from statistics import median
from typing import Any, Final

import numpy as np

from glassnet.data.labeled_images import Dataset, LabeledImages
from glassnet.nn import Parameters
from glassnet.recipes import Recipe
from glassnet.training.evaluation import evaluate
from glassnet.training.events import EpochDone, Event
from glassnet.training.loop import train
from glassnet.training.metrics import Z95
from glassnet.training.preparation import prepare
from glassnet.training.state import TrainingState
from glassnet.tutorials.catalog import TUTORIALS
from glassnet.tutorials.log import LogLine
from glassnet.tutorials.tutorial import Claim, Tutorial

LOG_EVERY: Final = 10
SPLIT_OF: Final = {"train": "train", "log": "train", "held_out": "validation", "test": "test"}


@dataclass(frozen=True, eq=False)
class SeedResult:
    """The result of one seed. Accuracies are of the final weights, 0 to 1, None where there is no set."""

    seed: int
    train_accuracy: float
    held_out_accuracy: float | None
    test_accuracy: float | None
    seconds: float
    log: tuple[LogLine, ...]
    parameters: Parameters = field(repr=False)

    def accuracy(self, measured: str) -> float | None:
        """The accuracy on "train", "held_out" or "test", or in the last line of the "log"."""
        if measured == "log":
            return self.log[-1].accuracy_percent / 100 if self.log else None
        return getattr(self, f"{measured}_accuracy")


@dataclass(frozen=True)
class Comparison:
    """A claim compared with what was measured, all in per cent.

    `sampling_error` is half the width of the 95 % interval for this number of examples.
    """

    claim: Claim
    median: float
    lowest: float
    highest: float
    examples: int
    sampling_error: float
    cut_short: bool = False

    @property
    def holds(self) -> bool:
        """Whether the claim lies in the measured range, widened by rounding and sampling error."""
        slack = self.claim.tolerance + self.sampling_error
        return self.lowest - slack <= self.claim.percent <= self.highest + slack

    @property
    def result(self) -> str:
        """The result in words; a run that was cut short says nothing of the claim."""
        if self.cut_short:
            return "cut short"
        if self.holds:
            return "holds"
        return "too low" if self.claim.percent < self.lowest else "too high"


@dataclass(frozen=True, eq=False)
class Reproduction:
    """A tutorial run over some seeds, on the splits of the first."""

    tutorial: Tutorial
    results: tuple[SeedResult, ...]
    splits: Dataset

    def comparisons(self) -> list[Comparison]:
        """One for each claim that this data can test."""
        return [
            self._compare(claim, accuracies, examples)
            for claim in self.tutorial.claims
            if (examples := self.splits.splits.get(SPLIT_OF[claim.measured])) is not None
            and (accuracies := [a for r in self.results if (a := r.accuracy(claim.measured))])
        ]

    @property
    def cut_short(self) -> bool:
        """Whether it was run for fewer epochs than the tutorial's own."""
        own = TUTORIALS.get(self.tutorial.name, self.tutorial)
        return self.tutorial.recipe.epochs < own.recipe.epochs

    def predict_shown(self) -> tuple[LabeledImages, np.ndarray]:
        """The examples that the tutorial shows, and the predictions of the first seed's network."""
        tutorial, recipe = self.tutorial, self.tutorial.recipe
        source = self.splits.splits.get(tutorial.shown_split) or self.splits.split("train")
        shown = source.take(slice(tutorial.shown))
        found = evaluate(recipe.network, self.results[0].parameters, recipe.loss, shown)
        return shown, found.predictions

    def to_plain(self) -> dict[str, Any]:
        """All results as plain values; accuracies from 0 to 1."""
        return {
            "name": self.tutorial.name,
            "claims": [
                {"percent": c.percent, "measured": c.measured, "wording": c.wording}
                for c in self.tutorial.claims
            ],
            "comparisons": [
                {
                    "percent": each.claim.percent,
                    "measured": each.claim.measured,
                    "median": each.median,
                    "lowest": each.lowest,
                    "highest": each.highest,
                    "examples": each.examples,
                    "sampling_error": each.sampling_error,
                    "holds": each.holds,
                    "cut_short": each.cut_short,
                }
                for each in self.comparisons()
            ],
            "deviations": [asdict(each) for each in self.tutorial.deviations],
            "choices": list(self.tutorial.choices),
            "sets": {name: str(each) for name, each in self.splits.splits.items()},
            "seeds": [result.seed for result in self.results],
            "train_accuracy": [result.train_accuracy for result in self.results],
            "held_out_accuracy": [result.held_out_accuracy for result in self.results],
            "test_accuracy": [result.test_accuracy for result in self.results],
            "seconds": [result.seconds for result in self.results],
            "log": [asdict(line) for line in self.results[0].log],
        }

    def _compare(
        self, claim: Claim, accuracies: list[float], examples: LabeledImages
    ) -> Comparison:
        middle = median(accuracies)
        # A printed log is of the very same examples: nothing was sampled.
        error = (
            0.0 if claim.measured == "log" else Z95 * sqrt(middle * (1 - middle) / len(examples))
        )
        return Comparison(
            claim,
            100 * middle,
            100 * min(accuracies),
            100 * max(accuracies),
            len(examples),
            100 * error,
            self.cut_short,
        )


def run_seed(recipe: Recipe, dataset: Dataset) -> Iterator[Event | SeedResult]:
    """Train the recipe once; yields its events, and at last a `SeedResult`."""
    splits = prepare(recipe, dataset)
    state = TrainingState.begin(recipe)
    log = []
    for event in train(recipe, splits, state):
        yield event
        if isinstance(event, EpochDone) and _is_logged(recipe, event):
            log.append(LogLine(event.epoch, event.train_loss, 100 * event.train_accuracy))
    yield _seed_result(recipe, splits, state, tuple(log))


def _is_logged(recipe: Recipe, event: EpochDone) -> bool:
    return recipe.batch_size == "full" and event.epoch % LOG_EVERY == 0


def _seed_result(
    recipe: Recipe, splits: Dataset, state: TrainingState, log: tuple[LogLine, ...]
) -> SeedResult:
    def accuracy(examples: LabeledImages | None) -> float | None:
        if examples is None:
            return None
        with np.errstate(over="ignore", invalid="ignore"):
            return evaluate(recipe.network, state.kept, recipe.loss, examples).accuracy

    return SeedResult(
        seed=recipe.seed,
        train_accuracy=accuracy(splits.train) or 0.0,
        held_out_accuracy=accuracy(splits.validation),
        test_accuracy=accuracy(splits.test),
        seconds=state.seconds,
        log=log,
        parameters=state.kept,
    )


def seeds_of(tutorial: Tutorial, count: int) -> list[int]:
    """The seeds to run: the tutorial's own first, then those that follow."""
    return [tutorial.recipe.seed + number for number in range(count)]


def identify(recipe: Recipe) -> Recipe:
    """The same for all recipes that differ in name and description alone: their results are the same."""
    return recipe.with_changes(name="", description="")
