"""A model is trained, calibrated on the validation split, and measured."""

from dataclasses import replace
from typing import Any

import pytest

from glassnet.data.labeled_images import Dataset
from glassnet.errors import SettingError
from glassnet.models import Model
from glassnet.models.fitting import MAX_REJECTED_SHARE, fit_recipe
from glassnet.nn import Activate, Dense, ReLU
from glassnet.recipes import Recipe


def test_at_most_the_stated_share_of_digits_is_rejected(
    rejecting_model: Model, small_dataset: Dataset
) -> None:
    rejected = rejecting_model.evaluate(small_dataset.split("validation")).rejected_share

    assert rejected is not None
    assert rejected <= MAX_REJECTED_SHARE
    assert rejecting_model.notes["digits_rejected"] == pytest.approx(rejected)


def test_non_digits_are_rejected_more_often_than_digits(rejecting_model: Model) -> None:
    notes = rejecting_model.notes

    assert notes["non_digits_rejected"] > notes["digits_rejected"] + 0.05


def test_a_model_without_a_reject_output_has_no_threshold(small_model: Model) -> None:
    assert small_model.calibration.threshold is None
    assert not small_model.notes
    assert small_model.calibration.temperature != 1.0


def test_of_few_examples_a_tenth_is_held_out(small_dataset: Dataset) -> None:
    recipe = Recipe(name="few", layers=(Dense("classes"),), input_shape=(784,), examples=200)

    assert recipe.validation == 5000
    assert fit_recipe(recipe, replace(small_dataset, validation=None)).validation == 20


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        (
            (*(Activate(ReLU()) for _ in range(1000)), Dense("classes")),
            "at most 1,000 layers, got 1,001",
        ),
        ((Dense(1_100_000), Dense("classes")), "at most 1,048,576 values .* got 1,100,000"),
    ],
)
def test_a_network_that_could_not_be_read_again_is_not_trained(
    small_dataset: Dataset, layers: tuple[Any, ...], message: str
) -> None:
    recipe = Recipe(name="large", layers=layers, input_shape=(784,))

    with pytest.raises(SettingError, match=message):
        fit_recipe(recipe, small_dataset)
