"""Metrics of predictions, against hand-worked and published values."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.training import wilson_interval
from glassnet.training.metrics import (
    calibration_error,
    confusion_matrix,
    cross_entropy,
    precision_and_recall,
)

LABELS = np.array([0, 0, 0, 1, 1, 2])
PREDICTIONS = np.array([0, 0, 1, 1, 2, 2])


@pytest.mark.parametrize(
    ("correct", "count", "low", "high"),
    [
        # Newcombe 1998, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_s_interval_is_the_published_one(
    correct: int, count: int, low: float, high: float
) -> None:
    interval = wilson_interval(correct, count)

    assert interval.low == pytest.approx(low, abs=5e-5)
    assert interval.high == pytest.approx(high, abs=5e-5)


@given(st.integers(1, 100_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_holds_its_share_and_stays_within_bounds(pair: tuple[int, int]) -> None:
    interval = wilson_interval(*pair)

    assert 0 <= interval.low <= interval.share + 1e-12
    assert interval.share - 1e-12 <= interval.high <= 1


@given(st.integers(0, 500))
def test_intervals_of_hits_and_misses_mirror_each_other(correct: int) -> None:
    hits, misses = wilson_interval(correct, 500), wilson_interval(500 - correct, 500)

    assert hits.low == pytest.approx(1 - misses.high, abs=1e-12)


def test_no_examples_have_no_interval() -> None:
    with pytest.raises(ValueError, match="at least one example, got 0"):
        wilson_interval(0, 0)


def test_an_interval_prints_as_people_write_it() -> None:
    assert str(wilson_interval(9805, 10_000)) == "98.05% (95 %: 97.76% to 98.30%)"


def test_rows_of_the_confusion_matrix_are_labels() -> None:
    expected = [[2, 1, 0], [0, 1, 1], [0, 0, 1]]

    np.testing.assert_array_equal(confusion_matrix(LABELS, PREDICTIONS, 3), expected)


def test_the_confusion_matrix_has_a_place_for_classes_that_do_not_occur() -> None:
    confusion = confusion_matrix(LABELS, PREDICTIONS, 10)

    assert confusion.shape == (10, 10)
    assert confusion.sum() == len(LABELS)


def test_precision_is_of_what_was_read_and_recall_of_what_is() -> None:
    precision, recall = precision_and_recall(confusion_matrix(LABELS, PREDICTIONS, 3))

    np.testing.assert_allclose(precision, [1, 1 / 2, 1 / 2])
    np.testing.assert_allclose(recall, [2 / 3, 1 / 2, 1])


def test_a_class_that_never_occurs_has_no_precision_and_no_recall() -> None:
    precision, recall = precision_and_recall(confusion_matrix(LABELS, PREDICTIONS, 4))

    assert np.isnan(precision[3])
    assert np.isnan(recall[3])


def answers(confidence: list[float], right: list[bool]) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities over three classes with this confidence in class 0, and labels to suit."""
    sure = np.array(confidence)
    probabilities = np.stack([sure, (1 - sure) / 2, (1 - sure) / 2], axis=1)
    return probabilities, np.where(right, 0, 1)


def test_the_calibration_error_is_the_gap_weighted_by_the_size_of_its_bin() -> None:
    probabilities, labels = answers([0.95, 0.95, 0.95, 0.61], [True, True, False, True])

    error = calibration_error(probabilities, labels, bins=10)

    assert error == pytest.approx(3 / 4 * abs(2 / 3 - 0.95) + 1 / 4 * abs(1 - 0.61))


def test_gaps_within_one_bin_cancel() -> None:
    probabilities, labels = answers([0.75] * 4, [True, True, True, False])

    assert calibration_error(probabilities, labels) == pytest.approx(0, abs=1e-12)


def test_full_confidence_has_a_bin_too() -> None:
    probabilities, labels = answers([1.0, 1.0], [True, False])

    assert calibration_error(probabilities, labels) == pytest.approx(0.5)


def test_cross_entropy_is_the_surprise_at_the_labels() -> None:
    probabilities = np.array([[0.5, 0.5], [0.25, 0.75], [1.0, 0.0]])

    assert cross_entropy(probabilities[:2], np.array([0, 1])) == pytest.approx(
        -(np.log(0.5) + np.log(0.75)) / 2
    )
    assert np.isfinite(cross_entropy(probabilities, np.array([0, 0, 1])))
