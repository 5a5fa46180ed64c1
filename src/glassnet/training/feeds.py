"""Hands out the batches of an epoch.

Which examples a batch holds, and how they are deformed, is a pure function of the recipe's seed, the
epoch and the batch's number: so training can stop anywhere and go on with the same bits.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import cached_property
from typing import Protocol

import numpy as np

from glassnet.data.augmentation import Augmentation, augment
from glassnet.data.batches import StoredRows, epoch_order
from glassnet.data.labeled_images import LabeledImages
from glassnet.nn import Array, Clock
from glassnet.nn.dense_stack import DenseStack
from glassnet.nn.lit import LitImages, worth_sharing
from glassnet.nn.lit_groups import similar_order
from glassnet.recipes import Recipe

Batch = tuple[StoredRows, Array]

# Keeps these draws apart from every other use of the same seed.
AUGMENTATION_STREAM = 0xA06


class Feed(Protocol):
    """A source of batches."""

    steps_per_epoch: int
    shared_lists: bool
    """Whether batches are read from lists whose products are shared among processors."""

    def batch(self, epoch: int, index: int) -> Batch:
        """What is read as inputs `(batch, *input_shape)`, and labels `(batch,)`."""
        ...


class MiniBatches:
    """Batches in the epoch's order; one batch of everything is in the order that is fastest to read.

    `rows` are all examples as they are stored, `(count, pixels)` bytes, with their `labels`.
    """

    def __init__(self, digits: LabeledImages, recipe: Recipe, batch_size: int) -> None:
        self._image_shape = digits.images.shape
        self.rows = digits.images.reshape(len(digits), -1)
        self.labels = digits.labels
        self.steps_per_epoch = -(-len(digits) // batch_size)
        self._recipe = recipe
        self._size = batch_size
        self._as_lists = recipe.network.prefers_lists_of(self.rows, learning=True)
        batch_shape, units = (batch_size, self.rows.shape[1]), recipe.network.shapes[1][0]
        self.shared_lists = self._as_lists and worth_sharing(batch_shape, units)
        stack = DenseStack.of(recipe.network, training=True)
        self._in_groups = self._as_lists and stack is not None and stack.reads_groups
        self._order_of = (-1, np.empty(0, np.int64))

    def batch(self, epoch: int, index: int) -> Batch:
        """The `index`-th batch of the epoch; the last one may be smaller."""
        if self.steps_per_epoch == 1:
            return self._everything
        chosen = self._chosen(epoch, index)
        lists = self._lists[chosen] if self._as_lists else None
        return self._stored(self.rows, chosen, lists), self.labels[chosen]

    @cached_property
    def _everything(self) -> Batch:
        """The one batch of all examples, which comes again in every epoch."""
        order = np.arange(len(self.rows))
        lists = self._lists if self._as_lists else None
        if lists is not None and self._in_groups:
            order = similar_order(self.rows.reshape(self._image_shape))
            lists = replace(lists[order], comes_again=True)
        return self._stored(self.rows, order, lists), self.labels[order]

    def order(self, epoch: int) -> Array:
        """The order in which this epoch visits the examples."""
        if self._order_of[0] != epoch:
            shuffled = self._recipe.order == "shuffled"
            order = epoch_order(self._recipe.seed, epoch, len(self.rows), shuffled)
            self._order_of = (epoch, order)
        return self._order_of[1]

    def _chosen(self, epoch: int, index: int) -> Array:
        return self.order(epoch)[index * self._size : (index + 1) * self._size]

    @cached_property
    def _lists(self) -> LitImages:
        """Every image is listed once, and read in every epoch."""
        return replace(LitImages.kept(self.rows, self._recipe.precision), to_learn=True)

    def _stored(self, images: Array, order: Array, lists: LitImages | None) -> StoredRows:
        recipe = self._recipe
        shape, dtype = recipe.network.input_shape, recipe.precision
        return StoredRows(images, order, shape, dtype, self._as_lists, lists)


class AugmentedBatches(MiniBatches):
    """Batches of freshly deformed digits, each made while the one before it is learnt from."""

    def __init__(self, digits: LabeledImages, recipe: Recipe, batch_size: int) -> None:
        super().__init__(digits, recipe, batch_size)
        self._ahead = _Ahead(self._make, self.steps_per_epoch)

    def batch(self, epoch: int, index: int) -> Batch:
        """The `index`-th batch of the epoch; the last one may be smaller."""
        return self._ahead.batch(epoch, index)

    def _make(self, epoch: int, index: int) -> Batch:
        chosen = self._chosen(epoch, index)
        rng = np.random.default_rng([AUGMENTATION_STREAM, self._recipe.seed, epoch, index])
        images = self.rows[chosen].reshape(-1, *self._image_shape[1:])
        deformed = augment(images, rng, self._augmentation_at(epoch, index))
        rows = deformed.reshape(len(chosen), -1)
        lists = None
        if self._as_lists:
            lists = replace(LitImages.of(rows, self._recipe.precision), to_learn=True)
        return self._stored(rows, np.arange(len(chosen)), lists), self.labels[chosen]

    def _augmentation_at(self, epoch: int, index: int) -> Augmentation | None:
        recipe, steps = self._recipe, self.steps_per_epoch
        clock = Clock(epoch * steps + index, steps, recipe.epochs)
        return None if recipe.augmentation is None else recipe.augmentation.at(clock)


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


def feed_for(recipe: Recipe, digits: LabeledImages) -> Feed:
    """The feed that a recipe asks for."""
    size = len(digits) if recipe.batch_size == "full" else min(recipe.batch_size, len(digits))
    if recipe.augmentation is not None:
        return AugmentedBatches(digits, recipe, size)
    return MiniBatches(digits, recipe, size)
