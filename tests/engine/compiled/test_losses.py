"""The compiled loss and number correct of a batch are those of `glassnet.nn`."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tests.engine.compiled.conftest import IN_ONE_PRECISION

from glassnet.nn import SoftmaxCrossEntropy
from glassnet.nn import losses as reference

pytest.importorskip("numba", reason="compiled functions need numba, which is not installed")

from glassnet.engine.compiled.losses import count_correct, softmax_cross_entropy

COVERED = [softmax_cross_entropy, count_correct]

# Part of a chunk, a whole one, and several of which the last is not full.
COUNTS = pytest.mark.parametrize("count", [1, 37, 64, 200])
SMOOTHING = pytest.mark.parametrize("smoothing", [0.0, 0.1])
CLASSES = 10


@COUNTS
@SMOOTHING
def test_softmax_cross_entropy_is_that_of_the_reference(
    count, smoothing, draw, rng, tolerance
) -> None:
    logits, labels = 5 * draw(count, CLASSES), rng.integers(0, CLASSES, count)
    d_logits = np.full_like(logits, np.nan)
    expected = SoftmaxCrossEntropy(smoothing)(logits, labels)

    value, correct = softmax_cross_entropy(logits, labels, smoothing, d_logits)

    assert value == pytest.approx(expected[0], rel=10 * tolerance)
    np.testing.assert_allclose(d_logits, expected[1], rtol=0, atol=tolerance)
    assert correct == reference.count_correct(logits, labels)


@COUNTS
def test_count_correct_is_that_of_the_reference(count, draw, rng) -> None:
    outputs, labels = draw(count, 3), rng.integers(0, 3, count)

    assert count_correct(outputs, labels) == reference.count_correct(outputs, labels)


@COUNTS
@SMOOTHING
def test_outputs_that_lie_class_by_class_give_the_same_bits(count, smoothing, draw, rng) -> None:
    logits, labels = 5 * draw(count, CLASSES), rng.integers(0, CLASSES, count)
    by_class = np.asfortranarray(logits)
    gradient, gradient_by_class = np.empty_like(logits), np.empty_like(by_class, order="F")

    values = (
        softmax_cross_entropy(logits, labels, smoothing, gradient),
        softmax_cross_entropy(by_class, labels, smoothing, gradient_by_class),
    )

    assert values[0] == values[1]
    np.testing.assert_array_equal(gradient_by_class, gradient)
    assert count_correct(by_class, labels) == count_correct(logits, labels)


@IN_ONE_PRECISION
@pytest.mark.parametrize("part", [np.s_[:, :7], np.s_[::2], np.s_[:20]], ids=str)
@pytest.mark.parametrize("order", ["C", "F"])
def test_a_part_of_outputs_has_the_loss_of_its_copy(part: Any, order, draw) -> None:
    outputs = np.asarray(draw(37, CLASSES), order=order)[part]
    labels, copy = np.arange(len(outputs)) % 7, np.ascontiguousarray(outputs)
    gradients = np.empty_like(outputs), np.empty_like(copy)

    values = (
        softmax_cross_entropy(outputs, labels, 0.1, gradients[0]),
        softmax_cross_entropy(copy, labels, 0.1, gradients[1]),
    )

    assert values[0] == values[1]
    np.testing.assert_array_equal(*gradients)
    assert count_correct(outputs, labels) == count_correct(copy, labels)


def test_rows_with_what_is_not_a_number_are_wrong() -> None:
    outputs = np.array([[np.nan, 1, 2], [1, np.nan, 2], [1, 2, np.nan], [1, 3, 2]])

    assert [count_correct(outputs, np.full(4, label)) for label in range(3)] == [0, 1, 0]


def test_the_first_of_equal_outputs_counts() -> None:
    assert count_correct(np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([0, 1])) == 1


def test_a_loss_of_what_is_not_a_number_is_not_a_number() -> None:
    logits = np.zeros((3, CLASSES))
    logits[1, 4] = np.nan

    assert np.isnan(softmax_cross_entropy(logits, np.zeros(3, int), 0.0, np.empty_like(logits))[0])


def test_far_apart_logits_do_not_overflow() -> None:
    logits, d_logits = np.array([[1e4, -1e4], [-1e4, 1e4]]), np.empty((2, 2))

    assert softmax_cross_entropy(logits, np.array([0, 1]), 0.0, d_logits)[0] == pytest.approx(0)
    np.testing.assert_allclose(d_logits, 0, atol=1e-12)
