"""Training that does not learn is recognized while it runs, with a cause and a setting to change."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from glassnet.data.labeled_images import Dataset, LabeledImages
from glassnet.nn import (
    Constant,
    Dense,
    GradientDescent,
    He,
    LeakyReLU,
    MeanSquaredError,
    ReLU,
    Sigmoid,
    SigmoidCrossEntropy,
    Softmax,
    SoftmaxCrossEntropy,
    Tanh,
)
from glassnet.recipes import Recipe
from glassnet.training import Noticed, TrainingState, prepare, resolve_recipe, train

HEALTHY = Recipe(
    name="healthy",
    layers=(Dense(16, ReLU(), He()), Dense("classes")),
    epochs=3,
    batch_size=8,
    validation=0,
    schedule=Constant(0.003),
)


def notices(dataset: Dataset, recipe: Recipe = HEALTHY, **settings: Any) -> dict[str, str]:
    """The symptoms that a run shows, with their advice."""
    recipe = resolve_recipe(recipe.with_changes(**settings), dataset)
    events = list(train(recipe, prepare(recipe, dataset), TrainingState.begin(recipe)))
    return {each.symptom: each.advice for each in events if isinstance(each, Noticed)}


def last(activation: Any) -> tuple[Dense, ...]:
    return (Dense(16, ReLU(), He()), Dense("classes", activation))


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"layers": (Dense(16, Tanh()), Dense("classes"))},
        {"layers": (Dense(16, LeakyReLU(), He()), Dense("classes"))},
        {"layers": last(Softmax()), "loss": MeanSquaredError()},
        {"layers": last(Sigmoid()), "loss": MeanSquaredError()},
        {"loss": SoftmaxCrossEntropy(label_smoothing=0.1)},
        {"epochs": 1, "batch_size": 400},
    ],
)
def test_nothing_is_said_of_a_run_that_learns(
    small_dataset: Dataset, settings: dict[str, Any]
) -> None:
    assert notices(small_dataset, **settings) == {}


@pytest.mark.parametrize(
    ("activation", "loss", "symptom", "said"),
    [
        (Softmax(), SoftmaxCrossEntropy(), "softmax_twice", 'Leave out activation = "softmax"'),
        (Sigmoid(), SoftmaxCrossEntropy(), "limited_outputs", "The last layer's sigmoid limits"),
        (Tanh(), SoftmaxCrossEntropy(), "limited_outputs", "The last layer's tanh limits"),
        (ReLU(), SoftmaxCrossEntropy(), "limited_outputs", "Leave out the activation of the last"),
        (Softmax(), SigmoidCrossEntropy(), "limited_outputs", "that sigmoid_cross_entropy expects"),
        (Sigmoid(), SigmoidCrossEntropy(), "limited_outputs", "The last layer's sigmoid"),
    ],
)
def test_outputs_and_loss_that_do_not_fit_are_said_first(
    small_dataset: Dataset, activation: Any, loss: Any, symptom: str, said: str
) -> None:
    found = notices(small_dataset, layers=last(activation), loss=loss, epochs=1)

    assert next(iter(found)) == symptom
    assert said in found[symptom]


def test_inputs_that_are_zeros_and_ones_are_said(small_dataset: Dataset) -> None:
    data = small_dataset.split("train")
    dark = replace(data, images=(data.images > 127).astype(np.uint8))

    found = notices(Dataset("dark", train=dark))

    assert "Multiply them by 255" in found["inputs_not_scaled"]


def test_labels_that_are_counted_from_one_are_said(small_dataset: Dataset) -> None:
    data = small_dataset.split("train")
    names = (*tuple("0123456789"), "10")
    shifted = LabeledImages(data.images, data.labels + 1, "shifted", names)

    found = notices(Dataset("shifted", train=shifted))

    assert "are the labels counted from 1? Subtract 1" in found["labels_off_by_one"]


@pytest.mark.parametrize("rate", [30.0, 1e3, 1e9])
def test_a_loss_that_explodes_is_said_while_it_does(small_dataset: Dataset, rate: float) -> None:
    found = notices(small_dataset, schedule=Constant(rate))

    assert "the learning rate" in found["exploding"]
    assert "is probably too high. Try a tenth of it." in found["exploding"]


@pytest.mark.parametrize("activation", [ReLU(), Sigmoid(), Tanh()])
def test_a_network_that_is_too_deep_stands_still(small_dataset: Dataset, activation: Any) -> None:
    deep = (*(Dense(16, activation) for _ in range(40)), Dense("classes"))

    found = notices(small_dataset, layers=deep)

    assert set(found) <= {"vanishing_gradient", "dead_layer", "saturated_layer", "standstill"}
    assert all("The accuracy is that of guessing" in advice for advice in found.values())
    assert found or activation == Tanh()


def test_a_dead_layer_is_named(small_dataset: Dataset) -> None:
    settings = {"optimizer": GradientDescent(), "schedule": Constant(30.0), "epochs": 3}

    found = notices(small_dataset, **settings)

    assert "exploding" in found or "units of layer 1 are 0 for every image" in found["dead_layer"]


def test_a_learning_rate_near_zero_stands_still(small_dataset: Dataset) -> None:
    found = notices(small_dataset, schedule=Constant(1e-12))

    assert "1e-11 if it hardly moves" in found["standstill"]


def test_a_symptom_is_said_once(small_dataset: Dataset) -> None:
    recipe = resolve_recipe(HEALTHY.with_changes(schedule=Constant(1e-12), epochs=6), small_dataset)
    state = TrainingState.begin(recipe)

    events = list(train(recipe, prepare(recipe, small_dataset), state))

    assert sum(isinstance(each, Noticed) for each in events) == 1
