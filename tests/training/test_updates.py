"""One update after the other, or many in one call: the same updates."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from glassnet import nn
from glassnet.data.augmentation import Augmentation
from glassnet.data.labeled_images import LabeledImages
from glassnet.engine import compiler_available, has_compiled_descent, using
from glassnet.nn import (
    Activate,
    Adam,
    ClipNorm,
    Constant,
    Dense,
    Dropout,
    ExponentialAverage,
    GradientDescent,
    Momentum,
    ReLU,
    Sigmoid,
    SoftmaxCrossEntropy,
    SquaredError,
    Step,
    SummedBiasGradient,
    WeightDecay,
)
from glassnet.recipes import Recipe
from glassnet.training.batches import batches_for
from glassnet.training.state import TrainingState
from glassnet.training.updates import (
    BatchUpdater,
    OnlineUpdater,
    make_clock,
    plan_updates,
    updater_for,
)

SINGLE = Recipe(
    name="single", layers=(Dense(11, Sigmoid()), Dense(10, Sigmoid())), loss=SquaredError(),
    optimizer=GradientDescent(), schedule=Constant(0.1), batch_size=1, epochs=2, input_shape=(784,),
    precision="float64", validation=0,
)  # fmt: skip


def digits(count: int = 40) -> LabeledImages:
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (count, 28, 28), np.uint8)
    return LabeledImages(images, rng.integers(0, 10, count), "noise")


def train_epochs(recipe: Recipe, epochs: int = 1) -> tuple[Any, TrainingState]:
    """The updater, and the state after some epochs."""
    state, batches = TrainingState.begin(recipe), batches_for(recipe, digits())
    updater = updater_for(recipe, batches, state)
    while state.step < epochs * batches.steps_per_epoch:
        epoch, index = divmod(state.step, batches.steps_per_epoch)
        result = updater.update(epoch, index)
        state.step += result.updates
        state.totals.add(result.loss_sum, result.correct, result.examples)
    return updater, state


def train_by_reference(recipe: Recipe, epochs: int = 1) -> TrainingState:
    """The same by the functions of `glassnet.nn`, batch by batch."""
    state, batches = TrainingState.begin(recipe), batches_for(recipe, digits())
    for step in range(epochs * batches.steps_per_epoch):
        rows, labels = batches.batch(*divmod(step, batches.steps_per_epoch))
        inputs = rows.scale(recipe.precision, recipe.network.input_shape)
        clock = make_clock(recipe, batches, state)
        if recipe.update == "during_backward":
            rates = np.full(len(labels), recipe.schedule(clock))
            loss_sum, correct = nn.descend_during_backward(
                recipe.network, recipe.loss, state.parameters, inputs, labels, rates
            )
        else:
            value, correct = nn.gradient(
                recipe.network, recipe.loss, state.parameters, inputs, labels, state.gradients
            )
            loss_sum = value * len(labels)
            nn.update(
                recipe.optimizer, state.parameters, state.gradients, state.optimizer,
                recipe.schedule(clock), recipe.gradient_rules,
            )  # fmt: skip
            if state.average is not None and recipe.averaging is not None:
                nn.move_average(recipe.averaging, state.average, state.parameters, clock)
        state.step += 1
        state.totals.add(loss_sum, correct, len(labels))
    return state


RECIPES = {
    "one at a time": SINGLE,
    "falling rate": SINGLE.with_changes(schedule=Step(0.1, 0.5, 1)),
    "update during backward": SINGLE.with_changes(update="during_backward", order="file"),
    "batches": SINGLE.with_changes(batch_size=15, optimizer=Adam()),
    "full batch": SINGLE.with_changes(batch_size="full", optimizer=Momentum()),
    "augmented": SINGLE.with_changes(batch_size=15, augmentation=Augmentation()),
    "rules and average": SINGLE.with_changes(
        batch_size=15, gradient_rules=(WeightDecay(1e-3), ClipNorm(0.1)),
        averaging=ExponentialAverage(0.5),
    ),
    "wide": SINGLE.with_changes(batch_size=15, layers=(Dense(120, ReLU()), Dense(10))),
}  # fmt: skip


@pytest.mark.parametrize("name", RECIPES)
def test_updates_are_those_of_the_reference(name: str) -> None:
    recipe = RECIPES[name]
    expected = train_by_reference(recipe, 2)

    _, found = train_epochs(recipe, 2)

    np.testing.assert_allclose(
        found.parameters.vector, expected.parameters.vector, rtol=0, atol=1e-11
    )
    np.testing.assert_allclose(found.current.vector, expected.current.vector, rtol=0, atol=1e-11)
    assert found.totals.loss == pytest.approx(expected.totals.loss, rel=1e-11)
    assert found.totals.correct == expected.totals.correct
    assert found.totals.examples == 80


@pytest.mark.parametrize("name", ["one at a time", "falling rate", "update during backward"])
def test_single_examples_are_many_updates_in_one_call(name: str) -> None:
    if not has_compiled_descent(SINGLE.network, SINGLE.loss):
        pytest.skip("compiled code needs numba, which is not installed")
    recipe = RECIPES[name]
    state = TrainingState.begin(recipe)
    updater = updater_for(recipe, batches_for(recipe, digits()), state)

    assert isinstance(updater, OnlineUpdater)
    assert updater.update(0, 0).updates == 40
    assert updater.update(0, 15).updates == 25


@pytest.mark.parametrize(
    "changes",
    [
        {"batch_size": 2},
        {"optimizer": Adam()},
        {"averaging": ExponentialAverage()},
        {"augmentation": Augmentation()},
        {"layers": (Dense(4), Activate(ReLU()), Dense(10))},
        {"gradient_rules": (SummedBiasGradient(),)},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_recipes_of_other_kinds_are_updated_by_batches(changes: dict) -> None:
    recipe = SINGLE.with_changes(**changes)
    updater = updater_for(recipe, batches_for(recipe, digits()), TrainingState.begin(recipe))

    assert type(updater) is BatchUpdater


def test_updates_during_the_backward_pass_are_never_by_batches() -> None:
    recipe = RECIPES["update during backward"]
    with using("reference"):
        updater = updater_for(recipe, batches_for(recipe, digits()), TrainingState.begin(recipe))

    assert type(updater) is OnlineUpdater


def test_an_updater_runs_by_the_plan_that_can_be_asked_for_alone() -> None:
    for recipe in RECIPES.values():
        updater, _ = train_epochs(recipe)

        assert updater.plan.decisions == plan_updates(recipe, digits().images).decisions


def test_dropout_draws_other_numbers_in_every_update_and_the_same_ones_when_resumed() -> None:
    recipe = SINGLE.with_changes(
        layers=(Dropout(0.5), Dense(10)), loss=SoftmaxCrossEntropy(), batch_size="full",
        schedule=Constant(1e-30),
    )  # fmt: skip
    state = TrainingState.begin(recipe)
    updater = updater_for(recipe, batches_for(recipe, digits()), state)
    losses = []
    for state.step in (0, 0, 1):
        losses.append(updater.update(0, 0).loss_sum)

    assert losses[0] == losses[1] != losses[2]


def test_a_full_batch_of_augmented_images_is_not_prepared_to_be_used_again() -> None:
    images = np.zeros((40, 28, 28), np.uint8)
    recipe = Recipe(
        name="full",
        layers=(Dense(10),),
        input_shape=(784,),
        batch_size="full",
        optimizer=GradientDescent(),
    )

    assert plan_updates(recipe, images).reuses_batch == compiler_available()
    assert not plan_updates(recipe.with_changes(augmentation=Augmentation()), images).reuses_batch
