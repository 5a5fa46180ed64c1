"""Gradient rules: changes to the gradients before the optimizer uses them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from glassnet.errors import expect_positive
from glassnet.nn.parameters import Parameters

__all__ = ["ClipNorm", "ClipValue", "GradientRule", "L1Penalty", "WeightDecay"]


class GradientRule(Protocol):
    """Changes gradients in place, given the parameters."""

    def __call__(self, parameters: Parameters, gradients: Parameters) -> None:
        """Apply the rule to `gradients`."""
        ...


@dataclass(frozen=True)
class WeightDecay:
    """g <- g + rate w for weights, not for biases: the gradient of rate / 2 * sum of w^2 (L2)."""

    rate: float

    def __post_init__(self) -> None:
        expect_positive("WeightDecay", "rate", self.rate)

    def __call__(self, parameters: Parameters, gradients: Parameters) -> None:
        """Pull every weight towards zero."""
        for name, gradient in gradients.items():
            if name.endswith("weights"):
                gradient += gradient.dtype.type(self.rate) * parameters[name]


@dataclass(frozen=True)
class L1Penalty:
    """g <- g + rate sign(w) for weights, not for biases: the gradient of rate * sum of |w| (L1).

    |w| has no derivative at 0; 0 is taken there, one of its subgradients.
    """

    rate: float

    def __post_init__(self) -> None:
        expect_positive("L1Penalty", "rate", self.rate)

    def __call__(self, parameters: Parameters, gradients: Parameters) -> None:
        """Pull every weight towards zero, all by the same amount."""
        for name, gradient in gradients.items():
            if name.endswith("weights"):
                gradient += gradient.dtype.type(self.rate) * np.sign(parameters[name])


@dataclass(frozen=True)
class ClipNorm:
    """Scales all gradients together so that their joint norm is at most `limit`."""

    limit: float

    def __post_init__(self) -> None:
        expect_positive("ClipNorm", "limit", self.limit)

    def __call__(self, parameters: Parameters, gradients: Parameters) -> None:
        """g <- g * limit / |g| where |g| > limit (Pascanu et al. 2013)."""
        with np.errstate(over="ignore"):
            norm = float(np.linalg.norm(gradients.vector))
        if norm == np.inf:
            # The squares of float32 numbers overflow above 1e19.
            norm = float(np.linalg.norm(gradients.vector.astype(np.float64)))
        if norm > self.limit:
            gradients.vector *= self.limit / norm


@dataclass(frozen=True)
class ClipValue:
    """Limits every entry of the gradient to -limit .. limit."""

    limit: float

    def __post_init__(self) -> None:
        expect_positive("ClipValue", "limit", self.limit)

    def __call__(self, parameters: Parameters, gradients: Parameters) -> None:
        """g <- max(-limit, min(g, limit))."""
        np.clip(gradients.vector, -self.limit, self.limit, out=gradients.vector)


GRADIENT_RULES: dict[str, type] = {
    "weight_decay": WeightDecay,
    "l1_penalty": L1Penalty,
    "clip_norm": ClipNorm,
    "clip_value": ClipValue,
}
