"""The images, first weights and orders that all sides share, and what they learn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.product import evaluate_network
from benchmarks.workloads import EXAMPLES, QUICK, TRAININGS
from glassnet.data import Dataset, load
from glassnet.nn import Constant, Network, Parameters
from glassnet.recipes import Recipe
from glassnet.training.batches import epoch_order

Array = NDArray[Any]


@dataclass(frozen=True)
class Task:
    """One training workload, ready to be run by any side."""

    slug: str
    quick: bool = False

    @cached_property
    def recipe(self) -> Recipe:
        """The recipe, shortened where `quick`."""
        full = TRAININGS[self.slug]
        return full.with_changes(**QUICK.get(self.slug, {})) if self.quick else full

    @property
    def scale(self) -> float:
        """How many times longer the full workload is."""
        return TRAININGS[self.slug].epochs / self.recipe.epochs

    @cached_property
    def dataset(self) -> Dataset:
        """MNIST, cut to the workload's examples; no validation split."""
        mnist = load("mnist")
        train = mnist.split("train")
        chosen = train.take(slice(EXAMPLES.get(self.slug, len(train))))
        return Dataset(mnist.name, chosen, test=mnist.test)

    @cached_property
    def images(self) -> Array:
        """Training images `(count, 784)` float32 in 0..1."""
        train = self.dataset.split("train")
        return (train.images.reshape(len(train), -1) / np.float32(255)).astype(np.float32)

    @property
    def labels(self) -> Array:
        """Training labels `(count,)`."""
        return self.dataset.split("train").labels

    @property
    def network(self) -> Network:
        """The network to train."""
        return self.recipe.network

    @property
    def rate(self) -> float:
        """The learning rate, which is constant in every workload of a library's own."""
        schedule = self.recipe.schedule
        if not isinstance(schedule, Constant):
            raise TypeError(f"Workload {self.slug!r} has no constant learning rate: {schedule}.")
        return schedule.rate

    def first_weights(self) -> Parameters:
        """The weights that every side starts from."""
        return self.recipe.initial_parameters()

    def order(self, epoch: int) -> Array:
        """The order of the examples in an epoch."""
        shuffled = self.recipe.order == "shuffled"
        return epoch_order(self.recipe.seed, epoch, len(self.labels), shuffled)

    def learned(self, parameters: Parameters) -> dict[str, float]:
        """Loss on the first training images, and test accuracy."""
        some = self.dataset.split("train").take(slice(10_000))
        evaluated = evaluate_network(self.recipe, parameters, some)
        on_test = evaluate_network(self.recipe, parameters, self.dataset.split("test"))
        return {"loss": evaluated.loss, "test_accuracy": on_test.accuracy}
