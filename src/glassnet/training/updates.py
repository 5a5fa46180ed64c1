"""One update after the other: gradient, rules, optimizer, average."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

import numpy as np

from glassnet import engine
from glassnet.engine import Batch, Engine, Plan, plan_training
from glassnet.nn import Array, Clock, Constant, GradientDescent, Parameters
from glassnet.recipes import Recipe
from glassnet.training.batches import Prefetcher, StoredBatches, batch_size_of
from glassnet.training.local_steps import Descend, LocalDescent, pack, unpack
from glassnet.training.shards import (
    Compute,
    ShardGradients,
    Shards,
    ShardsTask,
    add_in_pairs,
    split_shards,
)
from glassnet.training.state import TrainingState

# Keeps these draws apart from every other use of the same seed.
DROPOUT_STREAM = 0xD20

# Few enough that progress is reported several times a second.
UPDATES_IN_ONE_CALL = 1000


@dataclass(frozen=True)
class UpdateResult:
    """What some updates saw before they were made: summed loss, correct answers, examples."""

    loss_sum: float
    correct: int
    examples: int
    updates: int = 1


class Updater(Protocol):
    """Makes the next update or updates of an epoch."""

    plan: Plan
    """How the network is run."""

    def limit_blas(self) -> AbstractContextManager[None]:
        """For updates one after the other: see `Engine.limit_blas`."""
        ...

    def update(self, epoch: int, index: int) -> UpdateResult:
        """Update from the `index`-th batch of the epoch on."""
        ...


class BatchUpdater:
    """One batch, one update."""

    def __init__(
        self, recipe: Recipe, batches: StoredBatches, state: TrainingState, plan: Plan
    ) -> None:
        self._recipe = recipe
        self._batches = batches
        self._state = state
        self.plan = plan
        self._engine = Engine(plan, recipe.loss, recipe.precision)
        self._next_batch = self._make_batch
        if recipe.has_fresh_batches:
            self._next_batch = Prefetcher(self._make_batch, batches.steps_per_epoch).batch
        self._uses_rng = plan.uses_rng

    def limit_blas(self) -> AbstractContextManager[None]:
        """See `Engine.limit_blas`."""
        return self._engine.limit_blas()

    def update(self, epoch: int, index: int) -> UpdateResult:
        """One update."""
        recipe, state = self._recipe, self._state
        batch = self._next_batch(epoch, index)
        value, correct = self._engine.gradient(
            state.parameters, batch, state.gradients, self._make_rng()
        )
        apply_gradient(recipe, self._batches, state)
        count = len(batch.labels)
        return UpdateResult(value * count, correct, count)

    def _make_batch(self, epoch: int, index: int) -> Batch:
        return self._engine.prepare(*self._batches.batch(epoch, index))

    def _make_rng(self) -> np.random.Generator | None:
        if not self._uses_rng:
            return None
        return np.random.default_rng([DROPOUT_STREAM, self._recipe.seed, self._state.step])


class OnlineUpdater:
    """Plain gradient descent, one example after the other: many updates in one call."""

    def __init__(
        self, recipe: Recipe, batches: StoredBatches, state: TrainingState, plan: Plan
    ) -> None:
        self._recipe = recipe
        self._batches = batches
        self._state = state
        self.plan = plan

    def limit_blas(self) -> AbstractContextManager[None]:
        """Nothing."""
        return nullcontext()

    def update(self, epoch: int, index: int) -> UpdateResult:
        """The next updates, `UPDATES_IN_ONE_CALL` or as many as the epoch has left."""
        recipe, order = self._recipe, self._batches.order(epoch)[index:][:UPDATES_IN_ONE_CALL]
        loss_sum, correct = engine.descend(
            recipe.network,
            recipe.loss,
            self._state.parameters,
            self._batches.images,
            self._batches.labels,
            self._rates(len(order)),
            order,
            update_during_backward=recipe.update == "during_backward",
        )
        return UpdateResult(loss_sum, correct, len(order), len(order))

    def _rates(self, count: int) -> Array:
        schedule, clock = (
            self._recipe.schedule,
            make_clock(self._recipe, self._batches, self._state),
        )
        if isinstance(schedule, Constant):
            return np.full(count, schedule.rate)
        return np.array([schedule(replace(clock, step=clock.step + i)) for i in range(count)])


class _UpdaterOfShards:
    """What updates of a batch in shards have in common: see `training.shards`.

    `workers` compute the shards; without them, this process does.
    """

    def __init__(
        self, recipe: Recipe, batches: StoredBatches, state: TrainingState, workers: Workers | None
    ) -> None:
        self._recipe, self._batches, self._state = recipe, batches, state
        self._workers = workers
        self.plan = plan_updates(recipe, batches.images)
        examples = batches.images, batches.labels
        self._shards = Shards(recipe, lambda: examples, self.plan.implementation)

    def limit_blas(self) -> AbstractContextManager[None]:
        """Nothing: shards are computed on one thread each."""
        return nullcontext()

    def _split(self, epoch: int, index: int) -> list[ShardsTask]:
        """The tasks of a batch."""
        count = self._workers.count if self._workers else 1
        return split_shards(self._recipe.shards, count, epoch, index)


class ShardedUpdater(_UpdaterOfShards):
    """One batch in shards, one update."""

    def update(self, epoch: int, index: int) -> UpdateResult:
        """One update."""
        recipe, state = self._recipe, self._state
        found = add_in_pairs(self._compute(state.parameters, self._split(epoch, index)))
        np.copyto(state.gradients.vector, found.vector)
        apply_gradient(recipe, self._batches, state)
        return UpdateResult(found.loss_sum, found.correct, found.examples)

    def _compute(
        self, parameters: Parameters, tasks: Sequence[ShardsTask]
    ) -> Sequence[ShardGradients]:
        if self._workers:
            return self._workers.compute(parameters, tasks)
        return [self._shards.compute(parameters, each) for each in tasks]


class LocalUpdater(_UpdaterOfShards):
    """Some local updates of all shards in one call, then the average of their states."""

    def update(self, epoch: int, index: int) -> UpdateResult:
        """The next local updates, as many as the recipe says or the epoch has left."""
        recipe, state = self._recipe, self._state
        updates = min(recipe.local_steps, self._batches.steps_per_epoch - index)
        tasks = [replace(each, updates=updates) for each in self._split(epoch, index)]
        found = add_in_pairs(self._descend(pack(state.parameters, state.optimizer), tasks))
        # A power of two: the division is exact.
        unpack(found.vector / recipe.shards, state.parameters, state.optimizer)
        clock = make_clock(recipe, self._batches, state)
        if state.average is not None and recipe.averaging is not None:
            for number in range(updates):
                later = replace(clock, step=clock.step + number)
                engine.move_average(recipe.averaging, state.average, state.parameters, later)
        return UpdateResult(found.loss_sum, found.correct, found.examples, updates)

    def _descend(self, packed: Array, tasks: Sequence[ShardsTask]) -> Sequence[ShardGradients]:
        if self._workers and self._workers.descend:
            return self._workers.descend(packed, tasks)
        return [self._descent.run(packed, each) for each in tasks]

    @cached_property
    def _descent(self) -> LocalDescent:
        return LocalDescent(self._recipe, self._shards)


def apply_gradient(recipe: Recipe, batches: StoredBatches, state: TrainingState) -> None:
    """One step of the optimizer, and of the average, with the gradients of the state."""
    clock = make_clock(recipe, batches, state)
    rate = recipe.schedule(clock)
    engine.update(
        recipe.optimizer,
        state.parameters,
        state.gradients,
        state.optimizer,
        rate,
        recipe.gradient_rules,
    )
    if state.average is not None and recipe.averaging is not None:
        engine.move_average(recipe.averaging, state.average, state.parameters, clock)


def make_clock(recipe: Recipe, batches: StoredBatches, state: TrainingState) -> Clock:
    """The progress of training before the next update."""
    return Clock(state.step, batches.steps_per_epoch, recipe.epochs)


def plan_updates(recipe: Recipe, images: Array) -> Plan:
    """How the engine trains the recipe's network on stored `images` `(count, ...)`."""
    plain = recipe.optimizer == GradientDescent() and not recipe.gradient_rules
    stored = not recipe.has_fresh_batches and recipe.averaging is None
    size = batch_size_of(recipe, len(images))
    online = size == 1 and plain and stored
    return plan_training(
        recipe.network,
        recipe.loss,
        images,
        size,
        online=online,
        fresh=recipe.has_fresh_batches,
        # Of a streamed set `images` are a sample, which says nothing of the amount of work.
        epochs=None if recipe.order == "blocks" else recipe.epochs,
    )


@dataclass(frozen=True)
class Workers:
    """Who computes the gradients of shards: a function, and how many tasks it runs at a time.

    `descend` makes local updates instead: see `training.local_steps`.
    """

    compute: Compute
    count: int
    descend: Descend | None = None


def updater_for(
    recipe: Recipe,
    batches: StoredBatches,
    state: TrainingState,
    workers: Workers | None = None,
) -> Updater:
    """The updater that a recipe asks for; `workers` compute its shards, where it has some."""
    if recipe.shards > 1:
        of_shards = LocalUpdater if recipe.local_steps > 1 else ShardedUpdater
        return of_shards(recipe, batches, state, workers)
    plan = plan_updates(recipe, batches.images)
    if plan.reading == "one at a time" or recipe.update == "during_backward":
        return OnlineUpdater(recipe, batches, state, plan)
    return BatchUpdater(recipe, batches, state, plan)
