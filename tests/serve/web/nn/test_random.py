"""The generators of the page draw NumPy's numbers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

ENTROPIES = ([0], [1, 2, 3], [0x3E167, 0], [0x0BDE5, 2**40 + 5, 3], [5, 0, 0, 7, 2**33, 11])


def test_draws_equal_numpys_bit_for_bit(run_node: Callable[..., str], pack: Callable) -> None:
    cases = []
    for entropy in ENTROPIES:
        rng = np.random.default_rng(entropy)
        cases.append(
            {
                "entropy": entropy,
                "random": pack(rng.random(500)),
                "random_float32": pack(rng.random(501, np.float32)),
                "uniform": pack(rng.uniform(-0.3, 0.7, 500)),
                "integers": pack(rng.integers(-5, 37, 500)),
                "large_integers": pack(rng.integers(0, 3_000_000_000, 500)),
                "permutation": pack(rng.permutation(70_000)),
                "normal": pack(rng.standard_normal(20_000)),
                "after": pack(rng.random(3)),
            }
        )
    legacy = []
    for seed in (0, 2, 2**32 - 1):
        state = np.random.RandomState(seed)
        legacy.append(
            {"seed": seed, "normal": pack(state.randn(20_001)), "random": pack(state.rand(700))}
        )
    run_node("random.test.mjs", {"cases": cases, "legacy": legacy})
