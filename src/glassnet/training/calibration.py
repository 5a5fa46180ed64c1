"""Two numbers chosen on validation: a temperature and the least evidence of a digit.

The temperature makes a network's confidence mean what it says (Guo et al. 2017).
"""

from __future__ import annotations

from typing import Final

import numpy as np

from glassnet.nn import Array

LOWEST: Final = 0.05
HIGHEST: Final = 20.0


def best_temperature(logits: Array, labels: Array) -> float:
    """The T that gives softmax(logits / T) the least cross-entropy on `labels`.

    Golden-section search over log T in 0.05..20, where the cross-entropy has one minimum in 1 / T.
    """
    ratio = (5**0.5 - 1) / 2
    low, high = np.log(LOWEST), np.log(HIGHEST)
    for _ in range(40):
        left, right = high - ratio * (high - low), low + ratio * (high - low)
        if _cross_entropy(logits, labels, np.exp(left)) < _cross_entropy(
            logits, labels, np.exp(right)
        ):
            high = right
        else:
            low = left
    return float(np.exp((low + high) / 2))


def least_evidence(evidence: Array, refused: float) -> float:
    """The highest threshold that at most a share `refused` of `evidence` `(count,)` falls short of."""
    return float(np.sort(evidence)[int(refused * len(evidence))])


def _cross_entropy(logits: Array, labels: Array, temperature: float) -> float:
    scaled = logits.astype(np.float64) / temperature
    totals = np.logaddexp.reduce(scaled, axis=1)
    return float((totals - scaled[np.arange(len(labels)), labels]).mean())
