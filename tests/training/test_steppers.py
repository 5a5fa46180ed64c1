"""Many updates in one call are the same updates."""

import numpy as np
import pytest
from glassnet.training.feeds import feed_for
from glassnet.training.steppers import (
    BatchStepper,
    OneAtATime,
    UpdateDuringBackward,
    stepper_for,
)

from glassnet.data.labeled_images import LabeledImages
from glassnet.nn import (
    Activate,
    Adam,
    Constant,
    Dense,
    Dropout,
    ExponentialAverage,
    GradientDescent,
    ReLU,
    Sigmoid,
    SoftmaxCrossEntropy,
    SquaredError,
    Step,
    SummedBiasGradient,
)
from glassnet.recipes import Recipe
from glassnet.training.state import TrainingState

SINGLE = Recipe(
    name="single", layers=(Dense(7, Sigmoid()), Dense(10, Sigmoid())), loss=SquaredError(),
    optimizer=GradientDescent(), schedule=Constant(0.1), batch_size=1, epochs=2, input_shape=(784,),
    precision="float64", validation=0,
)  # fmt: skip


def digits(count: int = 40) -> LabeledImages:
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (count, 28, 28), np.uint8)
    return LabeledImages(images, rng.integers(0, 10, count), "noise")


def trained(recipe: Recipe, kind: type[BatchStepper] | None = None):
    """The state after one epoch, and the totals of that epoch."""
    state = TrainingState.begin(recipe)
    feed = feed_for(recipe, digits())
    stepper = kind(recipe, feed, state) if kind else stepper_for(recipe, feed, state)
    while state.step < feed.steps_per_epoch:
        result = stepper.advance(0, state.step)
        state.step += result.steps
        state.totals.add(result.loss_sum, result.correct, result.examples)
    return stepper, state


@pytest.mark.parametrize(
    ("recipe", "one_by_one"),
    [
        (SINGLE, BatchStepper),
        (SINGLE.with_changes(schedule=Step(0.1, 0.5, 1)), BatchStepper),
        (
            SINGLE.with_changes(update="during_backward", order="file"),
            UpdateDuringBackward,
        ),
    ],
    ids=["plain", "falling rate", "update during backward"],
)
def test_one_at_a_time_in_one_call_is_one_at_a_time(recipe: Recipe, one_by_one: type) -> None:
    stepper, together = trained(recipe)
    _, apart = trained(recipe, one_by_one)

    assert isinstance(stepper, OneAtATime)
    np.testing.assert_allclose(
        together.parameters.vector, apart.parameters.vector, rtol=0, atol=1e-12
    )
    assert together.totals.loss == pytest.approx(apart.totals.loss, rel=1e-12)
    assert together.totals.correct == apart.totals.correct
    assert together.totals.examples == 40


@pytest.mark.parametrize(
    "changes",
    [
        {"batch_size": 2},
        {"optimizer": Adam()},
        {"averaging": ExponentialAverage()},
        {"layers": (Dense(4), Activate(ReLU()), Dense(10))},
        {"gradient_rules": (SummedBiasGradient(),)},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_recipes_of_other_kinds_step_by_batches(changes: dict) -> None:
    recipe = SINGLE.with_changes(**changes)
    stepper = stepper_for(recipe, feed_for(recipe, digits()), TrainingState.begin(recipe))

    assert type(stepper) is BatchStepper


def test_dropout_silences_others_in_every_update() -> None:
    recipe = SINGLE.with_changes(
        layers=(Dropout(0.5), Dense(10)), loss=SoftmaxCrossEntropy(), batch_size=40
    )
    stepper = BatchStepper(recipe, feed_for(recipe, digits()), TrainingState.begin(recipe))
    masks = []
    for stepper.state.step in (0, 0, 1):
        rng = stepper._rng()
        assert rng is not None
        masks.append(rng.random(8).tolist())

    assert masks[0] == masks[1] != masks[2]
