"""Each slip does what the document's own code does."""

import numpy as np
import pytest

from glassnet.nn import SettingError, SoftmaxCrossEntropy, SquaredError
from glassnet.recipes import RECIPES, Slips
from glassnet.recipes.slips import DocumentCrossEntropy, SummedBiasGradient

LOGITS = np.random.default_rng(0).normal(0, 2, (5, 10))
LABELS = np.array([3, 1, 4, 1, 5])


def test_without_slips_the_loss_stays_as_it_is() -> None:
    loss = SoftmaxCrossEntropy(0.1)

    assert Slips().loss(loss) is loss


@pytest.mark.parametrize("maximum", ["per_example", "whole_batch", "none"])
def test_the_maximum_that_is_subtracted_changes_nothing_but_rounding(maximum: str) -> None:
    value, d_logits = SoftmaxCrossEntropy()(LOGITS, LABELS)

    other_value, other = DocumentCrossEntropy(maximum)(LOGITS, LABELS)  # type: ignore[arg-type]

    assert other_value == pytest.approx(value, rel=1e-12)
    np.testing.assert_allclose(other, d_logits, atol=1e-14)


def test_without_a_maximum_large_sums_overflow() -> None:
    with np.errstate(over="ignore", invalid="ignore"):
        value, _ = DocumentCrossEntropy("none")(LOGITS + 800, LABELS)

    assert np.isnan(value)


def test_wangs_cost_is_a_tenth_of_the_cross_entropy_and_its_gradient_is_not() -> None:
    value, d_logits = SoftmaxCrossEntropy()(LOGITS, LABELS)

    cost, gradient = DocumentCrossEntropy(cost="mean_over_entries")(LOGITS, LABELS)

    assert cost == pytest.approx(value / 10, rel=1e-5)
    np.testing.assert_allclose(gradient, d_logits, atol=1e-14)


def test_summed_bias_gradients_are_all_the_same() -> None:
    parameters = RECIPES["zhang"].initial_parameters()
    gradients = parameters.like()
    gradients["1.bias"][:] = np.arange(10)
    weights_before = gradients["1.weights"].copy()

    SummedBiasGradient()(parameters, gradients)

    assert gradients["1.bias"].tolist() == [45.0] * 10
    np.testing.assert_array_equal(gradients["1.weights"], weights_before)


def test_the_summed_gradient_of_the_output_bias_is_zero_so_it_never_learns() -> None:
    _, d_logits = SoftmaxCrossEntropy()(LOGITS, LABELS)

    assert abs(d_logits.sum()) < 1e-15


def test_unknown_values_are_refused() -> None:
    with pytest.raises(SettingError, match=r"bias_gradient as 'per_unit' or 'summed', got 'sumed'"):
        Slips(bias_gradient="sumed")  # type: ignore[arg-type]


def test_slips_of_the_softmax_need_a_softmax() -> None:
    with pytest.raises(SettingError, match="SquaredError"):
        Slips(cost="mean_over_entries").loss(SquaredError())
