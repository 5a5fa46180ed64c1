"""The random numbers that `numpy.random.seed` and `randn` give, for tutorials that print what they got."""

from __future__ import annotations

from typing import Any

import numpy as np


class LegacyDraws(np.random.Generator):
    """A generator whose draws for initializers are those of `numpy.random.RandomState(seed)`."""

    def __init__(self, seed: int) -> None:
        self._legacy = np.random.RandomState(seed)
        super().__init__(np.random.MT19937(seed))

    def standard_normal(self, *arguments: Any, **named: Any) -> Any:
        """Draws from N(0, 1), as `randn` makes them."""
        return self._legacy.standard_normal(*arguments, **named)

    def uniform(self, *arguments: Any, **named: Any) -> Any:
        """Draws from U[low, high)."""
        return self._legacy.uniform(*arguments, **named)
