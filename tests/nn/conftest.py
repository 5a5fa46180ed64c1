"""What tests of the reference implementation share: a generator of random numbers."""

import numpy as np
import pytest


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(12)
