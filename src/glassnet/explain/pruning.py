"""Pruning by magnitude: the smallest weights of the whole network become zero.

Source: Han et al. 2015, "Learning both weights and connections for efficient neural networks", without
training afterwards.
"""

from __future__ import annotations

import numpy as np

from glassnet.errors import expect_in_closed_interval
from glassnet.explain.quantization import names_of_weights
from glassnet.nn import Network, Parameters


def prune(network: Network, parameters: Parameters, kept: float) -> Parameters:
    """The parameters with only the share `kept` of the weights, those largest in size; the others are 0.

    Weights of all dense layers and convolutions are compared with each other; of equal ones the first stay.
    round(kept * count) of them stay; biases do. In a vector of their own. Raises `SettingError` unless
    0 <= kept <= 1.
    """
    expect_in_closed_interval("Pruning", "kept", kept, 0, 1)
    network.expect_own(parameters)
    pruned = parameters.copy()
    weights = [pruned[name] for name in names_of_weights(network)]
    sizes = np.abs(np.concatenate([each.ravel() for each in weights]))
    removed = np.argsort(-sizes, kind="stable")[round(kept * len(sizes)) :]
    keeps = np.ones(len(sizes), bool)
    keeps[removed] = False
    start = 0
    for each in weights:
        each[...] *= keeps[start : start + each.size].reshape(each.shape)
        start += each.size
    return pruned


def count_stored_bytes(kept: int, weights: int, parameters: int) -> int:
    """The bytes of so many `parameters`, of whose `weights` so many are `kept`.

    Four bytes for each number that stays, biases among them, and one bit for each weight that says whether it
    does; without these bits where all stay.
    """
    bits = 0 if kept == weights else weights
    return 4 * (parameters - weights + kept) + (bits + 7) // 8


def count_weights(network: Network, parameters: Parameters) -> tuple[int, int]:
    """How many weights of dense layers and convolutions are not zero, and how many there are."""
    weights = [parameters[name] for name in names_of_weights(network)]
    return sum(int(np.count_nonzero(each)) for each in weights), sum(each.size for each in weights)
