"""Prediction of one image at a time is that of the network for a batch."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from glassnet import nn
from glassnet.engine import prepare_classifier, prepare_one, using
from glassnet.engine.kernel import Implementation, compiler_available
from glassnet.nn import (
    GELU,
    Activate,
    Array,
    AveragePool2D,
    Conv2D,
    Dense,
    Dropout,
    DtypeError,
    Flatten,
    Identity,
    LayerNorm,
    LeakyReLU,
    MaxPool2D,
    Network,
    Parameters,
    ReLU,
    ShapeError,
    Sigmoid,
    Tanh,
)

IMPLEMENTATIONS = ["reference", *["compiled"] * compiler_available()]
DENSE = {
    "dense": Network((Dense(7, Tanh()), Dense(5, Sigmoid()), Dense(4)), (12,)),
    "dense on images": Network((Flatten(), Dense(6, LeakyReLU(0.1)), Dense(4)), (3, 4, 1)),
    "linear": Network((Dense(4, Identity()),), (12,)),
    "wide": Network((Dense(130, ReLU()), Dense(3), Dense(4, Tanh())), (12,)),
    "with dropout": Network((Dense(9), Dropout(0.5), Dense(5)), (12,)),
    "with GELU": Network((Dense(9, GELU()), Dense(5)), (12,)),
}
CONVOLUTIONS = {
    "one": (Conv2D(3, 2, activation=ReLU()),),
    "pooled": (Conv2D(24, 3), MaxPool2D(2), Activate(LeakyReLU(0.2))),
    "with a border": (Conv2D(5, 3, padding="same", activation=Tanh()), MaxPool2D(3, 2)),
    "with strides": (Conv2D(4, (2, 3), stride=2, padding=1), MaxPool2D(2, 1)),
    "two": (Conv2D(16, 2, activation=Sigmoid()), Conv2D(33, 2), MaxPool2D(2), Activate(ReLU())),
    "and others": (Conv2D(4, 2), AveragePool2D(2), Dropout(0.2), LayerNorm()),
    "after others": (Dropout(0.1), Conv2D(4, 2), MaxPool2D(2)),
}
NETWORKS = DENSE | {
    name: Network((*layers, Flatten(), Dropout(0.3), Dense(6, ReLU()), Dense(5)), (9, 8, 2))
    for name, layers in CONVOLUTIONS.items()
}
NETWORKS["convolutions alone"] = Network((Conv2D(3, (9, 8)), Flatten()), (9, 8, 2))


def examples(network: Network, count: int) -> Array:
    return np.random.default_rng(0).normal(size=(count, *network.input_shape))


def parameters_of(network: Network, dtype: type = np.float64) -> Parameters:
    rng = np.random.default_rng(1)
    parameters = network.initialize(rng, np.float64)
    parameters.vector += rng.normal(0, 0.1, parameters.vector.size)
    return parameters.astype(dtype)


@pytest.mark.parametrize("implementation", IMPLEMENTATIONS)
@pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS)
@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-13), (np.float32, 1e-5)])
def test_outputs_for_one_are_those_that_the_network_has_for_many(
    network: Network, implementation: Implementation, dtype: type, tolerance: float
) -> None:
    parameters, inputs = parameters_of(network, dtype), examples(network, 5).astype(dtype)
    expected = nn.outputs(network, parameters, inputs)

    with using(implementation):
        predict = prepare_one(network, parameters)
        found = [predict(each) for each in inputs]

    assert found[0].dtype == dtype
    np.testing.assert_allclose(found, expected, rtol=0, atol=tolerance)


@pytest.mark.parametrize("implementation", IMPLEMENTATIONS)
@pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS)
def test_the_class_of_one_is_that_with_the_largest_output(
    network: Network, implementation: Implementation
) -> None:
    parameters, inputs = parameters_of(network), examples(network, 30)
    parameters.vector *= 3
    # So that every class is the largest for some of the examples.
    mean = nn.outputs(network, parameters, inputs).mean(axis=0)
    parameters.vector[-network.output_shape[0] :] -= mean
    outputs = nn.outputs(network, parameters, inputs)
    second, largest = np.sort(outputs, axis=1)[:, -2:].T

    with using(implementation):
        classify = prepare_classifier(network, parameters)
        found = [classify(each) for each in inputs]

    assert all(type(each) is int for each in found)
    # Of two outputs that are at their limit, rounding decides.
    distinct = largest - second > 1e-9
    assert (np.array(found) == outputs.argmax(axis=1))[distinct].all()
    assert len(set(np.array(found)[distinct].tolist())) > 1


@pytest.mark.parametrize("name", ["dense", "pooled", "and others"])
def test_it_uses_later_values_of_the_parameters(name: str) -> None:
    network = NETWORKS[name]
    parameters = network.initialize(np.random.default_rng(0))
    example = np.ones(network.input_shape, np.float32)
    predict, classes = prepare_one(network, parameters), []
    for largest in (0, 2):
        parameters.vector[-network.output_shape[0] :] = 0
        parameters.vector[largest - network.output_shape[0]] = 100
        classes.append(predict(example).argmax())

    assert classes == [0, 2]


@pytest.mark.parametrize("name", NETWORKS)
def test_an_example_may_have_any_memory_order(name: str) -> None:
    network = NETWORKS[name]
    predict = prepare_one(network, network.initialize(np.random.default_rng(0)))
    (example,) = examples(network, 1).astype(np.float32)

    strided = np.repeat(example, 2, axis=0)[::2]

    np.testing.assert_array_equal(predict(strided), predict(example))


@pytest.mark.parametrize("name", ["dense", "pooled", "and others"])
def test_outputs_are_arrays_of_their_own(name: str) -> None:
    network = NETWORKS[name]
    predict = prepare_one(network, parameters_of(network))
    first, second = examples(network, 2)
    outputs = predict(first)
    before = outputs.copy()
    predict(second)

    np.testing.assert_array_equal(outputs, before)


@pytest.mark.parametrize("name", ["dense", "pooled", "and others"])
def test_any_thread_may_ask(name: str) -> None:
    network = NETWORKS[name]
    predict, inputs = prepare_one(network, parameters_of(network)), examples(network, 40)
    expected = [predict(each) for each in inputs]
    found: list[list[Array]] = [[] for _ in range(4)]

    def ask(answers: list[Array]) -> None:
        answers.extend(predict(each) for each in inputs)

    threads = [threading.Thread(target=ask, args=(answers,)) for answers in found]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    for answers in found:
        np.testing.assert_array_equal(answers, expected)


@pytest.mark.parametrize("name", ["dense", "pooled", "and others"])
@pytest.mark.parametrize("dtype", [np.uint8, np.float64])
def test_numbers_of_another_dtype_are_refused(name: str, dtype: type) -> None:
    network = NETWORKS[name]
    predict = prepare_one(network, network.initialize(np.random.default_rng(0)))

    with pytest.raises(DtypeError, match="numbers of the dtype of its parameters, float32, got"):
        predict(np.ones(network.input_shape, dtype))


def test_parameters_of_another_network_are_refused() -> None:
    smaller = Network((Dense(3),), (12,)).initialize(np.random.default_rng(0))

    with pytest.raises(ShapeError, match="parameters in its own layout"):
        prepare_one(NETWORKS["dense"], smaller)


@pytest.mark.parametrize("name", ["dense", "pooled", "and others"])
def test_an_example_of_another_shape_is_refused(name: str) -> None:
    network = NETWORKS[name]
    predict = prepare_one(network, network.initialize(np.random.default_rng(0)))

    with pytest.raises(ShapeError, match=r"an example of shape \(.*Pass one at a time"):
        predict(np.ones((1, *network.input_shape), np.float32))
