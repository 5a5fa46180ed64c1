"""Gradient rules: weight decay, the L1 penalty, and limits of the norm and of each entry."""

import numpy as np
import pytest

from glassnet.nn import (
    ClipNorm,
    ClipValue,
    Dense,
    GradientRule,
    L1Penalty,
    Layout,
    Network,
    Parameters,
    SettingError,
    Tanh,
    WeightDecay,
)

NETWORK = Network((Dense(2),), (1,))


def filled(values: list[float]) -> Parameters:
    return Parameters(NETWORK.layout, np.array(values, float))


def apply(rule: GradientRule, gradients: list[float]) -> list[float]:
    found = filled(gradients)
    rule(filled([10, 20, 30, 40]), found)
    return found.vector.tolist()


def test_weight_decay_pulls_weights_and_leaves_biases() -> None:
    assert apply(WeightDecay(0.1), [1, 1, 1, 1]) == [2, 3, 1, 1]


def test_weight_decay_is_the_gradient_of_half_the_rate_times_the_sum_of_squares() -> None:
    point, nudge = filled([10, 20, 30, 40]), 1e-4
    penalty = [0.1 / 2 * (point["1.weights"] + nudge * sign) ** 2 for sign in (1, -1)]

    assert apply(WeightDecay(0.1), [0, 0, 0, 0])[:2] == pytest.approx(
        ((penalty[0] - penalty[1]) / (2 * nudge)).ravel()
    )


def test_the_l1_penalty_pulls_every_weight_by_the_same_amount_and_leaves_biases() -> None:
    gradients = filled([1, 1, 1, 1])
    L1Penalty(0.1)(filled([-7, 0.002, 30, 40]), gradients)

    assert gradients.vector.tolist() == [0.9, 1.1, 1, 1]


def test_the_l1_penalty_leaves_a_weight_at_zero() -> None:
    gradients = filled([1, 1, 1, 1])
    L1Penalty(0.1)(filled([0, -0.0, 0, 0]), gradients)

    assert gradients.vector.tolist() == [1, 1, 1, 1]


def test_the_l1_penalty_is_the_gradient_of_the_rate_times_the_sum_of_absolute_values() -> None:
    network = Network((Dense(6, Tanh()), Dense(3)), (5,))
    point = network.initialize(np.random.default_rng(0), np.float64)
    found, nudge = point.like(), 1e-6
    found.vector[:] = 0
    L1Penalty(0.3)(point, found)

    def penalty(parameters: Parameters) -> float:
        weights = [values for name, values in parameters.items() if name.endswith("weights")]
        return 0.3 * sum(float(abs(values).sum()) for values in weights)

    for index in range(len(point.vector)):
        above, below = point.copy(), point.copy()
        above.vector[index] += nudge
        below.vector[index] -= nudge
        slope = (penalty(above) - penalty(below)) / (2 * nudge)
        assert found.vector[index] == pytest.approx(slope, abs=1e-8)


@pytest.mark.parametrize("rule", [WeightDecay(0.1), L1Penalty(0.1)], ids=str)
def test_penalties_keep_the_precision(rule: GradientRule) -> None:
    gradients = filled([1, 1, 1, 1]).astype(np.float32)
    rule(filled([10, 20, 30, 40]).astype(np.float32), gradients)

    assert gradients.vector.dtype == np.float32


def test_a_gradient_whose_norm_is_above_the_limit_is_scaled_as_a_whole() -> None:
    assert apply(ClipNorm(2.5), [3, 0, 4, 0]) == pytest.approx([1.5, 0, 2, 0])


def test_a_gradient_within_the_limit_is_left_alone() -> None:
    assert apply(ClipNorm(5), [3, 0, 4, 0]) == [3, 0, 4, 0]


def test_entries_beyond_the_limit_are_set_to_it() -> None:
    assert apply(ClipValue(1), [-3, 0.5, 4, -1]) == [-1, 0.5, 1, -1]


@pytest.mark.parametrize(
    "rule", [ClipNorm(1), ClipValue(1), WeightDecay(0.1), L1Penalty(0.1)], ids=str
)
def test_nan_stays_visible(rule: GradientRule) -> None:
    assert np.isnan(apply(rule, [3, np.nan, 4, 0])).any()


@pytest.mark.parametrize("cls", [ClipNorm, ClipValue, WeightDecay, L1Penalty])
def test_a_limit_or_rate_of_zero_is_refused(cls: type) -> None:
    with pytest.raises(SettingError, match=rf"^{cls.__name__} expects \w+ above 0, got 0\."):
        cls(0)


def test_the_norm_of_large_gradients_is_found_where_their_squares_overflow() -> None:
    parameters = Parameters(Layout((("1.weights", (4,)),)), np.zeros(4, np.float32))
    gradients = parameters.like()
    gradients.vector[:] = [3e20, 0, 4e20, 0]

    ClipNorm(5)(parameters, gradients)

    np.testing.assert_allclose(gradients.vector, [3, 0, 4, 0], rtol=1e-6)
