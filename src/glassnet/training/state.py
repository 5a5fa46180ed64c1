"""Everything that changes while training runs: saved whole, it is a checkpoint."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from glassnet.nn import Array, Parameters, State
from glassnet.recipes import Recipe


@dataclass
class EpochTotals:
    """Sums over the examples of the epoch so far."""

    loss: float = 0.0
    correct: int = 0
    examples: int = 0

    @property
    def mean_loss(self) -> float:
        """The loss per example."""
        return self.loss / max(self.examples, 1)

    @property
    def accuracy(self) -> float:
        """The share that is correct, 0 to 1."""
        return self.correct / max(self.examples, 1)

    def add(self, loss_sum: float, correct: int, examples: int) -> None:
        """Add some examples."""
        self.loss += loss_sum
        self.correct += correct
        self.examples += examples


@dataclass
class TrainingState:
    """The arrays and counters of one training run.

    `step` counts updates over all epochs. `average` and `best` are None where the recipe keeps
    none. `history` has one table of plain values for each epoch that is done.
    """

    parameters: Parameters
    gradients: Parameters
    optimizer: State
    average: Parameters | None = None
    best: Parameters | None = None
    best_accuracy: float = -1.0
    best_epoch: int = -1
    step: int = 0
    totals: EpochTotals = field(default_factory=EpochTotals)
    history: list[dict[str, Any]] = field(default_factory=list)
    seconds: float = 0.0

    @classmethod
    def begin(cls, recipe: Recipe, initial: Parameters | None = None) -> TrainingState:
        """The state before the first update, from `initial` parameters or those that the recipe draws."""
        parameters = recipe.initial_parameters() if initial is None else initial.copy()
        average = parameters.copy() if recipe.averaging is not None else None
        best = parameters.copy() if recipe.stopping is not None else None
        return cls(
            parameters=parameters,
            gradients=parameters.like(),
            optimizer=recipe.optimizer.initialize(parameters),
            average=average,
            best=best,
        )

    @property
    def current(self) -> Parameters:
        """The weights that would be used now: the average, where there is one."""
        return self.parameters if self.average is None else self.average

    @property
    def kept(self) -> Parameters:
        """The weights to keep when training ends: the best where the recipe stops early."""
        if self.best is None or self.best_epoch < 0:
            return self.current
        return self.best

    @property
    def epochs_done(self) -> int:
        """How many epochs are over."""
        return len(self.history)

    def arrays(self) -> dict[str, Array]:
        """All arrays by name, not copied."""
        named = {"parameters": self.parameters, "average": self.average, "best": self.best}
        arrays = {name: each.vector for name, each in named.items() if each is not None}
        return arrays | {f"optimizer.{name}": array for name, array in self.optimizer.items()}

    def counters(self) -> dict[str, Any]:
        """Everything that is not an array, as plain values."""
        return {
            "step": self.step,
            "best_accuracy": self.best_accuracy,
            "best_epoch": self.best_epoch,
            "totals": vars(self.totals).copy(),
            "history": self.history,
            "seconds": self.seconds,
        }

    def restore(self, arrays: dict[str, Array], counters: dict[str, Any]) -> None:
        """Restore what `arrays` and `counters` returned earlier. Raises KeyError where one is missing."""
        for name, array in self.arrays().items():
            np.copyto(array, arrays[name], casting="no")
        self.step = counters["step"]
        self.best_accuracy, self.best_epoch = counters["best_accuracy"], counters["best_epoch"]
        self.totals = EpochTotals(**counters["totals"])
        self.history = counters["history"]
        self.seconds = counters["seconds"]
