"""A model in words and plain values."""

import json

import pytest

from glassnet.models import Model
from glassnet.models.description import architecture, describe
from glassnet.nn import Dense, Dropout, Flatten, LeakyReLU, Network, ReLU


@pytest.mark.parametrize(
    ("network", "words"),
    [
        (Network((Dense(256, ReLU()), Dense(10))), "784, dense 256 relu, dense 10"),
        (
            Network((Flatten(), Dropout(0.25), Dense(10, LeakyReLU(0.2))), (28, 28)),
            "28x28, flatten, dropout 0.25, dense 10 leaky_relu",
        ),
    ],
)
def test_an_architecture_is_one_line(network: Network, words: str) -> None:
    assert architecture(network) == words


def test_a_description_is_plain_values(small_model: Model) -> None:
    described = describe(small_model)

    assert json.loads(json.dumps(described)) == described
    assert described["parameters"] == 784 * 16 + 16 + 16 * 10 + 10
    assert described["made_by"] == "glassnet train small.toml"
    assert [figure["set"] for figure in described["figures"]] == [
        "small validation (100)",
        "small test (100)",
    ]
