"""Parts that do what a text writes where its own code does otherwise: to see what the text would do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from glassnet.nn import SoftmaxCrossEntropy
from glassnet.nn.activations import sigmoid, softmax
from glassnet.nn.arrays import Array


@dataclass(frozen=True)
class PrintedSigmoid:
    """The sigmoid with the derivative that `markmusic27` prints, f(x) / (1 - f(x)) = exp(x)."""

    needs_sums: ClassVar[bool] = False

    def forward(self, sums: Array) -> Array:
        """1 / (1 + exp(-x))."""
        return sigmoid(sums)

    def backward(self, sums: Array, outputs: Array, d_outputs: Array) -> Array:
        """f(x) / (1 - f(x)), which is not f'(x)."""
        with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
            return d_outputs * (outputs / (1 - outputs))


@dataclass(frozen=True)
class ReversedCrossEntropy:
    """Softmax cross-entropy with the gradient that `zhang` prints, one_hot(label) - p."""

    whole_batch: ClassVar[bool] = False

    def __call__(self, outputs: Array, labels: Array) -> tuple[float, Array]:
        """The mean over the batch, and its gradient with the wrong sign."""
        value, d_outputs = SoftmaxCrossEntropy()(outputs, labels)
        return value, -d_outputs

    def probabilities(self, outputs: Array) -> Array:
        """softmax(outputs)."""
        return softmax(outputs)
