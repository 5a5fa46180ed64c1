"""The check itself: it finds errors in derivatives, names them, and refuses what it cannot check."""

from dataclasses import dataclass

import numpy as np
import pytest

from glassnet.nn import (
    Dense,
    Dropout,
    DtypeError,
    GradientCheck,
    Identity,
    Network,
    SoftmaxCrossEntropy,
    Tanh,
    check_gradients,
    gradient,
)
from glassnet.nn.gradient_check import MAX_ENTRIES, compare

LOSS = SoftmaxCrossEntropy()


def check(network: Network, **options) -> GradientCheck:
    rng = np.random.default_rng(4)
    parameters = network.initialize(rng, np.float64)
    inputs = rng.normal(size=(4, *network.input_shape))
    return check_gradients(network, LOSS, parameters, inputs, np.arange(4) % 3, rng=rng, **options)


@dataclass(frozen=True)
class WrongTanh(Tanh):
    """1 - f where 1 - f^2 is right."""

    def backward(self, sums, outputs, d_outputs):
        return d_outputs * (1 - outputs)


@dataclass(frozen=True)
class WrongBias(Dense):
    """The bias gradient of one entry is a thousandth too large."""

    def forward(self, parameters, inputs, rng=None):
        outputs, right = super().forward(parameters, inputs, rng)

        def backward(d_outputs, gradients):
            d_inputs = right(d_outputs, gradients)
            gradients["bias"][2] *= 1.001
            return d_inputs

        return outputs, backward


@dataclass(frozen=True)
class WrongInputs(Dense):
    """The derivative by the inputs has the wrong sign."""

    def forward(self, parameters, inputs, rng=None):
        outputs, right = super().forward(parameters, inputs, rng)
        return outputs, lambda d_outputs, gradients: -right(d_outputs, gradients)


def test_right_derivatives_pass_entry_by_entry() -> None:
    found = check(Network((Dense(5, Tanh()), Dense(3)), (4,)))

    assert found.method == "entries"
    assert found.compared == 4 * 5 + 5 + 5 * 3 + 3 + 4 * 4
    assert found.largest_relative_error < 1e-7


def test_right_derivatives_of_large_networks_pass_along_directions() -> None:
    found = check(Network((Dense(100, Tanh()), Dense(3)), (784,)))

    assert (found.method, found.compared) == ("directions", 20)
    assert found.largest_relative_error < 1e-6


@pytest.mark.parametrize("features", [4, 784])
def test_a_wrong_activation_is_found(features: int) -> None:
    assert (
        check(Network((Dense(9, WrongTanh()), Dense(3)), (features,))).largest_relative_error > 0.01
    )


def test_a_thousandth_in_one_bias_is_found_and_named() -> None:
    found = check(Network((Dense(5, Tanh()), WrongBias(3)), (4,)))

    assert found.largest_relative_error == pytest.approx(0.001, rel=0.01)
    assert found.worst == "2.bias"


def test_a_wrong_derivative_by_the_inputs_is_found_and_named() -> None:
    found = check(Network((WrongInputs(3, Identity()),), (4,)))

    assert found.largest_relative_error == pytest.approx(2)
    assert found.worst == "inputs"


def test_dropout_is_checked_with_the_same_random_numbers_in_every_pass() -> None:
    network = Network((Dense(20, Tanh()), Dropout(0.5), Dense(3)), (4,))

    assert check(network, dropout_seed=1).largest_relative_error < 1e-6


def test_parameters_and_inputs_are_left_as_they_were(rng: np.random.Generator) -> None:
    network = Network((Dense(3),), (4,))
    parameters, inputs = network.initialize(rng, np.float64), rng.normal(size=(2, 4))
    before = parameters.vector.copy(), inputs.copy()
    check_gradients(network, LOSS, parameters, inputs, np.array([0, 1]), rng=rng)

    assert np.array_equal(parameters.vector, before[0])
    assert np.array_equal(inputs, before[1])


def test_another_implementation_of_the_gradient_is_checked_alike() -> None:
    def too_large(network, loss, parameters, inputs, labels, gradients, rng=None):
        result = gradient(network, loss, parameters, inputs, labels, gradients, rng)
        gradients["1.weights"][...] *= 1.01
        return result

    network = Network((Dense(3),), (4,))

    assert check(network, gradient=gradient).largest_relative_error < 1e-7
    assert check(network, gradient=too_large).worst == "1.weights"


def test_an_implementation_that_fills_no_gradients_does_not_pass() -> None:
    def lazy(network, loss, parameters, inputs, labels, gradients, rng=None):
        return 0.0, 0

    assert check(Network((Dense(3),), (4,)), gradient=lazy).largest_relative_error == 1


def test_anything_but_float64_is_refused(rng: np.random.Generator) -> None:
    network = Network((Dense(3),), (4,))
    inputs, labels = np.zeros((2, 4), np.float32), np.array([0, 1])

    with pytest.raises(DtypeError) as caught:
        check_gradients(network, LOSS, network.initialize(rng), inputs, labels, rng=rng)

    assert str(caught.value) == (
        "A gradient check expects float64 parameters and inputs, got float32 and float32. "
        "Write network.initialize(rng, np.float64): float32 has too few digits."
    )


def test_a_parabola_is_differentiated_exactly(rng: np.random.Generator) -> None:
    point = np.array([1.0, -2.0, 3.0])
    found = compare(lambda p: float(p @ p), point, 2 * point, ["a", "b", "c"], rng=rng)

    assert found.largest_relative_error < 1e-9


@pytest.mark.parametrize("size", [3, MAX_ENTRIES + 1])
def test_a_derivative_that_is_not_a_number_is_the_worst(size: int, rng) -> None:
    gradient = np.ones(size)
    gradient[1] = np.nan
    found = compare(lambda p: float(p.sum()), np.zeros(size), gradient, ["x"] * size, rng=rng)

    assert np.isnan(found.largest_relative_error)
