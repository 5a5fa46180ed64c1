from __future__ import annotations

import numpy as np
import pytest

from glassnet.nn import Conv2D, Dense, Dropout, Flatten, Network, ReLU, Sigmoid
from glassnet.nn.prediction import reader_of_one

NETWORKS = {
    "dense": Network((Dense(9, Sigmoid()), Dense(5)), (12,)),
    "of images": Network((Conv2D(3, 2, activation=ReLU()), Flatten(), Dense(5)), (3, 4, 1)),
    "dense on images": Network((Flatten(), Dense(5)), (3, 4, 1)),
    "with dropout": Network((Dense(9), Dropout(0.5), Dense(5)), (12,)),
}


@pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS)
def test_it_reads_one_example_as_the_network_reads_many(network: Network) -> None:
    rng = np.random.default_rng(0)
    parameters = network.initialize(rng)
    inputs = rng.normal(size=(30, *network.input_shape)).astype(np.float32)
    read = reader_of_one(network, parameters)

    expected = network.forward(parameters, inputs).outputs[-1].argmax(axis=1)

    assert [read(each) for each in inputs] == expected.tolist()
    assert len(set(expected.tolist())) > 1


def test_it_sees_later_changes_of_the_parameters() -> None:
    network = NETWORKS["dense"]
    parameters = network.initialize(np.random.default_rng(0))
    read = reader_of_one(network, parameters)
    parameters["2.bias"][:] = [0, 0, 100, 0, 0]

    assert read(np.ones(12, np.float32)) == 2
