"""One training step, worked by hand on a network of two inputs, two hidden neurons and one output."""

import numpy as np
import pytest

from glassnet.nn import (
    ClipValue,
    Dense,
    Dropout,
    GradientDescent,
    Momentum,
    Network,
    Parameters,
    ReLU,
    ScaledNormal,
    SoftmaxCrossEntropy,
    SquaredError,
    WeightDecay,
    descend,
    gradient,
    outputs,
    update,
)

NETWORK = Network((Dense(2, ReLU()), Dense(1)), (2,))
LOSS = SquaredError()
INPUTS = np.array([[1.0, 2.0], [3.0, -1.0]])
# Of one class: the target of every example is 1.
LABELS = np.array([0, 0])

# example 1: sums (1 + 2, 2 - 2 - 1), hidden (3, 0), output 3 - 0.5 = 2.5, error 1.5
# example 2: sums (3 - 1, 6 + 1 - 1), hidden (2, 6), output 2 + 12 - 0.5 = 13.5, error 12.5


@pytest.fixture
def parameters() -> Parameters:
    parameters = NETWORK.empty_parameters(np.float64)
    parameters["1.weights"][:] = [[1, 2], [1, -1]]
    parameters["1.bias"][:] = [0, -1]
    parameters["2.weights"][:] = [[1], [2]]
    parameters["2.bias"][:] = [-0.5]
    return parameters


def by_name(gradients: Parameters) -> dict[str, list]:
    return {name: array.tolist() for name, array in gradients.items()}


# Of one example: d_output = error, d_W2 = hidden * error, d_hidden = W2 * error where the sum is above 0.
OF_FIRST = {
    "1.weights": [[1.5, 0], [3, 0]],
    "1.bias": [1.5, 0],
    "2.weights": [[4.5], [0]],
    "2.bias": [1.5],
}
OF_SECOND = {
    "1.weights": [[37.5, 75], [-12.5, -25]],
    "1.bias": [12.5, 25],
    "2.weights": [[25], [75]],
    "2.bias": [12.5],
}


def test_outputs_are_those_worked_by_hand(parameters: Parameters) -> None:
    assert outputs(NETWORK, parameters, INPUTS).tolist() == [[2.5], [13.5]]


@pytest.mark.parametrize(("example", "expected"), [(0, OF_FIRST), (1, OF_SECOND)])
def test_the_gradient_of_one_example_is_that_worked_by_hand(
    example: int, expected: dict, parameters: Parameters
) -> None:
    gradients, one = parameters.like(), slice(example, example + 1)

    value, correct = gradient(NETWORK, LOSS, parameters, INPUTS[one], LABELS[one], gradients)

    assert by_name(gradients) == expected
    assert value == [1.5**2 / 2, 12.5**2 / 2][example]
    assert correct == 1


def test_the_gradient_of_a_batch_is_the_mean_of_those_of_its_examples(
    parameters: Parameters,
) -> None:
    gradients = parameters.like()

    value, correct = gradient(NETWORK, LOSS, parameters, INPUTS, LABELS, gradients)

    expected = {
        name: ((np.array(OF_FIRST[name]) + np.array(OF_SECOND[name])) / 2).tolist()
        for name in OF_FIRST
    }
    assert by_name(gradients) == expected
    assert value == (1.5**2 + 12.5**2) / 4
    assert correct == 2


def test_gradients_are_replaced_not_added_to(parameters: Parameters) -> None:
    gradients = parameters.like()
    gradients.vector.fill(7)

    gradient(NETWORK, LOSS, parameters, INPUTS[:1], LABELS[:1], gradients)

    assert by_name(gradients) == OF_FIRST


