"""What tests of the engine share: a generator of random numbers, and compiled code for small work."""

from collections.abc import Iterator

import numpy as np
import pytest

from glassnet.engine import implementation_in_use, using


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(12)


@pytest.fixture(autouse=True)
def work_is_compiled() -> Iterator[None]:
    """Run the smallest work compiled, too, as the tests mean it, where the compiler is installed."""
    with using(implementation_in_use()):
        yield
