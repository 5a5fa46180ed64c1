"""The batches of an epoch: which rows, and their labels.

Which examples a batch holds, and how they are deformed, is a pure function of the recipe's seed, the
epoch and the batch's number: so training can stop anywhere and go on with the same bits.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from functools import cached_property
from typing import Generic, Protocol, TypeVar

import numpy as np

from glassnet.data.augmentation import Augmentation, augment
from glassnet.data.example_store import MemoryExamples
from glassnet.data.labeled_images import LabeledImages
from glassnet.data.streamed_images import StreamedImages
from glassnet.engine import Rows
from glassnet.nn import Array, Clock
from glassnet.recipes import Recipe
from glassnet.training.blocks import Blocks

T = TypeVar("T")

# Keep these draws apart from every other use of the same seed.
ORDER_STREAM = 0x0BDE5
AUGMENTATION_STREAM = 0xA06


def epoch_order(seed: int, epoch: int, count: int, shuffled: bool = True) -> Array:
    """The order `(count,)` in which an epoch visits the examples: a pure function of (seed, epoch).

    Not shuffled, it is the order of the file.
    """
    if not shuffled:
        return np.arange(count, dtype=np.int64)
    return np.random.default_rng([ORDER_STREAM, seed, epoch]).permutation(count)


class Batches(Protocol):
    """A source of batches."""

    steps_per_epoch: int

    def batch(self, epoch: int, index: int) -> tuple[Rows, Array]:
        """Rows of stored images, and labels `(batch,)`; the last batch of an epoch may be smaller."""
        ...


class StoredBatches:
    """Batches of stored images, in the order of each epoch."""

    def __init__(self, examples: LabeledImages, recipe: Recipe) -> None:
        self.images = examples.images
        self.labels = examples.labels
        self.batch_size = batch_size_of(recipe, len(examples))
        self.steps_per_epoch = -(-len(examples) // self.batch_size)
        self._recipe = recipe
        self._order_of = (-1, np.empty(0, np.int64))

    def batch(self, epoch: int, index: int) -> tuple[Rows, Array]:
        """The `index`-th batch of the epoch; one of all examples is the same in every epoch."""
        if self.steps_per_epoch == 1:
            return self._all
        chosen = self.chosen(epoch, index)
        return Rows(self.images, chosen), self.labels[chosen]

    @cached_property
    def _all(self) -> tuple[Rows, Array]:
        return Rows.all(self.images), self.labels

    def order(self, epoch: int) -> Array:
        """The order in which this epoch visits the examples."""
        if self._order_of[0] != epoch:
            shuffled = self._recipe.order == "shuffled"
            order = epoch_order(self._recipe.seed, epoch, len(self.labels), shuffled)
            self._order_of = (epoch, order)
        return self._order_of[1]

    def chosen(self, epoch: int, index: int) -> Array:
        """The examples of a batch."""
        return self.order(epoch)[index * self.batch_size : (index + 1) * self.batch_size]


class AugmentedBatches(StoredBatches):
    """Batches of images that are deformed anew in each epoch."""

    def __init__(self, examples: LabeledImages, recipe: Recipe, augmentation: Augmentation) -> None:
        super().__init__(examples, recipe)
        self._augmentation = augmentation

    def batch(self, epoch: int, index: int) -> tuple[Rows, Array]:
        """The `index`-th batch of the epoch."""
        chosen, steps = self.chosen(epoch, index), self.steps_per_epoch
        deformed = deform(
            self.images[chosen], self._recipe, self._augmentation, epoch, index, steps
        )
        return Rows.all(deformed), self.labels[chosen]


class BlockBatches(StoredBatches):
    """Batches that are read block by block; `images` and `labels` may be a sample of the examples.

    See `training.blocks`.
    """

    def __init__(self, examples: LabeledImages, recipe: Recipe) -> None:
        super().__init__(examples, recipe)
        store = (
            examples.store
            if isinstance(examples, StreamedImages)
            else MemoryExamples(examples.images, examples.labels)
        )
        self._blocks = Blocks(store, recipe.seed)

    def batch(self, epoch: int, index: int) -> tuple[Rows, Array]:
        """The `index`-th batch of the epoch."""
        start = index * self.batch_size
        images, labels = self._blocks.read(epoch, start, start + self.batch_size)
        augmentation = self._recipe.augmentation
        if augmentation is not None:
            images = deform(images, self._recipe, augmentation, epoch, index, self.steps_per_epoch)
        return Rows.all(images), labels


def deform(
    images: Array, recipe: Recipe, augmentation: Augmentation, epoch: int, index: int, steps: int
) -> Array:
    """Images `(batch, ...)`, deformed anew: a pure function of the seed, the epoch and the batch's number."""
    rng = np.random.default_rng([AUGMENTATION_STREAM, recipe.seed, epoch, index])
    clock = Clock(epoch * steps + index, steps, recipe.epochs)
    return augment(images, rng, augmentation.at(clock))


def batch_size_of(recipe: Recipe, count: int) -> int:
    """The number of examples in a batch, of so many in all."""
    return count if recipe.batch_size == "full" else min(recipe.batch_size, count)


def batches_for(recipe: Recipe, examples: LabeledImages) -> StoredBatches:
    """The batches that a recipe asks for."""
    if recipe.order == "blocks":
        return BlockBatches(examples, recipe)
    if recipe.augmentation is not None:
        return AugmentedBatches(examples, recipe, recipe.augmentation)
    return StoredBatches(examples, recipe)


class Prefetcher(Generic[T]):
    """Makes the next batch in a thread while this one is used."""

    def __init__(self, make: Callable[[int, int], T], steps_per_epoch: int) -> None:
        self._make = make
        self._steps = steps_per_epoch
        self._thread = ThreadPoolExecutor(1, "batches")
        self._next: tuple[tuple[int, int], Future[T]] | None = None

    def batch(self, epoch: int, index: int) -> T:
        """What `make` returns for this batch."""
        if self._next is not None and self._next[0] == (epoch, index):
            batch = self._next[1].result()
        else:
            batch = self._make(epoch, index)
        after = (epoch, index + 1) if index + 1 < self._steps else (epoch + 1, 0)
        self._next = (after, self._thread.submit(copy_context().run, self._make, *after))
        return batch
