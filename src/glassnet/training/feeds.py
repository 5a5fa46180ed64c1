"""Hands out the batches of an epoch.

Which examples a batch holds, and how they are deformed, is a pure function of the recipe's seed, the
epoch and the batch's number: so training can stop anywhere and go on with the same bits.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property
from typing import Protocol

import numpy as np

from glassnet.data.batches import StoredRows, epoch_order
from glassnet.data.digits import Digits
from glassnet.nn import Array
from glassnet.nn.lit import FEW_UNITS, LitImages
from glassnet.recipes import Recipe

Batch = tuple[StoredRows, Array]

# Keeps these draws apart from every other use of the same seed.
AUGMENTATION_STREAM = 0xA06

# Outputs of the first layer for one batch. For fewer, turning its lists takes too little time to be worth a
# thread; for more, all processors are at work.
WORK_FOR_ONE = range(1 << 12, 1 << 15)


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
        self.steps_per_epoch = -(-len(digits) // batch_size)
        self._recipe = recipe
        self._size = batch_size
        self._as_lists = recipe.network.prefers_lists_of(self.rows, learning=True)
        first_units = recipe.network.shapes[1][0]
        self._turned = self._as_lists and first_units > FEW_UNITS
        self._work = batch_size * first_units
        self._order_of = (-1, np.empty(0, np.int64))
        self._ahead = _Ahead(self._make, self.steps_per_epoch) if self._makes_ahead() else None

    def batch(self, epoch: int, index: int) -> Batch:
        """The `index`-th batch of the epoch; the last one may be smaller."""
        return (self._make if self._ahead is None else self._ahead.batch)(epoch, index)

    def order(self, epoch: int) -> Array:
        """The order in which this epoch visits the examples."""
        if self._order_of[0] != epoch:
            shuffled = self._recipe.order == "shuffled" and self.steps_per_epoch > 1
            order = epoch_order(self._recipe.seed, epoch, len(self.rows), shuffled)
            self._order_of = (epoch, order)
        return self._order_of[1]

    def _makes_ahead(self) -> bool:
        """Whether a batch is better made while the one before it is learnt from."""
        return self._turned and self._work in WORK_FOR_ONE

    def _make(self, epoch: int, index: int) -> Batch:
        chosen = self._chosen(epoch, index)
        lists = self._lists if self._as_lists else None
        if lists is not None and self.steps_per_epoch > 1:
            lists = lists[chosen]
        return self._stored(self.rows, chosen, lists), self.labels[chosen]

    def _chosen(self, epoch: int, index: int) -> Array:
        return self.order(epoch)[index * self._size : (index + 1) * self._size]

    @cached_property
    def _lists(self) -> LitImages:
        """Every image is listed once, and read in every epoch."""
        return LitImages.of(self.rows, self._recipe.precision).kept()

    def _stored(self, images: Array, order: Array, lists: LitImages | None) -> StoredRows:
        if lists is not None and self._turned and self._ahead is not None:
            lists.turn()
        recipe = self._recipe
        shape, dtype = recipe.input_shape, recipe.precision
        return StoredRows(images, order, shape, dtype, self._as_lists, lists)


class AugmentedBatches(MiniBatches):
    """Batches of freshly deformed digits."""

    def _makes_ahead(self) -> bool:
        return True

    def _make(self, epoch: int, index: int) -> Batch:
        from glassnet.data.augmentation import augment

        chosen = self._chosen(epoch, index)
        rng = np.random.default_rng([AUGMENTATION_STREAM, self._recipe.seed, epoch, index])
        images = self.rows[chosen].reshape(-1, 28, 28)
        deformed = augment(images, rng, self._recipe.augmentation)
        rows = deformed.reshape(len(chosen), -1)
        lists = LitImages.of(rows, self._recipe.precision) if self._as_lists else None
        return self._stored(rows, np.arange(len(chosen)), lists), self.labels[chosen]


class _Ahead:
    """Makes the next batch in a thread while this one is used."""

    def __init__(self, make: Callable[[int, int], Batch], steps_per_epoch: int) -> None:
        self._make = make
        self._steps = steps_per_epoch
        self._thread = ThreadPoolExecutor(1, "batches")
        self._coming: tuple[tuple[int, int], Future[Batch]] | None = None

    def batch(self, epoch: int, index: int) -> Batch:
        if self._coming is not None and self._coming[0] == (epoch, index):
            batch = self._coming[1].result()
        else:
            batch = self._make(epoch, index)
        following = (epoch, index + 1) if index + 1 < self._steps else (epoch + 1, 0)
        self._coming = (following, self._thread.submit(self._make, *following))
        return batch


def feed_for(recipe: Recipe, digits: Digits) -> Feed:
    """The feed that a recipe asks for."""
    size = len(digits) if recipe.batch_size == "full" else min(recipe.batch_size, len(digits))
    if recipe.augmentation is not None:
        return AugmentedBatches(digits, recipe, size)
    return MiniBatches(digits, recipe, size)
