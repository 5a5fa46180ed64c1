"""Several models read together, by the mean of what they say."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from glassnet.data.labeled_images import Dataset, LabeledImages
from glassnet.ink import Rendering, from_pixels
from glassnet.models import Ensemble, Model, Reading, find_reader
from glassnet.nn import SettingError
from glassnet.training import TrainingState


@pytest.fixture
def digits(small_dataset: Dataset) -> LabeledImages:
    return small_dataset.split("test")


@pytest.fixture
def untrained(small_model: Model) -> Model:
    """Another network for the same digits, that has learnt nothing."""
    recipe = small_model.recipe.with_changes(seed=1)
    return replace(small_model, recipe=recipe, parameters=TrainingState.begin(recipe).parameters)


def read(reader: Model | Ensemble, image: np.ndarray) -> Reading:
    [reading] = reader.read([from_pixels(image)])
    return reading


def test_probabilities_are_the_mean_of_the_members(
    small_model: Model, untrained: Model, digits: LabeledImages
) -> None:
    together = Ensemble((small_model, untrained)).probabilities(digits.images)

    apart = [each.probabilities(digits.images) for each in (small_model, untrained)]
    np.testing.assert_allclose(together, (apart[0] + apart[1]) / 2, rtol=1e-6)


def test_a_model_with_itself_reads_as_it_does_alone(
    refusing_model: Model, digits: LabeledImages
) -> None:
    alone = refusing_model.evaluate(digits)
    together = Ensemble((refusing_model, refusing_model)).evaluate(digits)

    np.testing.assert_allclose(together.probabilities, alone.probabilities, rtol=1e-6)
    assert together.refused_share == alone.refused_share


def test_the_loss_is_the_cross_entropy_of_the_mean_probabilities(
    small_model: Model, untrained: Model, digits: LabeledImages
) -> None:
    evaluation = Ensemble((small_model, untrained)).evaluate(digits)

    of_labels = evaluation.probabilities[np.arange(len(digits)), digits.labels]
    assert evaluation.loss == pytest.approx(-np.log(of_labels).mean(), rel=1e-5)


def test_a_member_that_is_sure_of_a_digit_outweighs_one_that_doubts_it(
    refusing_model: Model, digits: LabeledImages
) -> None:
    image = digits.images[0]
    [evidence] = refusing_model.digit_evidence(refusing_model.outputs(image[None]))
    doubting, sure, surer = (
        replace(refusing_model, digit_threshold=float(evidence) - margin) for margin in (-1, 0.5, 3)
    )

    assert read(Ensemble((doubting, sure)), image).reason == "no digit"
    assert read(Ensemble((doubting, surer)), image).reason == ""


def test_members_that_cannot_refuse_have_no_say_in_it(
    small_model: Model, refusing_model: Model, digits: LabeledImages
) -> None:
    never = replace(refusing_model, digit_threshold=1e9)

    assert Ensemble((small_model, never)).evaluate(digits).refused_share == 1
    assert Ensemble((small_model, small_model)).evaluate(digits).refused_share is None


def test_pictures_without_ink_keep_their_places(small_model: Model, digits: LabeledImages) -> None:
    blank = Rendering(None, reason="There is no ink.")
    inked = from_pixels(digits.images[0])

    readings = Ensemble((small_model, small_model)).read([blank, inked, blank])

    assert [each.reason for each in readings] == ["no ink", "", "no ink"]


def test_members_must_know_the_same_classes(small_model: Model) -> None:
    clothes = replace(small_model, class_names=("shirt",) * 10)

    with pytest.raises(SettingError, match=r"got models of 0 1 2 .* and of shirt"):
        Ensemble((small_model, clothes))
    with pytest.raises(SettingError, match="got none"):
        Ensemble(())


def test_one_name_finds_a_model_and_several_an_ensemble(small_model_file: Path) -> None:
    assert isinstance(find_reader([small_model_file]), Model)
    assert isinstance(find_reader([small_model_file, small_model_file]), Ensemble)
