"""Hands out the batches of an epoch.

Which examples a batch holds, and how they are deformed, is a pure function of the recipe's seed, the
epoch and the batch's number: so training can stop anywhere and go on with the same bits.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property
from typing import Protocol

import numpy as np

from glassnet.data.batches import StoredRows, epoch_order
from glassnet.data.digits import Digits
from glassnet.nn import Array
from glassnet.nn.lit import LitImages
from glassnet.recipes import Recipe

Batch = tuple[StoredRows, Array]

# Keeps these draws apart from every other use of the same seed.
AUGMENTATION_STREAM = 0xA06


class Feed(Protocol):
    """A source of batches."""

    steps_per_epoch: int

    def batch(self, epoch: int, index: int) -> Batch:
        """What is read as inputs `(batch, *input_shape)`, and labels `(batch,)`."""
        ...


class MiniBatches:
    """Batches in the epoch's order; one batch of everything is in the order of the file.

    `rows` are all examples as they are stored, `(count, pixels)` bytes, with their `labels`.
    """

    def __init__(self, digits: Digits, recipe: Recipe, batch_size: int) -> None:
        self.rows = digits.images.reshape(len(digits), -1)
        self.labels = digits.labels
        self._recipe = recipe
        self._size = batch_size
        self._as_lists = recipe.network.prefers_lists_of(self.rows, learning=True)
        self._order_of = (-1, np.empty(0, np.int64))
        self.steps_per_epoch = -(-len(digits) // batch_size)

    def batch(self, epoch: int, index: int) -> Batch:
        """The `index`-th batch of the epoch; the last one may be smaller."""
        chosen = self.order(epoch)[index * self._size : (index + 1) * self._size]
        return self._stored(self.rows, chosen, self._lists), self.labels[chosen]

    def order(self, epoch: int) -> Array:
        """The order in which this epoch visits the examples."""
        if self._order_of[0] != epoch:
            shuffled = self._recipe.order == "shuffled" and self.steps_per_epoch > 1
            order = epoch_order(self._recipe.seed, epoch, len(self.rows), shuffled)
            self._order_of = (epoch, order)
        return self._order_of[1]

    @cached_property
    def _lists(self) -> LitImages | None:
        """Every image is listed once, where the network reads lists, and read in every epoch."""
        if not self._as_lists:
            return None
        return LitImages.of(self.rows, self._recipe.precision).kept()

    def _stored(self, images: Array, order: Array, lists: LitImages | None = None) -> StoredRows:
        recipe = self._recipe
        shape, dtype = recipe.input_shape, recipe.precision
        return StoredRows(images, order, shape, dtype, self._as_lists, lists)


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
        rows = deformed.reshape(len(chosen), -1)
        return self._stored(rows, np.arange(len(chosen))), self.labels[chosen]


def feed_for(recipe: Recipe, digits: Digits) -> Feed:
    """The feed that a recipe asks for."""
    size = len(digits) if recipe.batch_size == "full" else min(recipe.batch_size, len(digits))
    if recipe.augmentation is not None:
        return AugmentedBatches(digits, recipe, size)
    return MiniBatches(digits, recipe, size)
