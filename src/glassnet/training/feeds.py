"""Hands out the batches of an epoch, scaled and shaped for the network.

Which examples a batch holds, and how they are deformed, is a pure function of the recipe's seed, the
epoch and the batch's number: so training can stop anywhere and go on with the same bits.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

import numpy as np

from glassnet.data.batches import epoch_order, gather
from glassnet.data.digits import Digits
from glassnet.nn import Array
from glassnet.recipes import Recipe

Batch = tuple[Array, Array]

# Keeps these draws apart from every other use of the same seed.
AUGMENTATION_STREAM = 0xA06


class Feed(Protocol):
    """A source of batches."""

    steps_per_epoch: int

    def batch(self, epoch: int, index: int) -> Batch:
        """Inputs `(batch, *input_shape)` and labels `(batch,)`; valid until the next call."""
        ...


class WholeSet:
    """One batch of everything, made once."""

    steps_per_epoch = 1

    def __init__(self, digits: Digits, recipe: Recipe) -> None:
        rows = digits.images.reshape(len(digits), -1)
        inputs = np.empty(rows.shape, recipe.precision)
        gather(rows, np.arange(len(rows)), inputs)
        self._batch = inputs.reshape(-1, *recipe.input_shape), digits.labels

    def batch(self, epoch: int, index: int) -> Batch:
        """Everything."""
        return self._batch


class MiniBatches:
    """Rows gathered in the epoch's order into one buffer.

    `rows` are all examples as they are stored, `(count, pixels)` bytes, with their `labels`.
    """

    def __init__(self, digits: Digits, recipe: Recipe, batch_size: int) -> None:
        self.rows = digits.images.reshape(len(digits), -1)
        self.labels = digits.labels
        self._recipe = recipe
        self._size = batch_size
        self._order_of = (-1, np.empty(0, np.int64))
        self._buffer = np.empty((batch_size, self.rows.shape[1]), recipe.precision)
        self.steps_per_epoch = -(-len(digits) // batch_size)

    def batch(self, epoch: int, index: int) -> Batch:
        """The `index`-th batch of the epoch; the last one may be smaller."""
        chosen = self.order(epoch)[index * self._size : (index + 1) * self._size]
        inputs = self._buffer[: len(chosen)]
        gather(self.rows, chosen, inputs)
        return inputs.reshape(-1, *self._recipe.input_shape), self.labels[chosen]

    def order(self, epoch: int) -> Array:
        """The order in which this epoch visits the examples."""
        if self._order_of[0] != epoch:
            shuffled = self._recipe.order == "shuffled"
            order = epoch_order(self._recipe.seed, epoch, len(self.rows), shuffled)
            self._order_of = (epoch, order)
        return self._order_of[1]


class AugmentedBatches(MiniBatches):
    """Batches of freshly deformed digits; the next one is made in a thread while this one is used."""

    def __init__(self, digits: Digits, recipe: Recipe, batch_size: int) -> None:
        super().__init__(digits, recipe, batch_size)
        self._thread = ThreadPoolExecutor(1, "augmentation")
        self._coming: tuple[tuple[int, int], Future[Batch]] | None = None

    def batch(self, epoch: int, index: int) -> Batch:
        """The `index`-th batch of the epoch, deformed."""
        if self._coming is not None and self._coming[0] == (epoch, index):
            batch = self._coming[1].result()
        else:
            batch = self._make(epoch, index)
        following = (epoch, index + 1) if index + 1 < self.steps_per_epoch else (epoch + 1, 0)
        self._coming = (following, self._thread.submit(self._make, *following))
        return batch

    def _make(self, epoch: int, index: int) -> Batch:
        from glassnet.data.augmentation import augment

        chosen = self.order(epoch)[index * self._size : (index + 1) * self._size]
        rng = np.random.default_rng([AUGMENTATION_STREAM, self._recipe.seed, epoch, index])
        images = self.rows[chosen].reshape(-1, 28, 28)
        deformed = augment(images, rng, self._recipe.augmentation)
        inputs = np.empty((len(chosen), self.rows.shape[1]), self._recipe.precision)
        gather(deformed.reshape(len(chosen), -1), np.arange(len(chosen)), inputs)
        return inputs.reshape(-1, *self._recipe.input_shape), self.labels[chosen]


def feed_for(recipe: Recipe, digits: Digits) -> Feed:
    """The feed that a recipe asks for."""
    size = len(digits) if recipe.batch_size == "full" else min(recipe.batch_size, len(digits))
    if recipe.augmentation is not None:
        return AugmentedBatches(digits, recipe, size)
    if recipe.batch_size == "full":
        return WholeSet(digits, recipe)
    return MiniBatches(digits, recipe, size)