def test_an_update_applies_the_rules_in_order_and_then_the_optimizer(
    parameters: Parameters,
) -> None:
    gradients = parameters.like()
    gradients["1.weights"][0, 0] = 3
    before = parameters.copy()

    # 3 -> 1 (clipped) -> 1 + 0.5 * 1 (decay); the other weights decay alone, the biases do not.
    update(
        GradientDescent(), parameters, gradients, {}, 0.1, rules=(ClipValue(1), WeightDecay(0.5))
    )

    assert parameters["1.weights"][0, 0] == pytest.approx(1 - 0.1 * 1.5)
    assert parameters["1.weights"][0, 1] == pytest.approx(2 - 0.1 * 0.5 * 2)
    assert np.array_equal(parameters["1.bias"], before["1.bias"])


def test_an_update_keeps_what_the_optimizer_remembers(parameters: Parameters) -> None:
    gradients, optimizer = parameters.like(), Momentum(0.5)
    gradients.vector.fill(1)
    before, state = parameters.copy(), optimizer.initialize(parameters)

    for _ in range(2):
        update(optimizer, parameters, gradients, state, 0.1)

    # Velocity 1, then 1.5.
    np.testing.assert_allclose(parameters.vector, before.vector - 0.1 * (1 + 1.5))
    assert np.unique(state["velocity"]).tolist() == [1.5]


def test_online_descent_updates_after_every_example(parameters: Parameters) -> None:
    start, rates = parameters.copy(), np.array([0.1, 0.01])

    loss_sum, correct = descend(NETWORK, LOSS, parameters, INPUTS, LABELS, rates)

    # After the first example: W1 = (0.85, 2; 0.7, -1), b1 = (-0.15, -1), W2 = (0.55, 2), b2 = -0.65.
    # The second one's sums are (1.7, 6), its output 0.935 + 12 - 0.65 = 12.285, its error 11.285.
    error, hidden = 11.285, np.array([1.7, 6])
    d_hidden = error * np.array([0.55, 2])
    assert loss_sum == pytest.approx(1.5**2 / 2 + error**2 / 2)
    assert correct == 2
    np.testing.assert_allclose(
        parameters["2.weights"][:, 0], np.array([0.55, 2]) - 0.01 * error * hidden
    )
    np.testing.assert_allclose(
        parameters["1.weights"],
        np.array([[0.85, 2], [0.7, -1]]) - 0.01 * np.outer([3, -1], d_hidden),
    )
    np.testing.assert_allclose(parameters["1.bias"], [-0.15, -1] - 0.01 * d_hidden)
    assert not np.array_equal(parameters.vector, start.vector)


def test_random_numbers_are_for_training_alone() -> None:
    network = Network((Dropout(0.5), Dense(2)), (50,))
    rng = np.random.default_rng(0)
    parameters = network.initialize(rng, np.float64)
    inputs, labels = rng.normal(size=(3, 50)), np.array([0, 1, 1])

    def gradient_with(seed: int | None) -> np.ndarray:
        gradients = parameters.like()
        drawn = None if seed is None else np.random.default_rng(seed)
        gradient(network, SoftmaxCrossEntropy(), parameters, inputs, labels, gradients, drawn)
        return gradients.vector

    assert np.array_equal(gradient_with(1), gradient_with(1))
    assert not np.array_equal(gradient_with(1), gradient_with(2))
    assert not np.array_equal(gradient_with(1), gradient_with(None))


def test_a_hundred_steps_separate_two_clusters() -> None:
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 2, 60)
    inputs = rng.normal(size=(60, 2)) + 4 * labels[:, np.newaxis]
    network = Network((Dense(4, ReLU()), Dense(2, weights=ScaledNormal(0.5))), (2,))
    parameters = network.initialize(rng, np.float64)
    gradients, loss = parameters.like(), SoftmaxCrossEntropy()
    first, _ = gradient(network, loss, parameters, inputs, labels, gradients)

    for _ in range(100):
        gradient(network, loss, parameters, inputs, labels, gradients)
        update(GradientDescent(), parameters, gradients, {}, 0.3)

    value, correct = gradient(network, loss, parameters, inputs, labels, gradients)
    assert value < 0.2 * first
    assert correct >= 58
