"""Running a document's recipe over seeds, and comparing its claims with what comes out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import sqrt
from statistics import median
from typing import Any, Final

import numpy as np

from glassnet.data.labeled_images import Dataset, LabeledImages
from glassnet.nn import Parameters
from glassnet.recipes import DOCUMENTS, WANG_LOG, Claim, Document, Recipe
from glassnet.training.evaluation import evaluate
from glassnet.training.events import EpochDone, Event
from glassnet.training.loop import train
from glassnet.training.metrics import Z95
from glassnet.training.preparation import prepare
from glassnet.training.state import TrainingState

LOG_EVERY: Final = 10
SPLIT_OF: Final = {"train": "train", "log": "train", "held_out": "validation", "test": "test"}


@dataclass(frozen=True)
class LogLine:
    """One line of a training log, of the weights before the update of this iteration."""

    iteration: int
    cost: float
    accuracy_percent: float

    def __str__(self) -> str:
        return (
            f"Cost after iteration {self.iteration}: {self.cost:f} "
            f"Accuracy: {self.accuracy_percent:f}"
        )


@dataclass(frozen=True, eq=False)
class SeedResult:
    """What one seed led to. Accuracies are of the final weights, 0 to 1, None where there is no set."""

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
class Verdict:
    """A claim against what was measured, all in per cent.

    `sampling_error` is half of the 95 % interval that the number of examples alone leaves open.
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
        """Whether the claim lies in the measured range, widened by wording and sampling error."""
        slack = self.claim.tolerance + self.sampling_error
        return self.lowest - slack <= self.claim.percent <= self.highest + slack

    def __str__(self) -> str:
        if self.cut_short:
            return "not comparable: cut short"
        if self.holds:
            return "holds"
        return "lower than measured" if self.claim.percent < self.lowest else "higher than measured"


@dataclass(frozen=True, eq=False)
class Reproduction:
    """A document run over some seeds, on the splits of the first."""

    document: Document
    results: tuple[SeedResult, ...]
    splits: Dataset

    def verdicts(self) -> list[Verdict]:
        """One for each claim that the data at hand can speak to."""
        return [
            self._verdict(claim, accuracies, digits)
            for claim in self.document.claims
            if (digits := self._set(claim.measured)) is not None
            and (accuracies := [a for r in self.results if (a := r.accuracy(claim.measured))])
        ]

    @property
    def cut_short(self) -> bool:
        """Whether it was run for fewer epochs than the document's own."""
        own = DOCUMENTS.get(self.document.name, self.document)
        return self.document.recipe.epochs < own.recipe.epochs

    def shown(self) -> tuple[LabeledImages, np.ndarray]:
        """The examples that the document shows, and what the first seed's network reads in them."""
        source = self.splits.test if self.document.name == "wang" else self.splits.train
        digits = (source or self.splits.split("train")).take(slice(self.document.shows))
        recipe = self.document.recipe
        found = evaluate(recipe.network, self.results[0].parameters, recipe.effective_loss, digits)
        return digits, found.predictions

    def to_plain(self) -> dict[str, Any]:
        """All figures as plain values; accuracies from 0 to 1."""
        return {
            "name": self.document.name,
            "claims": [
                {"percent": c.percent, "measured": c.measured, "wording": c.wording}
                for c in self.document.claims
            ],
            "verdicts": [
                {
                    "percent": v.claim.percent,
                    "measured": v.claim.measured,
                    "median": v.median,
                    "lowest": v.lowest,
                    "highest": v.highest,
                    "examples": v.examples,
                    "sampling_error": v.sampling_error,
                    "holds": v.holds,
                    "cut_short": v.cut_short,
                }
                for v in self.verdicts()
            ],
            "choices": list(self.document.choices),
            "sets": {name: str(each) for name, each in self.splits.splits.items()},
            "seeds": [result.seed for result in self.results],
            "train_accuracy": [result.train_accuracy for result in self.results],
            "held_out_accuracy": [result.held_out_accuracy for result in self.results],
            "test_accuracy": [result.test_accuracy for result in self.results],
            "seconds": [result.seconds for result in self.results],
            "log": [vars(line) for line in self.results[0].log],
        }

    def _set(self, measured: str) -> LabeledImages | None:
        return self.splits.splits.get(SPLIT_OF[measured])

    def _verdict(self, claim: Claim, accuracies: list[float], digits: LabeledImages) -> Verdict:
        middle = median(accuracies)
        # A printed log is of the very same examples: nothing was sampled.
        error = 0.0 if claim.measured == "log" else Z95 * sqrt(middle * (1 - middle) / len(digits))
        return Verdict(
            claim,
            100 * middle,
            100 * min(accuracies),
            100 * max(accuracies),
            len(digits),
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
    def accuracy(digits: LabeledImages | None) -> float | None:
        if digits is None:
            return None
        with np.errstate(over="ignore"):
            return evaluate(recipe.network, state.kept, recipe.effective_loss, digits).accuracy

    return SeedResult(
        seed=recipe.seed,
        train_accuracy=accuracy(splits.train) or 0.0,
        held_out_accuracy=accuracy(splits.validation),
        test_accuracy=accuracy(splits.test),
        seconds=state.seconds,
        log=log,
        parameters=state.kept,
    )


def seeds_of(document: Document, count: int) -> list[int]:
    """The seeds to run: the document's own first, then those that follow."""
    return [document.recipe.seed + number for number in range(count)]


def comparable_with_print(log: tuple[LogLine, ...]) -> list[LogLine]:
    """The lines of `wang`'s log that the document printed, too: a longer run has more."""
    printed = {iteration for iteration, _, _ in WANG_LOG}
    return [line for line in log if line.iteration in printed]


def departures_from_print(log: tuple[LogLine, ...]) -> list[tuple[LogLine, str, str]]:
    """The lines of `wang`'s log that differ in any printed digit, with cost and accuracy as printed."""
    printed = {iteration: (cost, accuracy) for iteration, cost, accuracy in WANG_LOG}
    return [
        (line, *printed[line.iteration])
        for line in comparable_with_print(log)
        if (f"{line.cost:f}", f"{line.accuracy_percent:f}") != printed[line.iteration]
    ]
