"""Epochs of updates on a table of numbers, with weights of examples: the engine, as `training` uses it."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import numpy as np

from glassnet import engine
from glassnet.engine import Batch, Engine, Rows, plan_training
from glassnet.engine.inputs import ArrayInputs
from glassnet.nn import Array, Clock
from glassnet.recipes import Recipe
from glassnet.sklearn.tables import compute_outputs, find_pixels, take_rows
from glassnet.sklearn.weighted_loss import WeightedLoss
from glassnet.training import EpochDone, TrainingState
from glassnet.training.batches import epoch_order
from glassnet.training.updates import DROPOUT_STREAM


@dataclass(frozen=True, eq=False)
class Examples:
    """A table `(count, features)`, dense or sparse, with labels `(count,)` from 0 on.

    `weights` `(count,)` have the mean 1; None weighs all alike.
    """

    table: Any
    labels: Array
    weights: Array | None = None

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(eq=False)
class Trainer:
    """Trains the network of a recipe; `state` changes in place and can be trained further."""

    recipe: Recipe
    examples: Examples
    validation: Examples | None
    state: TrainingState
    epoch: int = 0
    """The number of the next epoch, which decides the order of its examples."""
    _pixels: Array | None = field(init=False)
    _engine: Engine = field(init=False)
    _uses_rng: bool = field(init=False)

    def __post_init__(self) -> None:
        recipe, weights = self.recipe, self.examples.weights
        loss = recipe.loss if weights is None else WeightedLoss(recipe.loss, weights)
        self._pixels = find_pixels(self.examples.table)
        # `fresh`, since a batch that the engine keeps may be reordered.
        plan = plan_training(recipe.network, loss, self._pixels, self.batch_size, fresh=True)
        self._engine, self._uses_rng = Engine(plan, loss, recipe.precision), plan.uses_rng

    @property
    def batch_size(self) -> int:
        """The number of examples in a batch; the last one of an epoch may be smaller."""
        size = self.recipe.batch_size
        return len(self.examples) if size == "full" else min(size, len(self.examples))

    @property
    def steps_per_epoch(self) -> int:
        """The number of updates in an epoch."""
        return -(-len(self.examples) // self.batch_size)

    def train_epoch(self) -> EpochDone:
        """One epoch; the losses of the event are not finite where training diverged."""
        recipe, state, began = self.recipe, self.state, perf_counter()
        order = epoch_order(recipe.seed, self.epoch, len(self.examples), recipe.order == "shuffled")
        loss_sum, correct, rate = 0.0, 0, 0.0
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            for step in range(self.steps_per_epoch):
                chosen = order[step * self.batch_size : (step + 1) * self.batch_size]
                value, right = self._compute_gradient(chosen)
                clock = Clock(state.step, self.steps_per_epoch, recipe.epochs)
                rate = recipe.schedule(clock)
                engine.update(
                    recipe.optimizer, state.parameters, state.gradients, state.optimizer, rate,
                    recipe.gradient_rules,
                )  # fmt: skip
                state.step += 1
                loss_sum, correct = loss_sum + value * len(chosen), correct + right
            seconds = perf_counter() - began
            state.seconds += seconds
            validation_loss, validation_accuracy = self._validate()
        count, self.epoch = len(self.examples), self.epoch + 1
        return EpochDone(
            epoch=self.epoch - 1,
            step=state.step,
            train_loss=loss_sum / count,
            train_accuracy=correct / count,
            validation_loss=validation_loss,
            validation_accuracy=validation_accuracy,
            learning_rate=rate,
            seconds=state.seconds,
            examples_per_second=count / max(seconds, 1e-9),
        )

    def _compute_gradient(self, chosen: Array) -> tuple[float, int]:
        """The loss of some examples and the number correct; fills the gradients."""
        recipe, examples, state = self.recipe, self.examples, self.state
        dtype = state.parameters.vector.dtype
        if examples.weights is not None:
            self._engine.loss = WeightedLoss(recipe.loss, examples.weights[chosen].astype(dtype))
        rng = None
        if self._uses_rng:
            rng = np.random.default_rng([DROPOUT_STREAM, recipe.seed, state.step])
        batch = self._make_batch(chosen, dtype)
        return self._engine.gradient(state.parameters, batch, state.gradients, rng)

    def _make_batch(self, chosen: Array, dtype: np.dtype) -> Batch:
        labels = self.examples.labels[chosen]
        if self._pixels is not None:
            return self._engine.prepare(Rows(self._pixels, chosen), labels)
        return Batch(ArrayInputs(take_rows(self.examples.table, chosen, dtype)), labels)

    def _validate(self) -> tuple[float | None, float | None]:
        if self.validation is None:
            return None, None
        outputs = compute_outputs(self.recipe.network, self.state.parameters, self.validation.table)
        loss, _ = self.recipe.loss(outputs, self.validation.labels)
        return loss, float((outputs.argmax(axis=1) == self.validation.labels).mean())
