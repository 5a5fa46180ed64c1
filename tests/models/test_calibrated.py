"""Confidence and "no digit" are fitted to the validation split, and the notes say how well."""

import pytest

from glassnet.data.labeled_images import Dataset
from glassnet.models import Model
from glassnet.models.calibrated import MOST_DIGITS_REFUSED


def test_no_more_digits_are_refused_than_was_stated(
    refusing_model: Model, small_dataset: Dataset
) -> None:
    refused = refusing_model.evaluate(small_dataset.split("validation")).refused_share

    assert refused is not None
    assert refused <= MOST_DIGITS_REFUSED
    assert refusing_model.notes["digits_refused"] == pytest.approx(refused)


def test_non_digits_are_refused_more_often_than_digits(refusing_model: Model) -> None:
    notes = refusing_model.notes

    assert notes["non_digits_refused"] > notes["digits_refused"] + 0.05


def test_a_model_that_learnt_no_non_digits_has_no_threshold(small_model: Model) -> None:
    assert small_model.digit_threshold is None
    assert not small_model.notes
    assert small_model.temperature != 1.0
