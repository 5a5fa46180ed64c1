"""Glassnet as its users call it: the only module here that trains, evaluates, predicts or augments."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet import engine
from glassnet.data.augmentation import Augmentation, augment
from glassnet.data.labeled_images import Dataset, LabeledImages
from glassnet.engine import compiler_available, using
from glassnet.engine.threads import cpu_count
from glassnet.nn import Network, Parameters
from glassnet.recipes import Recipe
from glassnet.training import Evaluation, TrainingState, evaluate, train

Array = NDArray[Any]


def count_cpus() -> int:
    """How many CPUs Glassnet uses, and so the libraries beside it."""
    return cpu_count()


def compiling() -> AbstractContextManager[None]:
    """Inside the block even the smallest work is compiled, as in a process that has much to do."""
    return using("compiled" if compiler_available() else "reference")


def train_network(recipe: Recipe, dataset: Dataset) -> tuple[float, TrainingState]:
    """Seconds of training, and the state at its end."""
    state = TrainingState.begin(recipe)
    began = perf_counter()
    for _ in train(recipe, dataset, state):
        pass
    return perf_counter() - began, state


def evaluate_network(recipe: Recipe, parameters: Parameters, images: LabeledImages) -> Evaluation:
    """Loss and accuracy of the recipe's network on labeled images."""
    return evaluate(recipe.network, parameters, recipe.loss, images)


def predict_one(network: Network, parameters: Parameters) -> Callable[[Array], int]:
    """A function from one image, of the network's input shape, to its predicted label."""
    return engine.prepare_classifier(network, parameters)


def predict_many(network: Network, parameters: Parameters, images: Array) -> Array:
    """The predicted label of each image."""
    return engine.outputs(network, parameters, images).argmax(axis=1)


def augment_images(images: Array, rng: np.random.Generator) -> Array:
    """Deformed copies of the images, on all CPUs, as training makes them."""
    return augment(images, rng, Augmentation())


def quick_accuracy(recipe: Recipe, dataset: Dataset) -> float:
    """Test accuracy after training with the reference implementation alone: nothing is compiled."""
    with using("reference"):
        _, state = train_network(recipe, dataset)
        return evaluate_network(recipe, state.current, dataset.split("test")).accuracy
