"""Initializers: the first values of weights and biases.

Weights must differ, or all neurons of a layer would learn the same; and they must have the right
scale, or activations grow or shrink from layer to layer. With inputs of variance v, a sum of
`fan_in` inputs has variance v * fan_in * Var(weight): the scales below follow from that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np

from glassnet.errors import expect_one_of, expect_positive
from glassnet.nn.arrays import Array, Shape

__all__ = [
    "Glorot", "He", "Initializer", "LeCun", "ScaledNormal", "UniformRange", "Zeros",
]  # fmt: skip


class Initializer(Protocol):
    """Draws the first value of one array of parameters."""

    def __call__(self, rng: np.random.Generator, shape: Shape, fan_in: int, fan_out: int) -> Array:
        """An array of `shape`, for neurons with `fan_in` inputs and `fan_out` outputs."""
        ...


@dataclass(frozen=True)
class Zeros:
    """All zero: right for biases, useless for weights (all neurons of a layer stay equal)."""

    def __call__(self, rng: np.random.Generator, shape: Shape, fan_in: int, fan_out: int) -> Array:
        """Zeros of `shape`."""
        return np.zeros(shape)


@dataclass(frozen=True)
class He:
    """Normal with variance 2 / fan_in: keeps the variance of activations through ReLU (He et al. 2015)."""

    def __call__(self, rng: np.random.Generator, shape: Shape, fan_in: int, fan_out: int) -> Array:
        """Draws from N(0, 2 / fan_in)."""
        return rng.standard_normal(shape) * np.sqrt(2 / fan_in)


@dataclass(frozen=True)
class Glorot:
    """Uniform with variance 2 / (fan_in + fan_out): for both passes (Glorot, Bengio 2010)."""

    def __call__(self, rng: np.random.Generator, shape: Shape, fan_in: int, fan_out: int) -> Array:
        """Draws from U(-limit, limit) with limit = sqrt(6 / (fan_in + fan_out))."""
        limit = np.sqrt(6 / (fan_in + fan_out))
        return rng.uniform(-limit, limit, shape)


@dataclass(frozen=True)
class LeCun:
    """Normal with variance 1 / fan_in: for tanh and sigmoid (LeCun et al. 1998)."""

    def __call__(self, rng: np.random.Generator, shape: Shape, fan_in: int, fan_out: int) -> Array:
        """Draws from N(0, 1 / fan_in)."""
        return rng.standard_normal(shape) * np.sqrt(1 / fan_in)


@dataclass(frozen=True)
class ScaledNormal:
    """Normal with a standard deviation of your choice.

    `drawn="outputs_first"` draws the array transposed, as code does that stores weights as
    (outputs, inputs): with the same generator both then hold the same numbers.
    """

    scale: float = 0.01
    drawn: Literal["inputs_first", "outputs_first"] = "inputs_first"

    def __post_init__(self) -> None:
        expect_positive("ScaledNormal", "scale", self.scale)
        expect_one_of("ScaledNormal", "drawn", self.drawn, ("inputs_first", "outputs_first"))

    def __call__(self, rng: np.random.Generator, shape: Shape, fan_in: int, fan_out: int) -> Array:
        """Draws from N(0, scale^2)."""
        if self.drawn == "outputs_first":
            return rng.standard_normal(shape[::-1]).T * self.scale
        return rng.standard_normal(shape) * self.scale


@dataclass(frozen=True)
class UniformRange:
    """Uniform between two numbers of your choice."""

    low: float = -0.5
    high: float = 0.5

    def __post_init__(self) -> None:
        expect_positive("UniformRange", "high - low", self.high - self.low)

    def __call__(self, rng: np.random.Generator, shape: Shape, fan_in: int, fan_out: int) -> Array:
        """Draws from U[low, high)."""
        return rng.uniform(self.low, self.high, shape)


INITIALIZERS: dict[str, type] = {
    "zeros": Zeros,
    "he": He,
    "glorot": Glorot,
    "lecun": LeCun,
    "scaled_normal": ScaledNormal,
    "uniform_range": UniformRange,
}
