"""Glassnet itself, through what its users call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from benchmarks.examples import Task
from benchmarks.product import (
    augment_images,
    compiling,
    evaluate_network,
    predict_many,
    predict_one,
    train_network,
)
from benchmarks.sides import Outcome, merge_outcomes
from benchmarks.timing import best_of, each_of
from benchmarks.workloads import MANY_IMAGES_NETWORKS, ONE_IMAGE_NETWORKS, RACE, TRAININGS
from glassnet.data import load
from glassnet.data.labeled_images import Dataset
from glassnet.recipes import Recipe

SEEDS = 10


def warm_up(recipe: Recipe, dataset: Dataset) -> None:
    """Compile and load all kernels, on a few examples."""
    few = replace(dataset, train=dataset.split("train").take(slice(600)), validation=None)
    with compiling():
        train_network(recipe.with_changes(epochs=1), few)


def training(slug: str, quick: bool) -> Outcome:
    """Every training."""
    task = Task(slug, quick)
    warm_up(task.recipe, task.dataset)
    seconds, state = train_network(task.recipe, task.dataset)
    first_loss = {"first_epoch_loss": state.history[0]["train_loss"]}
    learned = task.learned(state.parameters) | first_loss
    return Outcome({"": seconds * task.scale}, learned)


def one_image(slug: str, quick: bool) -> Outcome:
    """`predict-one`: an image in, its label out."""
    return merge_outcomes({name: _time_one_image(Task(name), quick) for name in ONE_IMAGE_NETWORKS})


def _time_one_image(task: Task, quick: bool) -> tuple[float, float]:
    predict = predict_one(task.network, task.first_weights())
    images = task.images[:500].reshape(-1, *task.network.input_shape)
    seconds = each_of(predict, images, 4 if quick else 40)
    return seconds, float(sum(int(predict(image)) * (i + 1) for i, image in enumerate(images)))


def many_images(slug: str, quick: bool) -> Outcome:
    """`predict-many`: the labels of the 10,000 test images."""
    return merge_outcomes(
        {name: _time_many_images(Task(name), quick) for name in MANY_IMAGES_NETWORKS}
    )


def _time_many_images(task: Task, quick: bool) -> tuple[float, float]:
    images, parameters = task.dataset.split("test").images, task.first_weights()

    def predict() -> np.ndarray:
        return predict_many(task.network, parameters, images)

    with compiling():
        predict()
    return best_of(predict, 3 if quick else 10), float((predict() * np.arange(1, 10_001)).sum())


def augmentation(slug: str, quick: bool) -> Outcome:
    """`augment`: 60,000 images, on all CPUs as training does it."""
    images = load("mnist").split("train").images
    rng = np.random.default_rng(0)
    with compiling():
        augment_images(images[:100], rng)
    return Outcome({"": best_of(lambda: augment_images(images, rng), 1 if quick else 3)})


def race(slug: str, quick: bool) -> Outcome:
    """Mean seconds of training to 99.0 % on the test set; every seed's accuracy."""
    mnist = load("mnist")
    test = mnist.split("test")
    warm_up(RACE, mnist)
    seconds, learned = [], {}
    for seed in range(3 if quick else SEEDS):
        recipe = RACE.with_changes(seed=seed)
        taken, state = train_network(recipe, mnist)
        seconds.append(taken)
        found = evaluate_network(recipe, state.current, test)
        learned[f"test accuracy, seed {seed}"] = found.accuracy
    learned["test_accuracy"] = float(np.mean(list(learned.values())))
    return Outcome({"": float(np.mean(seconds))}, learned)


RUNS: dict[str, Callable[[str, bool], Outcome]] = {
    **dict.fromkeys(TRAININGS, training),
    "predict-one": one_image,
    "predict-many": many_images,
    "augment": augmentation,
    "race": race,
}


def run(slug: str, variant: str, quick: bool) -> Outcome:
    """Run a workload."""
    return RUNS[slug](slug, quick)
