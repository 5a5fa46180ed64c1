"""One update after the other: gradient, rules, optimizer, average."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from glassnet import engine
from glassnet.engine import Batch, Engine, Plan, plan_training
from glassnet.nn import Array, Clock, Constant, GradientDescent
from glassnet.recipes import Recipe
from glassnet.training.batches import Prefetcher, StoredBatches, batch_size_of
from glassnet.training.local_steps import Descend, LocalDescent, pack, unpack
from glassnet.training.shards import Compute, Shards, add_in_pairs, split_shards
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


class ShardedUpdater:
    """One batch in shards, one update: see `training.shards`.

    `compute` computes the gradients of `workers` tasks at a time; without it, this process does.
    """

    def __init__(
        self,
        recipe: Recipe,
        batches: StoredBatches,
        state: TrainingState,
        compute: Compute | None = None,
        workers: int = 1,
    ) -> None:
        self._recipe, self._batches, self._state = recipe, batches, state
        self._workers = workers
        self.plan = plan_updates(recipe, batches.images)
        examples = batches.images, batches.labels
        shards = Shards(recipe, lambda: examples, self.plan.implementation)
        self._compute = compute or (
            lambda parameters, tasks: [shards.compute(parameters, each) for each in tasks]
        )

    def limit_blas(self) -> AbstractContextManager[None]:
        """Nothing: shards are computed on one thread each."""
        return nullcontext()

    def update(self, epoch: int, index: int) -> UpdateResult:
        """One update."""
        recipe, state = self._recipe, self._state
        tasks = split_shards(recipe.shards, self._workers, epoch, index)
        found = add_in_pairs(self._compute(state.parameters, tasks))
        np.copyto(state.gradients.vector, found.vector)
        apply_gradient(recipe, self._batches, state)
        return UpdateResult(found.loss_sum, found.correct, found.examples)


class LocalUpdater:
    """Some local updates of all shards in one call, then the average of their states."""

    def __init__(
        self,
        recipe: Recipe,
        batches: StoredBatches,
        state: TrainingState,
        descend: Descend | None = None,
        workers: int = 1,
    ) -> None:
        self._recipe, self._batches, self._state = recipe, batches, state
        self._workers = workers
        self.plan = plan_updates(recipe, batches.images)
        examples = batches.images, batches.labels
        shards = Shards(recipe, lambda: examples, self.plan.implementation)
        own = LocalDescent(recipe, shards)
        self._descend: Descend = descend or (
            lambda packed, tasks: [own.run(packed, each) for each in tasks]
        )

    def limit_blas(self) -> AbstractContextManager[None]:
        """Nothing: shards are computed on one thread each."""
        return nullcontext()

    def update(self, epoch: int, index: int) -> UpdateResult:
        """The next local updates, as many as the recipe says or the epoch has left."""
        recipe, state = self._recipe, self._state
        updates = min(recipe.local_steps, self._batches.steps_per_epoch - index)
        tasks = [
            replace(each, updates=updates)
            for each in split_shards(recipe.shards, self._workers, epoch, index)
        ]
        found = add_in_pairs(self._descend(pack(state.parameters, state.optimizer), tasks))
        # A power of two: the division is exact.
        unpack(found.vector / recipe.shards, state.parameters, state.optimizer)
        clock = make_clock(recipe, self._batches, state)
        if state.average is not None and recipe.averaging is not None:
            for number in range(updates):
                later = replace(clock, step=clock.step + number)
                engine.move_average(recipe.averaging, state.average, state.parameters, later)
        return UpdateResult(found.loss_sum, found.correct, found.examples, updates)


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
        compute, count = (workers.compute, workers.count) if workers else (None, 1)
        if recipe.local_steps > 1:
            descend = workers.descend if workers else None
            return LocalUpdater(recipe, batches, state, descend, count)
        return ShardedUpdater(recipe, batches, state, compute, count)
    plan = plan_updates(recipe, batches.images)
    if plan.reading == "one at a time" or recipe.update == "during_backward":
        return OnlineUpdater(recipe, batches, state, plan)
    return BatchUpdater(recipe, batches, state, plan)
