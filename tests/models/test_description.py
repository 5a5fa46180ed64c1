"""A model in words and plain values."""

import json

import pytest

from glassnet.models import Model
from glassnet.models.description import describe, describe_network, summarize_network
from glassnet.nn import Conv2D, Dense, Dropout, Flatten, LeakyReLU, MaxPool2D, Network, ReLU


@pytest.mark.parametrize(
    ("network", "words"),
    [
        (Network((Dense(256, ReLU()), Dense(10)), (784,)), "784, dense 256 relu, dense 10"),
        (
            Network((Flatten(), Dropout(0.25), Dense(10, LeakyReLU(0.2))), (28, 28)),
            "28x28, flatten, dropout 0.25, dense 10 leaky_relu",
        ),
    ],
)
def test_an_architecture_is_one_line(network: Network, words: str) -> None:
    assert describe_network(network) == words


def test_a_description_is_plain_values(small_model: Model) -> None:
    described = describe(small_model)

    assert json.loads(json.dumps(described)) == described
    assert described["parameters"] == 784 * 16 + 16 + 16 * 10 + 10
    assert described["made_by"] == "glassnet train small.toml"
    assert [metric["set"] for metric in described["metrics"]] == [
        "small validation (100)",
        "small test (100)",
    ]


@pytest.mark.parametrize(
    ("network", "summary"),
    [
        (Network((Dense(256, ReLU()), Dropout(0.2), Dense(10)), (784,)), "784-256-10"),
        (
            Network((Conv2D(24, 5), MaxPool2D(), Flatten(), Dense(10)), (28, 28, 1)),
            "28x28x1, conv 24, dense 10",
        ),
    ],
)
def test_a_summary_has_the_sizes_of_the_main_layers(network: Network, summary: str) -> None:
    assert summarize_network(network) == summary
