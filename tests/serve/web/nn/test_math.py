"""The functions of the page are right to a few units in the last place, and their bits never change."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

MAX_ULPS = {
    "exp": 1.5, "expm1": 2.5, "tanh": 3.0, "sigmoid": 3.5, "log": 1.5, "log1p": 1.5, "erf": 8.0, "cosPi": 5.0,
}  # fmt: skip


def test_functions_equal_those_of_the_standard_library(
    run_node: Callable[..., str], pack: Callable
) -> None:
    rng = np.random.default_rng(3)
    small = np.concatenate([rng.uniform(-1, 1, 3000), 10.0 ** rng.uniform(-300, -1, 500)])
    middle = np.concatenate([small, rng.uniform(-9, 9, 3000)])
    positive = np.concatenate([np.abs(middle), 10.0 ** rng.uniform(-320, 308, 500)])
    everywhere = np.concatenate([middle, rng.uniform(-740, 709, 1000)])
    cases = {
        "exp": (everywhere, math.exp),
        "expm1": (everywhere, math.expm1),
        "tanh": (everywhere, math.tanh),
        "sigmoid": (middle, lambda x: 1 / (1 + math.exp(-x))),
        "log": (positive, math.log),
        "log1p": (np.concatenate([positive, -rng.random(3000)]), math.log1p),
        "erf": (middle, math.erf),
        "cosPi": (rng.random(2000), lambda t: math.cos(math.pi * t) if t != 0.5 else 0.0),
    }
    data = [
        {
            "name": name,
            "inputs": pack(inputs),
            "outputs": pack([function(x) for x in inputs]),
            "ulps": MAX_ULPS[name],
        }
        for name, (inputs, function) in cases.items()
    ]
    run_node("math.test.mjs", data)
