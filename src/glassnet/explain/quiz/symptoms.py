"""What a program's run shows: gradient check, steps, curves, statistics, accuracies.

Everything is computed by running the program, with its bug, on real images.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np

from glassnet.data.labeled_images import Dataset
from glassnet.errors import SettingError, format_error
from glassnet.explain.quiz.gradient_table import Checked, Unit, check_arrays, check_units
from glassnet.explain.quiz.program import BATCH, RATE, SIZES, Program, Weights
from glassnet.nn.arrays import Array

TRAINING_IMAGES: Final = 1000
TEST_IMAGES: Final = 500
NEW_IMAGES: Final = 1000
EPOCHS: Final = 30
MOMENTS: Final = 12
SATURATED: Final = 0.99

Examples = tuple[Array, Array]


@dataclass(frozen=True)
class LayerStatistics:
    """A layer's weights and outputs. `saturated` is the share of outputs beyond ±0.99 after training."""

    first_deviation: float
    last_deviation: float
    largest_bias: float
    mean_sum: float
    saturated: float


@dataclass(frozen=True)
class Moment:
    """Loss and accuracies after so many updates; training accuracy is by the labels trained on."""

    updates: int
    loss: float
    train_accuracy: float
    test_accuracy: float


@dataclass(frozen=True)
class Symptoms:
    """All that is shown of a run.

    `batch_losses` are those of the first epoch, each before its update. `predictions` counts the predicted
    classes of the new images.
    """

    first_check: dict[str, Checked]
    last_check: dict[str, Checked]
    units: tuple[Unit, ...]
    curve: tuple[Moment, ...]
    batch_losses: tuple[float, ...]
    layers: tuple[LayerStatistics, ...]
    train_accuracy: float
    test_accuracy: float
    new_accuracy: float
    predictions: tuple[int, ...]

    def to_plain(self) -> dict[str, Any]:
        """All of it as plain values."""
        return asdict(self)


def observe(program: Program, dataset: Dataset, seed: int) -> Symptoms:
    """Run a program on images of `dataset`, chosen by `seed`. The same arguments give the same symptoms.

    Raises `SettingError` for a set with too few images, or with other ones than 28x28.
    """
    rng = np.random.default_rng(seed)
    train, test, new = _choose_images(dataset, rng)
    images, labels = program.choose_training(train, test)
    inputs, labels = program.scale(images), program.choose_labels(labels, rng)
    weights = program.initialize(rng)
    start = weights.copy()
    checked = inputs[:BATCH], labels[:BATCH]
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        first_check = check_arrays(program, weights, *checked)
        units = check_units(program, weights, inputs[:1], labels[:1])
        curve, batch_losses = _train(program, weights, (inputs, labels), test, rng)
        return Symptoms(
            first_check=first_check,
            last_check=check_arrays(program, weights, *checked),
            units=units,
            curve=curve,
            batch_losses=batch_losses,
            layers=_statistics(program, start, weights, inputs),
            train_accuracy=curve[-1].train_accuracy,
            test_accuracy=curve[-1].test_accuracy,
            new_accuracy=_accuracy(program, weights, program.scale(new[0]), new[1]),
            predictions=_count_predictions(program, weights, new[0]),
        )


def find_abnormal(found: Symptoms, correct: Symptoms) -> list[str]:
    """The symptoms that differ clearly from those of the correct program; [] for none.

    "clearly" is more than another seed changes.
    """
    abnormal = []
    for moment in ("first_check", "last_check"):
        for name, each in getattr(found, moment).items():
            if each.error > 1e-4:
                abnormal.append(f"{moment} {name}")
            if each.step is not None and abs(each.step - 1) > 0.01:
                abnormal.append(f"step {name}")
    if found.curve[-1].loss > correct.curve[-1].loss + 0.3:
        abnormal.append("loss")
    if found.train_accuracy < correct.train_accuracy - 0.1:
        abnormal.append("training accuracy")
    if abs(found.test_accuracy - correct.test_accuracy) > 0.08:
        abnormal.append("test accuracy")
    if found.test_accuracy - found.new_accuracy > 0.09:
        abnormal.append("test accuracy above that on new images")
    if max(found.batch_losses) > 1.5 * max(correct.batch_losses):
        abnormal.append("losses of the first batches")
    if max(found.predictions) > 3 * max(correct.predictions):
        abnormal.append("predictions")
    for number, (mine, theirs) in enumerate(zip(found.layers, correct.layers, strict=True), 1):
        if not 0.5 < mine.first_deviation / theirs.first_deviation < 2:
            abnormal.append(f"first weights of layer {number}")
        if mine.saturated > theirs.saturated + 0.4:
            abnormal.append(f"saturation of layer {number}")
        if mine.largest_bias == 0:
            abnormal.append(f"biases of layer {number}")
    return sorted(set(abnormal))


