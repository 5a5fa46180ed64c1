"""The draws of `numpy.random.seed`, behind the interface of a generator."""

import numpy as np

from glassnet.recipes.legacy_draws import LegacyDraws


def test_draws_are_those_of_the_legacy_generator() -> None:
    draws, legacy = LegacyDraws(2), np.random.RandomState(2)

    np.testing.assert_array_equal(draws.standard_normal((3, 4)), legacy.randn(3, 4))
    np.testing.assert_array_equal(draws.uniform(-0.5, 0.5, (5,)), legacy.rand(5) - 0.5)
