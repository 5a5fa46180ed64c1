"""What tests of several parts of `explain` share."""

import numpy as np
import pytest

from glassnet.data import LabeledImages
from glassnet.data.simulated import simulate
from glassnet.models import Model, load_model


@pytest.fixture(scope="session")
def tiny() -> Model:
    return load_model("tiny")


@pytest.fixture(scope="session")
def digits() -> LabeledImages:
    return simulate(np.random.default_rng(2), 300)


def layers_of(model: Model) -> list[tuple[np.ndarray, np.ndarray]]:
    """Weights and biases of a dense model, in float64."""
    count = len(model.parameters) // 2
    return [
        (
            model.parameters[f"{i}.weights"].astype(np.float64),
            model.parameters[f"{i}.bias"].astype(np.float64),
        )
        for i in range(1, count + 1)
    ]
