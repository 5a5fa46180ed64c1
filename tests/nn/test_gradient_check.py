"""The check itself: it finds slips, names them, and knows its limits."""

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
)
from glassnet.nn.gradient_check import ENTRYWISE_LIMIT, compare

LOSS = SoftmaxCrossEntropy()


def check(network: Network, **options) -> GradientCheck:
    rng = np.random.default_rng(4)
    parameters = network.initialize(rng, np.float64)
    inputs = rng.normal(size=(4, *network.input_shape))
    return check_gradients(network, LOSS, parameters, inputs, np.arange(4) % 3, rng=rng, **options)


@dataclass(frozen=True)
class SlipInTanh(Tanh):
    """1 - f where 1 - f^2 is right."""

    def backward(self, outputs, d_outputs, out):
        np.multiply(d_outputs, 1 - outputs, out=out)


@dataclass(frozen=True)
class SlipInBias(Dense):
    """The bias gradient of one entry is a thousandth off."""

    def forward(self, parameters, inputs, context):
        outputs, right = super().forward(parameters, inputs, context)

        def backward(d_outputs, gradients, need_d_inputs=True):
            d_inputs = right(d_outputs, gradients, need_d_inputs)
            gradients["bias"][2] *= 1.001
            return d_inputs

        return outputs, backward


@dataclass(frozen=True)
class SlipInInputs(Dense):
    """The derivative by the inputs has the wrong sign."""

    def forward(self, parameters, inputs, context):
        outputs, right = super().forward(parameters, inputs, context)

        def backward(d_outputs, gradients, need_d_inputs=True):
            d_inputs = right(d_outputs, gradients, need_d_inputs)
            return None if d_inputs is None else -d_inputs

        return outputs, backward


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
        check(Network((Dense(9, SlipInTanh()), Dense(3)), (features,))).largest_relative_error
        > 0.01
    )


def test_a_thousandth_in_one_bias_is_found_and_named() -> None:
    found = check(Network((Dense(5, Tanh()), SlipInBias(3)), (4,)))

    assert found.largest_relative_error == pytest.approx(0.001, rel=0.01)
    assert found.worst == "2.bias"


def test_a_wrong_derivative_by_the_inputs_is_found_and_named() -> None:
    found = check(Network((SlipInInputs(3, Identity()),), (4,)))

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


def test_anything_but_float64_is_refused(rng: np.random.Generator) -> None:
    network = Network((Dense(3),), (4,))
    inputs, labels = np.zeros((2, 4), np.float32), np.array([0, 1])

    with pytest.raises(DtypeError) as caught:
        check_gradients(network, LOSS, network.initialize(rng), inputs, labels, rng=rng)

    assert str(caught.value) == (
        "A gradient check expects float64 parameters and inputs, got float32 and float32. "
        "Write network.initialize(rng, np.float64): float32 has too few digits to prove it."
    )


def test_a_parabola_is_differentiated_exactly(rng: np.random.Generator) -> None:
    point = np.array([1.0, -2.0, 3.0])
    found = compare(lambda p: float(p @ p), point, 2 * point, ["a", "b", "c"], rng=rng)

    assert found.largest_relative_error < 1e-9


@pytest.mark.parametrize("size", [3, ENTRYWISE_LIMIT + 1])
def test_a_derivative_that_is_not_a_number_is_the_worst(size: int, rng) -> None:
    gradient = np.ones(size)
    gradient[1] = np.nan
    found = compare(lambda p: float(p.sum()), np.zeros(size), gradient, ["x"] * size, rng=rng)

    assert np.isnan(found.largest_relative_error)
