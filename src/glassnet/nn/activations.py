"""Activation functions: what a neuron does with its weighted sum.

Each one is written twice, forward and backward. With x the sums (pre-activations) `(batch, ...)` and
y = f(x) the outputs, `backward` returns dL/dx = dL/dy * f'(x), all of the same shape. Where the
derivative follows from the output alone (tanh' = 1 - tanh^2), the sums need not be kept, and
`needs_sums` is False. Logits are the outputs of a last layer that softmax turns into probabilities.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import erf, pi, sqrt
from typing import ClassVar, Protocol

import numpy as np

from glassnet.errors import (
    SettingError,
    expect_in_half_open_interval,
    expect_positive,
    format_error,
)
from glassnet.nn.arrays import Array

__all__ = [
    "ELU", "GELU", "Activation", "Identity", "LeakyReLU", "ReLU", "SiLU", "Sigmoid", "Softmax",
    "Softplus", "Tanh", "log_softmax", "softmax",
]  # fmt: skip


class Activation(Protocol):
    """A function of a layer's sums, and its derivative."""

    needs_sums: ClassVar[bool]
    """Whether `backward` reads `sums`; if not, it may be given anything in their place."""

    def forward(self, sums: Array) -> Array:
        """The outputs, of the shape of `sums`."""
        ...

    def backward(self, sums: Array, outputs: Array, d_outputs: Array) -> Array:
        """dL/d(sums), given sums and outputs of `forward`, and dL/d(outputs)."""
        ...


def expect_activation(where: str, value: object) -> None:
    """Raise `SettingError` unless `value` is an activation, and not its name or class."""
    if isinstance(value, type) or not hasattr(value, "forward"):
        remedy = "Write ReLU(), with parentheses and without quotes."
        raise SettingError(format_error(where, "an activation", repr(value), remedy))


@dataclass(frozen=True)
class Identity:
    """f(x) = x: for the last layer before a loss on logits."""

    needs_sums: ClassVar[bool] = False

    def forward(self, sums: Array) -> Array:
        """x."""
        return sums

    def backward(self, sums: Array, outputs: Array, d_outputs: Array) -> Array:
        """f'(x) = 1."""
        return d_outputs


@dataclass(frozen=True)
class ReLU:
    """f(x) = max(x, 0); the derivative at the kink is taken as 0."""

    needs_sums: ClassVar[bool] = False

    def forward(self, sums: Array) -> Array:
        """max(x, 0)."""
        return np.maximum(sums, 0)

    def backward(self, sums: Array, outputs: Array, d_outputs: Array) -> Array:
        """f'(x) = 1 where f(x) > 0, else 0."""
        return d_outputs * (outputs > 0)


@dataclass(frozen=True)
class LeakyReLU:
    """f(x) = x above 0 and slope * x below, so that every neuron keeps a gradient (Maas et al. 2013)."""

    slope: float = 0.01
    needs_sums: ClassVar[bool] = False

    def __post_init__(self) -> None:
        # Above zero f keeps the sign of x, so the derivative follows from the output.
        expect_in_half_open_interval("LeakyReLU", "slope", self.slope, 0, 1)

    def forward(self, sums: Array) -> Array:
        """x where x > 0, else slope * x."""
        return np.where(sums > 0, sums, sums.dtype.type(self.slope) * sums)

    def backward(self, sums: Array, outputs: Array, d_outputs: Array) -> Array:
        """f'(x) = 1 where f(x) > 0, else slope."""
        return np.where(outputs > 0, d_outputs, outputs.dtype.type(self.slope) * d_outputs)


@dataclass(frozen=True)
class ELU:
    """f(x) = x above 0 and alpha (exp(x) - 1) below (Clevert et al. 2015)."""

    alpha: float = 1.0
    needs_sums: ClassVar[bool] = False

    def __post_init__(self) -> None:
        expect_positive("ELU", "alpha", self.alpha)

    def forward(self, sums: Array) -> Array:
        """x where x > 0, else alpha (exp(x) - 1)."""
        return np.where(sums > 0, sums, self._alpha(sums) * np.expm1(np.minimum(sums, 0)))

    def backward(self, sums: Array, outputs: Array, d_outputs: Array) -> Array:
        """f'(x) = 1 where f(x) > 0, else f(x) + alpha."""
        return d_outputs * np.where(outputs > 0, 1, outputs + self._alpha(outputs))

    def _alpha(self, array: Array) -> np.floating:
        return array.dtype.type(self.alpha)


