"""One example at a time runs through compiled dense layers as through a `Network`."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.engine.layer_codes import (
    LINEAR,
    MEAN_SQUARED,
    SIGMOID,
    SIGMOID_CROSS_ENTROPY,
    SOFTMAX_CROSS_ENTROPY,
    SQUARED,
    TANH,
)
from glassnet.nn import (
    Dense,
    LeakyReLU,
    MeanSquaredError,
    Network,
    Parameters,
    ReLU,
    Sigmoid,
    SigmoidCrossEntropy,
    SoftmaxCrossEntropy,
    SquaredError,
    Tanh,
    UniformRange,
    descent,
)

pytest.importorskip("numba", reason="compiled functions need numba, which is not installed")

from glassnet.engine.compiled.dense_stack import classify_one, descend, multiply_one, predict_one

COVERED = [descend, predict_one, classify_one, multiply_one]

LOSSES = {
    SquaredError(): SQUARED,
    MeanSquaredError(): MEAN_SQUARED,
    SoftmaxCrossEntropy(): SOFTMAX_CROSS_ENTROPY,
    SigmoidCrossEntropy(): SIGMOID_CROSS_ENTROPY,
}
# Fewer units than a vector has lanes, and more than the widest tile.
STACKS = {
    "narrow": (
        Network((Dense(18, ReLU()), Dense(6, Sigmoid()), Dense(5, Tanh())), (9,)),
        np.array([[9, 18, LINEAR, 0.0], [18, 6, SIGMOID, 0.0], [6, 5, TANH, 0.0]]),
    ),
    "wide": (
        Network((Dense(300, LeakyReLU(0.1)), Dense(150), Dense(7, Tanh())), (20,)),
        np.array([[20, 300, LINEAR, 0.1], [300, 150, LINEAR, 1.0], [150, 7, TANH, 0.0]]),
    ),
}
STACK = pytest.mark.parametrize(("network", "layers"), STACKS.values(), ids=STACKS)


def initialize(network: Network, dtype: type) -> Parameters:
    parameters = network.initialize(np.random.default_rng(0))
    parameters.vector += 0.1 * np.random.default_rng(1).normal(size=parameters.vector.size)
    return parameters.astype(dtype)


@STACK
@pytest.mark.parametrize("loss", LOSSES, ids=str)
def test_descend_is_that_of_the_reference(
    network, layers, loss, rng, draw_images, dtype, tolerance
) -> None:
    images, order = draw_images(20, int(layers[0, 0])), rng.permutation(20)
    labels, rates = rng.integers(0, 5, 20), rng.uniform(0, 0.1, 20)
    expected = initialize(network, dtype)
    vector = expected.vector.copy()
    inputs = images[order] / dtype(255)
    wanted = descent.descend(network, loss, expected, inputs, labels[order], rates.astype(dtype))

    found = descend(vector, layers, LOSSES[loss], images, labels, order, rates, False)

    assert found == (pytest.approx(wanted[0], rel=10 * tolerance), wanted[1])
    np.testing.assert_allclose(vector, expected.vector, rtol=0, atol=10 * tolerance)


def test_weights_may_be_updated_before_they_pass_the_error_on(draw_images) -> None:
    network, layers = STACKS["narrow"]
    images, labels = draw_images(1, 9), np.array([3])
    parameters = initialize(network, np.float64)
    vector, rate = parameters.vector.copy(), 0.5
    # By hand: the chain rule, where each layer's new weights take the place of the old ones.
    outputs = [images / 255.0]
    activations = ReLU(), Sigmoid(), Tanh()
    for index, activation in enumerate(activations, start=1):
        sums = outputs[-1] @ parameters[f"{index}.weights"] + parameters[f"{index}.bias"]
        outputs.append(activation.forward(sums))
    d_outputs = outputs[3] - np.eye(5)[labels]
    for index in (3, 2, 1):
        d_sums = activations[index - 1].backward(outputs[index], outputs[index], d_outputs)
        parameters[f"{index}.weights"][...] -= rate * outputs[index - 1].T @ d_sums
        parameters[f"{index}.bias"][...] -= rate * d_sums[0]
        d_outputs = d_sums @ parameters[f"{index}.weights"].T

    descend(vector, layers, SQUARED, images, labels, np.array([0]), np.array([rate]), True)

    np.testing.assert_allclose(vector, parameters.vector, rtol=0, atol=1e-13)


@STACK
def test_one_prediction_is_that_of_the_network(network, layers, draw, dtype, tolerance) -> None:
    parameters = initialize(network, dtype)

    for inputs in np.maximum(draw(20, int(layers[0, 0])), 0):
        expected = descent.outputs(network, parameters, inputs[np.newaxis])[0]
        found = predict_one(parameters.vector, layers, inputs)

        np.testing.assert_allclose(found, expected, rtol=0, atol=10 * tolerance)
        assert found.dtype == dtype
        assert classify_one(parameters.vector, layers, inputs) == found.argmax()


def test_an_example_of_zeros_gives_the_bias(dtype, tolerance) -> None:
    network = Network((Dense(4, bias=UniformRange()),), (9,))
    parameters = network.initialize(np.random.default_rng(0)).astype(dtype)

    found = predict_one(parameters.vector, np.array([[9, 4, LINEAR, 1.0]]), np.zeros(9, dtype))

    np.testing.assert_array_equal(found, parameters["1.bias"])


@pytest.mark.parametrize("units", [3, 16, 70, 300])
def test_multiply_one_is_the_product_with_the_weights(units, draw, dtype, tolerance) -> None:
    inputs, weights = np.maximum(draw(30), 0), draw(30, units)
    # What lies after the sums must not change.
    sums = np.full(units + 20, 7, dtype)

    multiply_one(inputs, weights, sums[:units])

    np.testing.assert_allclose(sums[:units], inputs @ weights, rtol=0, atol=10 * tolerance)
    assert (sums[units:] == 7).all()