def _choose_images(
    dataset: Dataset, rng: np.random.Generator
) -> tuple[Examples, Examples, Examples]:
    source = dataset.split("train")
    needed = TRAINING_IMAGES + TEST_IMAGES + NEW_IMAGES
    if len(source) < needed or int(np.prod(source.images.shape[1:])) != SIZES[0]:
        wanted = f"at least {needed:,} training images of 28x28"
        got = f"{len(source):,} of shape {source.images.shape[1:]}"
        raise SettingError(format_error("quiz", wanted, got, "Choose mnist or simulated."))
    chosen = rng.permutation(len(source))[:needed]
    images = source.images[chosen].reshape(needed, -1)
    labels = source.labels[chosen].astype(np.int64)
    ends = np.cumsum([0, TRAINING_IMAGES, TEST_IMAGES, NEW_IMAGES])
    train, test, new = ((images[a:b], labels[a:b]) for a, b in pairwise(ends))
    return train, test, new


def _train(
    program: Program, weights: Weights, train: Examples, test: Examples, rng: np.random.Generator
) -> tuple[tuple[Moment, ...], tuple[float, ...]]:
    """Train in place; returns some moments, and the losses of all batches of the first epoch."""
    inputs, labels = train
    batches = len(labels) // BATCH
    reported = {round(each) for each in np.linspace(0, EPOCHS * batches, MOMENTS)}
    curve = [_moment(program, weights, 0, train, test)]
    losses: list[float] = []
    for epoch in range(EPOCHS):
        order = program.order(labels, rng)
        for index in range(batches):
            batch = order[index * BATCH :][:BATCH]
            if epoch == 0:
                outputs = program.forward(weights, inputs[batch])
                losses.append(program.loss(outputs[-1], labels[batch]))
            program.step(weights, inputs[batch], labels[batch], RATE)
            updates = epoch * batches + index + 1
            if updates in reported:
                curve.append(_moment(program, weights, updates, train, test))
    return tuple(curve), tuple(losses)


def _moment(
    program: Program, weights: Weights, updates: int, train: Examples, test: Examples
) -> Moment:
    probabilities = program.forward(weights, train[0])[-1]
    return Moment(
        updates=updates,
        loss=program.loss(probabilities, train[1]),
        train_accuracy=float((probabilities.argmax(axis=1) == train[1]).mean()),
        test_accuracy=_accuracy(program, weights, program.scale(test[0]), test[1]),
    )


def _accuracy(program: Program, weights: Weights, inputs: Array, labels: Array) -> float:
    return float((program.forward(weights, inputs)[-1].argmax(axis=1) == labels).mean())


def _statistics(
    program: Program, start: Weights, end: Weights, inputs: Array
) -> tuple[LayerStatistics, ...]:
    outputs = program.forward(end, inputs)
    found: Sequence[LayerStatistics] = [
        LayerStatistics(
            first_deviation=float(start.weights[i].std()),
            last_deviation=float(end.weights[i].std()),
            largest_bias=float(np.abs(end.biases[i]).max()),
            mean_sum=float(np.abs(outputs[i] @ end.weights[i] + end.biases[i]).mean()),
            saturated=float((np.abs(outputs[i + 1]) > SATURATED).mean()),
        )
        for i in range(len(SIZES) - 1)
    ]
    return tuple(found)


def _count_predictions(program: Program, weights: Weights, images: Array) -> tuple[int, ...]:
    predictions = program.forward(weights, program.scale(images))[-1].argmax(axis=1)
    return tuple(map(int, np.bincount(predictions, minlength=SIZES[-1])))
