"""Several models together: the mean of their probabilities decides."""

from dataclasses import replace

import numpy as np
import pytest

from glassnet.data.labeled_images import Dataset, LabeledImages
from glassnet.ink import Rendering, from_pixels
from glassnet.models import Calibration, Ensemble, Model, Reading
from glassnet.models.calibration import class_evidence
from glassnet.nn import SettingError
from glassnet.training import TrainingState


@pytest.fixture
def digits(small_dataset: Dataset) -> LabeledImages:
    return small_dataset.split("test")


@pytest.fixture
def untrained(small_model: Model) -> Model:
    """Another network for the same digits, that was not trained."""
    recipe = small_model.recipe.with_changes(seed=1)
    return replace(small_model, recipe=recipe, parameters=TrainingState.begin(recipe).parameters)


def with_threshold(model: Model, threshold: float) -> Model:
    return replace(model, calibration=Calibration(1.0, threshold))


def read(classifier: Model | Ensemble, image: np.ndarray) -> Reading:
    [reading] = classifier.read([from_pixels(image)])
    return reading


def test_probabilities_are_the_mean_of_the_members(
    small_model: Model, untrained: Model, digits: LabeledImages
) -> None:
    together = Ensemble((small_model, untrained)).predict_proba(digits.images)

    apart = [each.predict_proba(digits.images) for each in (small_model, untrained)]
    np.testing.assert_allclose(together, (apart[0] + apart[1]) / 2, rtol=1e-6)


def test_a_model_with_itself_predicts_as_it_does_alone(
    rejecting_model: Model, digits: LabeledImages
) -> None:
    alone = rejecting_model.evaluate(digits)
    together = Ensemble((rejecting_model, rejecting_model)).evaluate(digits)

    np.testing.assert_allclose(together.probabilities, alone.probabilities, rtol=1e-6)
    assert together.rejected_share == alone.rejected_share


def test_the_loss_is_the_cross_entropy_of_the_mean_probabilities(
    small_model: Model, untrained: Model, digits: LabeledImages
) -> None:
    evaluation = Ensemble((small_model, untrained)).evaluate(digits)

    of_labels = evaluation.probabilities[np.arange(len(digits)), digits.labels]
    assert evaluation.loss == pytest.approx(-np.log(of_labels).mean(), rel=1e-5)


def test_a_member_that_is_sure_of_a_digit_outweighs_one_that_doubts_it(
    rejecting_model: Model, digits: LabeledImages
) -> None:
    image = digits.images[0]
    [evidence] = class_evidence(rejecting_model.outputs(image[None]))
    doubting, sure, surer = (
        with_threshold(rejecting_model, float(evidence) - margin) for margin in (-1, 0.5, 3)
    )

    assert read(Ensemble((doubting, sure)), image).reason == "no digit"
    assert read(Ensemble((doubting, surer)), image).reason == ""


def test_members_that_reject_nothing_are_left_out_of_the_decision(
    small_model: Model, rejecting_model: Model, digits: LabeledImages
) -> None:
    never = with_threshold(rejecting_model, 1e9)

    assert Ensemble((small_model, never)).evaluate(digits).rejected_share == 1
    assert Ensemble((small_model, small_model)).evaluate(digits).rejected_share is None


def test_pictures_without_ink_keep_their_places(small_model: Model, digits: LabeledImages) -> None:
    blank = Rendering(None, reason="There is no ink.")
    inked = from_pixels(digits.images[0])

    readings = Ensemble((small_model, small_model)).read([blank, inked, blank])

    assert [each.reason for each in readings] == ["no ink", "", "no ink"]


def test_members_must_have_the_same_classes(small_model: Model) -> None:
    clothes = replace(small_model, class_names=("shirt",) * 10)

    with pytest.raises(SettingError, match=r"got models of 0 1 2 .* and of shirt"):
        Ensemble((small_model, clothes))
    with pytest.raises(SettingError, match="got none"):
        Ensemble(())
