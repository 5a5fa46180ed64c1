"""Glassnet itself, through what its users call: the trainer, `network_outputs`, `augment`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from time import perf_counter

import numpy as np
from glassnet.nn.prediction import reader_of_one

from benchmarks.examples import Task
from benchmarks.sides import Outcome, merged
from benchmarks.timing import best_of, each_of
from benchmarks.workloads import RACE
from glassnet.data import load
from glassnet.data.augmentation import Augmentation, augment
from glassnet.data.labeled_images import Dataset
from glassnet.recipes import Recipe
from glassnet.training import TrainingState, evaluate, network_outputs, train

SEEDS = 10


def trained(recipe: Recipe, dataset: Dataset) -> tuple[float, TrainingState]:
    """Seconds of training, and the state that it led to."""
    state = TrainingState.begin(recipe)
    began = perf_counter()
    for _ in train(recipe, dataset, state):
        pass
    return perf_counter() - began, state


def warm_up(recipe: Recipe, dataset: Dataset) -> None:
    """Compile and load all kernels, on a few examples."""
    few = replace(dataset, train=dataset.split("train").take(slice(600)), validation=None)
    trained(recipe.with_changes(epochs=1), few)


def training(letter: str, quick: bool) -> Outcome:
    """Workloads A to F."""
    task = Task(letter, quick)
    warm_up(task.recipe, task.dataset)
    seconds, state = trained(task.recipe, task.dataset)
    first_loss = {"first_epoch_loss": state.history[0]["train_loss"]}
    learned = task.learned(state.parameters) | first_loss
    return Outcome({"": seconds * task.scale}, learned)


def one_image(letter: str, quick: bool) -> Outcome:
    """G1: a picture in, its label out, for the networks of B, D and F."""
    return merged({name: _read_singly(Task(name), quick) for name in "BDF"})


def _read_singly(task: Task, quick: bool) -> tuple[float, float]:
    read = reader_of_one(task.network, task.first_weights())
    images = task.images[:500].reshape(-1, *task.recipe.network.input_shape)
    seconds = each_of(read, images, 4 if quick else 40)
    return seconds, float(sum(int(read(image)) * (i + 1) for i, image in enumerate(images)))


def many_images(letter: str, quick: bool) -> Outcome:
    """G2: the labels of the 10,000 test images, for the networks of D, E and F."""
    return merged({name: _read_all(Task(name), quick) for name in "DEF"})


def _read_all(task: Task, quick: bool) -> tuple[float, float]:
    images, parameters = task.dataset.split("test").images, task.first_weights()

    def read() -> np.ndarray:
        return network_outputs(task.network, parameters, images).argmax(axis=1)

    return best_of(read, 3 if quick else 10), float((read() * np.arange(1, 10_001)).sum())


def augmentation(letter: str, quick: bool) -> Outcome:
    """H: 60,000 images, on all processors as the trainer does it."""
    images = load("mnist").split("train").images
    rng = np.random.default_rng(0)
    augment(images[:100], rng, Augmentation())
    return Outcome({"": best_of(lambda: augment(images, rng, Augmentation()), 1 if quick else 3)})


def race(letter: str, quick: bool) -> Outcome:
    """Mean seconds of training to 99.0 % on the test set; every seed's accuracy."""
    mnist = load("mnist")
    test = mnist.split("test")
    warm_up(RACE, mnist)
    seconds, learned = [], {}
    for seed in range(3 if quick else SEEDS):
        recipe = RACE.with_changes(seed=seed)
        taken, state = trained(recipe, mnist)
        seconds.append(taken)
        found = evaluate(recipe.network, state.current, recipe.loss, test)
        learned[f"test accuracy, seed {seed}"] = found.accuracy
    learned["test_accuracy"] = float(np.mean(list(learned.values())))
    return Outcome({"": float(np.mean(seconds))}, learned)


RUNS: dict[str, Callable[[str, bool], Outcome]] = {
    **dict.fromkeys("ABCDEF", training),
    "G1": one_image,
    "G2": many_images,
    "H": augmentation,
    "race": race,
}


def run(letter: str, variant: str, quick: bool) -> Outcome:
    """Run a workload."""
    return RUNS[letter](letter, quick)
