"""What a neuron does with its sum.

Each activation is written twice: forwards, and its derivative backwards. Every derivative below
can be computed from the *output* alone (tanh' = 1 - tanh^2), so a pass need keep nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from glassnet.errors import SettingError, expect_in_half_open_interval, format_error
from glassnet.nn.arrays import Array
from glassnet.nn.kernels import elementwise


class Activation(Protocol):
    """A function of a layer's sums, and its derivative as a function of its outputs."""

    def forward(self, sums: Array, bias: Array | None, out: Array) -> None:
        """Write activation(sums + bias) into `out`, which may be `sums` itself."""
        ...

    def backward(self, outputs: Array, d_outputs: Array, out: Array) -> None:
        """Write dL/d(sums) into `out`, given what `forward` wrote and dL/d(outputs)."""
        ...


def expect_activation(where: str, value: object) -> None:
    """Raise `SettingError` unless `value` is an activation, and not its name or class."""
    if isinstance(value, type) or not hasattr(value, "forward"):
        remedy = "Write ReLU(), with parentheses and without quotes."
        raise SettingError(format_error(where, "an activation", repr(value), remedy))


@dataclass(frozen=True)
class Identity:
    """f(x) = x: sums as they are, for the last layer before a loss on logits."""

    def forward(self, sums: Array, bias: Array | None, out: Array) -> None:
        """Write sums + bias."""
        elementwise.add_bias(sums, bias, out)

    def backward(self, outputs: Array, d_outputs: Array, out: Array) -> None:
        """f'(x) = 1."""
        np.copyto(out, d_outputs)


@dataclass(frozen=True)
class ReLU:
    """f(x) = max(x, 0); at the kink its derivative is taken as 0."""

    def forward(self, sums: Array, bias: Array | None, out: Array) -> None:
        """Write max(sums + bias, 0)."""
        elementwise.relu_forward(sums, bias, out)

    def backward(self, outputs: Array, d_outputs: Array, out: Array) -> None:
        """f'(x) = 1 where f(x) > 0, else 0."""
        elementwise.relu_backward(outputs, d_outputs, out)


@dataclass(frozen=True)
class LeakyReLU:
    """f(x) = x above 0 and slope * x below, so that no neuron goes silent for good."""

    slope: float = 0.01

    def __post_init__(self) -> None:
        # Above zero f keeps the sign of x, so the derivative can be read off the output.
        expect_in_half_open_interval("LeakyReLU", "slope", self.slope, 0, 1)

    def forward(self, sums: Array, bias: Array | None, out: Array) -> None:
        """Write x where x > 0, else slope * x, with x = sums + bias."""
        elementwise.leaky_relu_forward(sums, bias, self.slope, out)

    def backward(self, outputs: Array, d_outputs: Array, out: Array) -> None:
        """f'(x) = 1 where f(x) > 0, else slope."""
        elementwise.leaky_relu_backward(outputs, d_outputs, self.slope, out)


@dataclass(frozen=True)
class Sigmoid:
    """f(x) = 1 / (1 + exp(-x)): squeezes the number line into 0..1."""

    def forward(self, sums: Array, bias: Array | None, out: Array) -> None:
        """Write 1 / (1 + exp(-(sums + bias)))."""
        elementwise.sigmoid_forward(sums, bias, out)

    def backward(self, outputs: Array, d_outputs: Array, out: Array) -> None:
        """f'(x) = f(x) (1 - f(x))."""
        elementwise.sigmoid_backward(outputs, d_outputs, out)


@dataclass(frozen=True)
class Tanh:
    """f(x) = tanh(x): squeezes the number line into -1..1."""

    def forward(self, sums: Array, bias: Array | None, out: Array) -> None:
        """Write tanh(sums + bias)."""
        elementwise.tanh_forward(sums, bias, out)

    def backward(self, outputs: Array, d_outputs: Array, out: Array) -> None:
        """f'(x) = 1 - f(x)^2."""
        elementwise.tanh_backward(outputs, d_outputs, out)


@dataclass(frozen=True)
class Softmax:
    """f(x)_i = exp(x_i) / sum_j exp(x_j): ten sums become ten probabilities.

    The largest x is subtracted first, which changes nothing in the result and keeps exp() finite.
    Before `SoftmaxCrossEntropy` use `Identity`: that loss takes logits and has its own softmax.
    """

    def forward(self, sums: Array, bias: Array | None, out: Array) -> None:
        """Write the softmax of sums + bias along the last axis."""
        elementwise.softmax_forward(sums, bias, out)

    def backward(self, outputs: Array, d_outputs: Array, out: Array) -> None:
        """dL/dx_i = f_i (dL/df_i - sum_j dL/df_j f_j)."""
        elementwise.softmax_backward(outputs, d_outputs, out)


def back_through(activation: Activation, outputs: Array, d_outputs: Array, out: Array) -> Array:
    """dL/d(sums): written into `out`, or `d_outputs` themselves where the activation changes nothing."""
    if isinstance(activation, Identity):
        return d_outputs
    activation.backward(outputs, d_outputs, out)
    return out


def softmax(logits: Array) -> Array:
    """Probabilities from logits `(..., classes)`; each row sums to 1."""
    probabilities = np.empty_like(logits)
    elementwise.softmax_forward(logits, None, probabilities)
    return probabilities
