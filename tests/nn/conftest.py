"""What tests of the network share: a generator, and the two forms of the kernels."""

from collections.abc import Iterator

import numpy as np
import pytest

from glassnet.engine.kernel import Form, compiler_available, using


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(12)


@pytest.fixture(params=["plain", "compiled"])
def form(request: pytest.FixtureRequest) -> Iterator[Form]:
    if request.param == "compiled" and not compiler_available():
        pytest.skip("compiled kernels need numba, which is not installed")
    with using(request.param):
        yield request.param
