"""Losses of compiled steps are those of the reference implementation."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet import nn
from glassnet.engine.workspace import Workspace
from glassnet.nn import Loss, SettingError, ShapeError, SoftmaxCrossEntropy
from glassnet.nn.catalog import PARTS

pytest.importorskip("numba", reason="compiled losses need numba, which is not installed")
from glassnet.engine.losses import compute_loss, count_correct

LOSSES: list[Loss] = [*(loss() for loss in PARTS["loss"].values()), SoftmaxCrossEntropy(0.1)]


@pytest.mark.parametrize("loss", LOSSES, ids=str)
@pytest.mark.parametrize("count", [1, 7, 300])
@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-12), (np.float32, 1e-6)])
def test_value_and_gradient_are_those_of_the_loss(
    loss: Loss, count: int, order, dtype: type, tolerance: float, rng: np.random.Generator
) -> None:
    outputs = np.asarray(5 * rng.normal(size=(count, 10)), dtype, order)
    labels = rng.integers(0, 10, count)
    expected_value, expected = loss(outputs, labels)

    value, _, d_outputs = compute_loss(loss, outputs, labels, Workspace())

    assert type(value) is float
    assert value == pytest.approx(expected_value, rel=max(tolerance, 1e-12))
    assert d_outputs.dtype == dtype
    np.testing.assert_allclose(d_outputs, expected, rtol=0, atol=tolerance)


def test_the_gradient_is_in_the_same_array_of_the_workspace_each_time() -> None:
    workspace, labels = Workspace(), np.array([0, 1])
    arrays = [
        compute_loss(SoftmaxCrossEntropy(), each, labels, workspace)[2]
        for each in (np.zeros((2, 3)), np.ones((2, 3)))
    ]

    assert arrays[0] is arrays[1]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_large_logits_overflow_nothing(dtype: type) -> None:
    outputs, labels = np.array([[-1e4, 1e4], [1e4, -1e4]], dtype), np.array([0, 1])

    value, _, d_outputs = compute_loss(SoftmaxCrossEntropy(), outputs, labels, Workspace())

    assert value == pytest.approx(2e4)
    np.testing.assert_array_equal(d_outputs, [[-0.5, 0.5], [0.5, -0.5]])


def test_nan_outputs_make_the_value_nan() -> None:
    outputs = np.array([[0.0, 1.0], [np.nan, 1.0]])

    value, _, _ = compute_loss(SoftmaxCrossEntropy(), outputs, np.array([0, 1]), Workspace())

    assert np.isnan(value)


def test_labels_that_do_not_fit_are_refused() -> None:
    with pytest.raises(SettingError, match="labels from 0 to 2, got 3"):
        compute_loss(SoftmaxCrossEntropy(), np.zeros((2, 3)), np.array([0, 3]), Workspace())
    with pytest.raises(ShapeError, match="A loss expects outputs of shape"):
        compute_loss(SoftmaxCrossEntropy(), np.zeros((2, 3)), np.array([0]), Workspace())


@pytest.mark.parametrize("order", ["C", "F"])
def test_the_number_correct_is_that_of_the_reference_even_with_nan(order, rng) -> None:
    outputs = np.asarray(rng.integers(0, 3, (500, 4)), float, order)
    outputs[rng.random((500, 4)) < 0.05] = np.nan
    labels = rng.integers(0, 4, 500)

    expected = nn.count_correct(outputs, labels)
    assert count_correct(outputs, labels) == expected
    assert compute_loss(SoftmaxCrossEntropy(), outputs, labels, Workspace())[1] == expected
