from __future__ import annotations

import numpy as np
import pytest
from glassnet.nn.prediction import outputs_by_one, reader_of_one

from glassnet.engine.kernel import compiler_available, using
from glassnet.nn import (
    Activate,
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
    ReLU,
    ShapeError,
    Sigmoid,
    Tanh,
)

FORMS = ["plain", *["compiled"] * compiler_available()]
DENSE = {
    "dense": Network((Dense(7, Tanh()), Dense(5, Sigmoid()), Dense(4)), (12,)),
    "dense on images": Network((Flatten(), Dense(6, LeakyReLU(0.1)), Dense(4)), (3, 4, 1)),
    "linear": Network((Dense(4, Identity()),), (12,)),
    "wide": Network((Dense(130, ReLU()), Dense(3), Dense(4, Tanh())), (12,)),
    "with dropout": Network((Dense(9), Dropout(0.5), Dense(5)), (12,)),
}
CONVOLUTIONS = {
    "one": (Conv2D(3, 2, activation=ReLU()),),
    "pooled": (Conv2D(24, 3), MaxPool2D(2), Activate(LeakyReLU(0.2))),
    "with a border": (Conv2D(5, 3, padding="same", activation=Tanh()), MaxPool2D(3, 2)),
    "with steps": (Conv2D(4, (2, 3), stride=2, padding=1), MaxPool2D(2, 1)),
    "two": (Conv2D(16, 2, activation=Sigmoid()), Conv2D(33, 2), MaxPool2D(2), Activate(ReLU())),
    "and others": (Conv2D(4, 2), AveragePool2D(2), Dropout(0.2), LayerNorm()),
    "behind others": (Dropout(0.1), Conv2D(4, 2), MaxPool2D(2)),
}
NETWORKS = DENSE | {
    name: Network((*layers, Flatten(), Dropout(0.3), Dense(6, ReLU()), Dense(5)), (9, 8, 2))
    for name, layers in CONVOLUTIONS.items()
}
ONLY_CONVOLUTIONS = Network((Conv2D(3, (9, 8)), Flatten()), (9, 8, 2))


def examples(network: Network, count: int) -> np.ndarray:
    return np.random.default_rng(0).normal(size=(count, *network.input_shape))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS)
def test_outputs_for_one_are_those_that_the_network_has_for_many(network: Network, form) -> None:
    rng = np.random.default_rng(1)
    parameters = network.initialize(rng, np.float64)
    parameters.vector += rng.normal(0, 0.1, parameters.vector.size)
    inputs = examples(network, 5)
    expected = network.forward(parameters, inputs).outputs[-1]

    with using(form):
        outputs = outputs_by_one(network, parameters)
        found = [outputs(each) for each in inputs]

    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-13)


@pytest.mark.parametrize("network", [*NETWORKS.values(), ONLY_CONVOLUTIONS])
def test_it_reads_one_example_as_the_network_reads_many(network: Network) -> None:
    parameters = network.initialize(np.random.default_rng(0))
    parameters.vector *= 3
    inputs = examples(network, 30).astype(np.float32)
    read = reader_of_one(network, parameters)

    outputs = network.forward(parameters, inputs).outputs[-1]
    second, best = np.sort(outputs, axis=1)[:, -2:].T
    # Of two outputs that are at their limit, rounding decides.
    clear = best - second > 1e-5

    found = np.array([read(each) for each in inputs])
    assert (found == outputs.argmax(axis=1))[clear].all()
    assert len(set(found[clear].tolist())) > 1


@pytest.mark.parametrize("name", ["dense", "pooled", "and others"])
def test_it_sees_later_changes_of_the_parameters(name: str) -> None:
    network = NETWORKS[name]
    parameters = network.initialize(np.random.default_rng(0))
    example = np.ones(network.input_shape, np.float32)
    read, classes = reader_of_one(network, parameters), []
    for wanted in (0, 2):
        parameters.vector[-network.output_shape[0] :] = 0
        parameters.vector[wanted - network.output_shape[0]] = 100
        classes.append(read(example))

    assert classes == [0, 2]


@pytest.mark.parametrize("name", NETWORKS)
def test_an_example_may_lie_anywhere_in_memory(name: str) -> None:
    network = NETWORKS[name]
    outputs = outputs_by_one(network, network.initialize(np.random.default_rng(0)))
    (example,) = examples(network, 1).astype(np.float32)

    strided = np.repeat(example, 2, axis=0)[::2]

    np.testing.assert_array_equal(outputs(strided), outputs(example))


@pytest.mark.parametrize("name", ["dense", "pooled", "and others"])
@pytest.mark.parametrize("dtype", [np.uint8, np.float64])
def test_numbers_of_another_precision_are_refused(name: str, dtype: type) -> None:
    network = NETWORKS[name]
    read = reader_of_one(network, network.initialize(np.random.default_rng(0)))

    with pytest.raises(DtypeError, match="numbers of its parameters' float32"):
        read(np.ones(network.input_shape, dtype))


def test_parameters_of_another_network_are_refused() -> None:
    smaller = Network((Dense(3),), (12,)).initialize(np.random.default_rng(0))

    with pytest.raises(ShapeError, match="parameters in its own layout"):
        reader_of_one(NETWORKS["dense"], smaller)


@pytest.mark.parametrize("name", ["dense", "pooled", "and others"])
def test_an_example_of_another_shape_is_refused(name: str) -> None:
    network = NETWORKS[name]
    read = reader_of_one(network, network.initialize(np.random.default_rng(0)))

    with pytest.raises(ShapeError, match=r"an example of shape \(.*One at a time"):
        read(np.ones((1, *network.input_shape), np.float32))
