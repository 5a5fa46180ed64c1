"""Each deviation computes what the tutorials compute, and differs from the correct part as described."""

import numpy as np
import pytest

from glassnet.nn import (
    BatchMaximumCrossEntropy,
    Dense,
    Loss,
    Network,
    Parameters,
    SettingError,
    SoftmaxCrossEntropy,
    SquaredError,
    SummedBiasGradient,
    Tanh,
    UnshiftedCrossEntropy,
    check_gradients,
    descend,
    descend_during_backward,
    softmax,
)
from glassnet.nn.deviations import correct_loss

LOGITS = np.random.default_rng(0).normal(0, 2, (5, 10))
LABELS = np.array([3, 1, 4, 1, 5])


@pytest.mark.parametrize("loss", [UnshiftedCrossEntropy(), BatchMaximumCrossEntropy()], ids=str)
def test_the_maximum_that_is_subtracted_changes_nothing_but_rounding(loss: Loss) -> None:
    value, d_logits = SoftmaxCrossEntropy()(LOGITS, LABELS)

    other_value, other = loss(LOGITS, LABELS)

    assert other_value == pytest.approx(value, rel=1e-12)
    np.testing.assert_allclose(other, d_logits, atol=1e-14)
    np.testing.assert_array_equal(loss.probabilities(LOGITS), softmax(LOGITS))


def test_without_a_maximum_large_sums_overflow() -> None:
    with np.errstate(over="ignore", invalid="ignore"):
        value, _ = UnshiftedCrossEntropy()(LOGITS + 800, LABELS)

    assert np.isnan(value)


def test_with_one_maximum_a_row_far_below_it_vanishes() -> None:
    apart = LOGITS + np.array([[0], [0], [0], [0], [-1000]])

    with np.errstate(invalid="ignore"):
        value, _ = BatchMaximumCrossEntropy()(apart, LABELS)

    assert np.isnan(value)
    assert np.isfinite(SoftmaxCrossEntropy()(apart, LABELS)[0])


def test_only_the_maximum_of_the_batch_needs_the_whole_batch() -> None:
    assert BatchMaximumCrossEntropy.whole_batch
    assert not UnshiftedCrossEntropy.whole_batch
    assert not SoftmaxCrossEntropy.whole_batch


def test_the_mean_over_entries_is_a_tenth_of_the_cross_entropy_and_its_gradient_is_not() -> None:
    value, d_logits = SoftmaxCrossEntropy()(LOGITS, LABELS)

    cost, gradient = BatchMaximumCrossEntropy("mean_over_entries")(LOGITS, LABELS)

    assert cost == pytest.approx(value / 10, rel=1e-5)
    np.testing.assert_allclose(gradient, d_logits, atol=1e-14)


def test_a_gradient_check_finds_the_cost_that_its_gradient_does_not_belong_to() -> None:
    network = Network((Dense(3),), (4,))
    rng = np.random.default_rng(0)
    parameters = network.initialize(rng, np.float64)
    inputs, labels = rng.normal(size=(6, 4)), np.arange(6) % 3

    def largest_error(loss: Loss) -> float:
        check = check_gradients(network, loss, parameters, inputs, labels, rng=rng)
        return check.largest_relative_error

    assert largest_error(BatchMaximumCrossEntropy("mean_over_entries")) > 0.5
    assert largest_error(BatchMaximumCrossEntropy()) < 1e-6


def test_the_loss_that_a_deviating_one_stands_in_for() -> None:
    for loss in (UnshiftedCrossEntropy(), BatchMaximumCrossEntropy("mean_over_entries")):
        assert correct_loss(loss) == SoftmaxCrossEntropy()
    assert correct_loss(SoftmaxCrossEntropy(0.1)) == SoftmaxCrossEntropy(0.1)


def test_unknown_costs_are_refused() -> None:
    with pytest.raises(
        SettingError, match="cost to be 'mean_over_examples' or 'mean_over_entries'"
    ):
        BatchMaximumCrossEntropy("sum")  # type: ignore[arg-type] # wrong on purpose


def test_summed_bias_gradients_are_all_the_same() -> None:
    parameters = Network((Dense(10),), (4,)).empty_parameters()
    gradients = parameters.like()
    gradients["1.bias"][:] = np.arange(10)
    gradients["1.weights"][:] = 1

    SummedBiasGradient()(parameters, gradients)

    assert gradients["1.bias"].tolist() == [45.0] * 10
    assert (gradients["1.weights"] == 1).all()


def test_the_summed_gradient_of_the_output_bias_is_zero_so_it_never_moves() -> None:
    _, d_logits = SoftmaxCrossEntropy()(LOGITS, LABELS)

    assert abs(d_logits.sum()) < 1e-15


NETWORK = Network((Dense(3, Tanh()), Dense(2)), (4,))


def start() -> tuple[Parameters, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(1)
    parameters = NETWORK.initialize(rng, np.float64)
    return parameters, rng.normal(size=(1, 4)), np.array([1])


def test_descent_during_the_backward_pass_is_that_worked_by_hand() -> None:
    parameters, inputs, labels = start()
    w1, b1, w2, b2 = (each.copy() for each in parameters.values())

    value, correct = descend_during_backward(
        NETWORK, SquaredError(), parameters, inputs, labels, np.array([0.5])
    )

    hidden = np.tanh(inputs @ w1 + b1)
    errors = hidden @ w2 + b2 - [0, 1]
    changed = w2 - 0.5 * hidden.T @ errors
    d_sums = errors @ changed.T * (1 - hidden**2)
    np.testing.assert_allclose(parameters["2.weights"], changed, atol=1e-15)
    np.testing.assert_allclose(parameters["2.bias"], b2 - 0.5 * errors[0], atol=1e-15)
    np.testing.assert_allclose(parameters["1.weights"], w1 - 0.5 * inputs.T @ d_sums, atol=1e-15)
    np.testing.assert_allclose(parameters["1.bias"], b1 - 0.5 * d_sums[0], atol=1e-15)
    assert value == pytest.approx((errors**2).sum() / 2)
    assert correct == (errors[0, 1] + 1 > errors[0, 0])


def test_only_layers_before_the_last_differ_from_correct_descent() -> None:
    during, inputs, labels = start()
    after, _, _ = start()
    descend_during_backward(NETWORK, SquaredError(), during, inputs, labels, np.array([0.5]))
    descend(NETWORK, SquaredError(), after, inputs, labels, np.array([0.5]))

    np.testing.assert_array_equal(during["2.weights"], after["2.weights"])
    assert np.abs(during["1.weights"] - after["1.weights"]).max() > 1e-3


def test_every_example_has_its_rate_and_its_update() -> None:
    together, inputs, labels = start()
    apart, _, _ = start()
    inputs, labels, rates = np.repeat(inputs, 3, axis=0), np.repeat(labels, 3), np.array([1, 0, 2])
    loss_sum, _ = descend_during_backward(NETWORK, SquaredError(), together, inputs, labels, rates)
    values = [
        descend_during_backward(
            NETWORK, SquaredError(), apart, inputs[:1], labels[:1], np.array([rate])
        )[0]
        for rate in rates
    ]

    np.testing.assert_array_equal(together.vector, apart.vector)
    assert loss_sum == pytest.approx(sum(values))
