"""When training breaks, the message names the place and a likely cause."""

import numpy as np
import pytest

from glassnet.nn import Array, Dense, Network, Parameters, ReLU
from glassnet.training.diagnosis import diagnose

NETWORK = Network((Dense(3, ReLU()), Dense(2)), (4,))
INPUTS = np.full((5, 4), 0.5, np.float32)


@pytest.fixture
def parameters() -> Parameters:
    return NETWORK.initialize(np.random.default_rng(0))


@pytest.mark.parametrize(
    ("inputs", "cause"),
    [
        (np.where(np.eye(5, 4), np.nan, INPUTS), "NaN or infinite"),
        (INPUTS * 255, "divide them by 255"),
    ],
    ids=["NaN", "not scaled"],
)
def test_bad_inputs_are_named_first(inputs: Array, cause: str, parameters: Parameters) -> None:
    where, why = diagnose(NETWORK, parameters, inputs.astype(np.float32), 0.1)

    assert where == "the inputs"
    assert cause in why


def test_parameters_that_are_not_finite_are_named(parameters: Parameters) -> None:
    parameters["2.weights"][1, 1] = np.inf

    where, why = diagnose(NETWORK, parameters, INPUTS, 0.75)

    assert where == "parameters 2.weights"
    assert "learning rate 0.75 is probably too high" in why


@pytest.mark.parametrize(("name", "layer"), [("1.weights", 1), ("2.weights", 2)])
def test_the_first_layer_whose_sums_overflow_is_named(
    name: str, layer: int, parameters: Parameters
) -> None:
    parameters.vector[...] = 1
    parameters[name][...] = 3e38

    where, why = diagnose(NETWORK, parameters, INPUTS, 2.0)

    assert where == f"layer {layer} (Dense)"
    assert "learning rate 2 is" in why


def test_where_all_numbers_are_finite_the_loss_is_named(parameters: Parameters) -> None:
    assert diagnose(NETWORK, parameters, INPUTS, 0.1)[0] == "the loss"