@dataclass(frozen=True)
class Sigmoid:
    """f(x) = 1 / (1 + exp(-x)), between 0 and 1."""

    needs_sums: ClassVar[bool] = False

    def forward(self, sums: Array) -> Array:
        """(1 + tanh(x / 2)) / 2, which is the same and cannot overflow."""
        return sigmoid(sums)

    def backward(self, sums: Array, outputs: Array, d_outputs: Array) -> Array:
        """f'(x) = f(x) (1 - f(x))."""
        return d_outputs * (outputs * (1 - outputs))


@dataclass(frozen=True)
class Tanh:
    """f(x) = tanh(x), between -1 and 1."""

    needs_sums: ClassVar[bool] = False

    def forward(self, sums: Array) -> Array:
        """tanh(x)."""
        return np.tanh(sums)

    def backward(self, sums: Array, outputs: Array, d_outputs: Array) -> Array:
        """f'(x) = 1 - f(x)^2."""
        return d_outputs * (1 - outputs * outputs)


@dataclass(frozen=True)
class GELU:
    """f(x) = x P(x), with P(x) = (1 + erf(x / sqrt(2))) / 2 the normal distribution (Hendrycks 2016)."""

    needs_sums: ClassVar[bool] = True

    def forward(self, sums: Array) -> Array:
        """x P(x)."""
        return sums * _normal_distribution(sums)

    def backward(self, sums: Array, outputs: Array, d_outputs: Array) -> Array:
        """f'(x) = P(x) + x p(x), with p(x) = exp(-x^2 / 2) / sqrt(2 pi) the normal density."""
        density = np.exp(-sums * sums / 2) / sums.dtype.type(sqrt(2 * pi))
        return d_outputs * (_normal_distribution(sums) + sums * density)


@dataclass(frozen=True)
class SiLU:
    """f(x) = x sigmoid(x), also called swish (Elfwing et al. 2017)."""

    needs_sums: ClassVar[bool] = True

    def forward(self, sums: Array) -> Array:
        """x s, with s = sigmoid(x)."""
        return sums * sigmoid(sums)

    def backward(self, sums: Array, outputs: Array, d_outputs: Array) -> Array:
        """f'(x) = s (1 + x (1 - s))."""
        s = sigmoid(sums)
        return d_outputs * (s * (1 + sums * (1 - s)))


@dataclass(frozen=True)
class Softplus:
    """f(x) = log(1 + exp(x)), a smooth ReLU."""

    needs_sums: ClassVar[bool] = True

    def forward(self, sums: Array) -> Array:
        """log(exp(0) + exp(x)), computed so that it cannot overflow."""
        return np.logaddexp(sums.dtype.type(0), sums)

    def backward(self, sums: Array, outputs: Array, d_outputs: Array) -> Array:
        """f'(x) = sigmoid(x)."""
        return d_outputs * sigmoid(sums)


@dataclass(frozen=True)
class Softmax:
    """f(x)_i = exp(x_i) / sum_j exp(x_j): positive outputs that sum to 1.

    Before `SoftmaxCrossEntropy` use `Identity`: that loss takes logits and has its own softmax.
    """

    needs_sums: ClassVar[bool] = False

    def forward(self, sums: Array) -> Array:
        """The softmax along the last axis."""
        return softmax(sums)

    def backward(self, sums: Array, outputs: Array, d_outputs: Array) -> Array:
        """dL/dx_i = f_i (dL/df_i - sum_j dL/df_j f_j)."""
        return outputs * (d_outputs - (d_outputs * outputs).sum(axis=-1, keepdims=True))


def sigmoid(x: Array) -> Array:
    """1 / (1 + exp(-x)) = (1 + tanh(x / 2)) / 2."""
    return np.tanh(x / 2) / 2 + x.dtype.type(0.5)


def log_softmax(logits: Array) -> Array:
    """log softmax(logits) along the last axis; the largest logit is subtracted so that exp() stays finite."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def softmax(logits: Array) -> Array:
    """Probabilities from logits `(..., classes)`; each row sums to 1."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


_erf = np.frompyfunc(erf, 1, 1)


def _normal_distribution(x: Array) -> Array:
    return (1 + np.asarray(_erf(x / sqrt(2)), x.dtype)) / 2


ACTIVATIONS: dict[str, type] = {
    "identity": Identity,
    "relu": ReLU,
    "leaky_relu": LeakyReLU,
    "elu": ELU,
    "gelu": GELU,
    "silu": SiLU,
    "softplus": Softplus,
    "sigmoid": Sigmoid,
    "tanh": Tanh,
    "softmax": Softmax,
}
