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
