"""Data-parallel training: each batch in shards, whose gradients are added in a fixed order.

The examples are dealt to `recipe.shards` shards once, and each batch takes its share of every shard. The
gradient of a batch is the sum over shards of their gradients, each times its share of the batch:

    dL/dW = sum_s  n_s / n  dL_s/dW

added in pairs: ((0 + 1) + (2 + 3)) + ... So the result depends on the number of shards, and not on who
computes which of them, or when.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from glassnet.data.augmentation import augment
from glassnet.engine import Batch, Engine, Rows, plan_training, using
from glassnet.engine.blas import single_threaded_blas
from glassnet.engine.kernel import Implementation
from glassnet.nn import Array, Clock, Parameters
from glassnet.recipes import Recipe
from glassnet.training.batches import batch_size_of, epoch_order

# Keep these draws apart from every other use of the same seed.
DEAL_STREAM = 0xDEA1
SHARD_STREAM = 0x5AAD
AUGMENTATION_STREAM = 0xA06
DROPOUT_STREAM = 0xD20


Examples = tuple[NDArray[np.uint8], NDArray[np.int64]]


@dataclass(frozen=True)
class ShardGradients:
    """The sum of the gradients of some shards `(parameters,)`, and what they saw."""

    vector: Array
    loss_sum: float
    correct: int
    examples: int

    def add(self, other: ShardGradients) -> ShardGradients:
        """The sum of both."""
        return ShardGradients(
            self.vector + other.vector,
            self.loss_sum + other.loss_sum,
            self.correct + other.correct,
            self.examples + other.examples,
        )


@dataclass(frozen=True)
class ShardsTask:
    """Which gradients to compute: shards `first` to `first + count` of a batch of an epoch.

    With more than one of `updates`, those of the following batches, too: see `training.local_steps`.
    """

    epoch: int
    index: int
    first: int
    count: int
    updates: int = 1


class Shards:
    """The shards of a training set; each is cut out, and its engine made, when it is first asked for.

    `read_examples` returns images and labels of the whole training split; it is called again for shards
    that are asked for later, so that no more than the shards in use are kept. `implementation` is that
    of the whole training: see `engine.Plan`.
    """

    def __init__(
        self,
        recipe: Recipe,
        read_examples: Callable[[], Examples],
        implementation: Implementation,
    ) -> None:
        self._recipe = recipe
        self.implementation: Implementation = implementation
        self._read_examples = read_examples
        self._shards: dict[int, Shard] = {}

    def compute(self, parameters: Parameters, task: ShardsTask) -> ShardGradients:
        """The sum over the shards of a task, added in pairs."""
        with using(self.implementation), single_threaded_blas():
            self._cut(range(task.first, task.first + task.count))
            return self._sum(parameters, task, task.first, task.count)

    def get(self, number: int) -> Shard:
        """One shard."""
        self._cut(range(number, number + 1))
        return self._shards[number]

    def _sum(
        self, parameters: Parameters, task: ShardsTask, first: int, count: int
    ) -> ShardGradients:
        if count == 1:
            return self._shards[first].gradient(parameters, task.epoch, task.index)
        half = count // 2
        left = self._sum(parameters, task, first, half)
        return left.add(self._sum(parameters, task, first + half, half))

    def _cut(self, numbers: range) -> None:
        missing = [number for number in numbers if number not in self._shards]
        if missing:
            examples = self._read_examples()
            for number in missing:
                self._shards[number] = Shard(self._recipe, examples, number)


class Shard:
    """One shard: its examples, and an engine for their gradients."""

    def __init__(self, recipe: Recipe, examples: Examples, number: int) -> None:
        (images, labels), shards = examples, recipe.shards
        count = len(labels)
        dealt = np.random.default_rng([DEAL_STREAM, recipe.seed]).permutation(count)
        if recipe.order == "file":
            dealt = np.arange(count)
        own = np.sort(dealt[number::shards])
        self._recipe, self._number = recipe, number
        self._images, self._labels = images[own], labels[own]
        self._batch_size = batch_size_of(recipe, count)
        self.steps = -(-count // self._batch_size)
        # How many examples of each shard there are in every batch.
        self._sizes = [len(range(each, count, shards)) for each in range(shards)]
        fresh = recipe.augmentation is not None
        size = None if self.steps == 1 else -(-len(own) // self.steps)
        plan = plan_training(recipe.network, recipe.loss, self._images, size, fresh=fresh)
        self._engine = Engine(plan, recipe.loss, recipe.precision)
        self._uses_rng = plan.uses_rng

    def gradient(self, parameters: Parameters, epoch: int, index: int) -> ShardGradients:
        """The gradient of this shard's part of a batch, times its share of the batch."""
        batch = self._batch(epoch, index)
        gradients, count = parameters.like(), len(batch.labels)
        rng = self._rng(DROPOUT_STREAM, epoch, index) if self._uses_rng else None
        value, correct = self._engine.gradient(parameters, batch, gradients, rng)
        gradients.vector *= gradients.vector.dtype.type(self.share(index))
        return ShardGradients(gradients.vector, value * count, correct, count)

    def share(self, index: int) -> float:
        """The share of this shard in a batch, 0 to 1."""
        total = sum(len(self._part(size, index)) for size in self._sizes)
        return len(self._part(len(self._labels), index)) / total

    def _part(self, size: int, index: int) -> range:
        """The places of a batch in the epoch's order of a shard of so many examples."""
        return range(size * index // self.steps, size * (index + 1) // self.steps)

    def _batch(self, epoch: int, index: int) -> Batch:
        recipe = self._recipe
        if self.steps == 1 and recipe.augmentation is None:
            return self._engine.prepare(self._all, self._labels)
        part = self._part(len(self._labels), index)
        order = epoch_order(self._seed, epoch, len(self._labels), recipe.order == "shuffled")
        chosen = order[part.start : part.stop]
        if recipe.augmentation is None:
            return self._engine.prepare(Rows(self._images, chosen), self._labels[chosen])
        clock = Clock(epoch * self.steps + index, self.steps, recipe.epochs)
        rng = self._rng(AUGMENTATION_STREAM, epoch, index)
        deformed = augment(self._images[chosen], rng, recipe.augmentation.at(clock))
        return self._engine.prepare(Rows.all(deformed), self._labels[chosen])

    @cached_property
    def _all(self) -> Rows:
        return Rows.all(self._images)

    @cached_property
    def _seed(self) -> int:
        draws = np.random.SeedSequence([SHARD_STREAM, self._recipe.seed, self._number])
        return int(draws.generate_state(1, np.uint64)[0])

    def _rng(self, stream: int, epoch: int, index: int) -> np.random.Generator:
        return np.random.default_rng([stream, self._seed, epoch, index])


Compute = Callable[[Parameters, Sequence[ShardsTask]], Sequence[ShardGradients]]
"""Computes the gradients of tasks, in their order."""


def add_in_pairs(gradients: Sequence[ShardGradients]) -> ShardGradients:
    """The sum of a power of two of gradients, in pairs of neighbors."""
    while len(gradients) > 1:
        gradients = [a.add(b) for a, b in zip(gradients[::2], gradients[1::2], strict=True)]
    return gradients[0]


def split_shards(shards: int, workers: int, epoch: int, index: int) -> list[ShardsTask]:
    """The tasks of a batch for so many workers: each has as many shards as the others."""
    tasks = 1
    while tasks * 2 <= min(workers, shards):
        tasks *= 2
    each = shards // tasks
    return [ShardsTask(epoch, index, each * number, each) for number in range(tasks)]
