"""A model is trained, calibrated on the validation split, and measured."""

import pytest

from glassnet.data.labeled_images import Dataset
from glassnet.models import Model
from glassnet.models.fitting import MAX_REJECTED_SHARE


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
