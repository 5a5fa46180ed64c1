"""The correct training code of the quiz: 784-16-16-10, tanh, softmax cross-entropy, plain NumPy.

Each method is one idea, so that a bug is one method written in another way: see `planted`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from glassnet.nn.activations import softmax
from glassnet.nn.arrays import Array

SIZES = (784, 16, 16, 10)
LAYERS = (1, 2, 3)
BATCH = 32
RATE = 0.2


@dataclass(frozen=True, eq=False)
class Weights:
    """The weights `(inputs, units)` and biases `(units,)` of the three layers, changed in place."""

    weights: list[Array]
    biases: list[Array]

    def copy(self) -> Weights:
        """The same numbers in arrays of their own."""
        return Weights([w.copy() for w in self.weights], [b.copy() for b in self.biases])

    def named(self) -> Iterator[tuple[str, Array]]:
        """Each array with its name: "1.weights", "1.bias", ..."""
        for number, (weights, bias) in enumerate(zip(self.weights, self.biases, strict=True), 1):
            yield f"{number}.weights", weights
            yield f"{number}.bias", bias


@dataclass(frozen=True)
class Program:
    """Training code without a bug. `layer`, from 1, is the layer that a planted bug is in."""

    layer: int = 0

    def choose_training(
        self, train: tuple[Array, Array], test: tuple[Array, Array]
    ) -> tuple[Array, Array]:
        """Images and labels to train on."""
        return train

    def choose_labels(self, labels: Array, rng: np.random.Generator) -> Array:
        """The labels to train on."""
        return labels

    def scale(self, images: Array) -> Array:
        """Inputs from 0 to 1."""
        return images / 255

    def initialize(self, rng: np.random.Generator) -> Weights:
        """Weights of variance 1 / inputs, biases 0."""
        pairs = pairwise(SIZES)
        weights = [rng.normal(0, 1 / np.sqrt(inputs), (inputs, units)) for inputs, units in pairs]
        return Weights(weights, [np.zeros(units) for units in SIZES[1:]])

    def order(self, labels: Array, rng: np.random.Generator) -> Array:
        """The order of the images in an epoch."""
        return rng.permutation(len(labels))

    def forward(self, of: Weights, inputs: Array) -> list[Array]:
        """The inputs and the outputs of each layer; the last ones are probabilities."""
        outputs = [inputs]
        for number, (weights, bias) in enumerate(zip(of.weights, of.biases, strict=True), 1):
            sums = outputs[-1] @ weights + bias
            outputs.append(np.tanh(sums) if number < len(SIZES) - 1 else self.probabilities(sums))
        return outputs

    def probabilities(self, sums: Array) -> Array:
        """softmax of the last sums."""
        return softmax(sums)

    def loss(self, probabilities: Array, labels: Array) -> float:
        """The mean of -log p over the batch."""
        of_labels = probabilities[np.arange(len(labels)), labels]
        return float(-np.log(np.maximum(of_labels, 1e-300)).mean())

    def d_logits(self, probabilities: Array, labels: Array) -> Array:
        """(p - y) / batch."""
        d_sums = probabilities.copy()
        d_sums[np.arange(len(labels)), labels] -= 1
        return d_sums / len(labels)

    def d_activation(self, number: int, d_outputs: Array, outputs: Array) -> Array:
        """dL/dz = dL/da (1 - a^2)."""
        return d_outputs * (1 - outputs * outputs)

    def d_weights(self, number: int, inputs: Array, d_sums: Array) -> Array:
        """dL/dW = inputs^T dL/dz."""
        return inputs.T @ d_sums

    def d_bias(self, number: int, d_sums: Array) -> Array:
        """dL/db: the sum of dL/dz over the batch."""
        return d_sums.sum(axis=0)

    def d_inputs(self, number: int, d_sums: Array, weights: Array) -> Array:
        """dL/d(inputs) = dL/dz W^T."""
        return d_sums @ weights.T

    def step(self, of: Weights, inputs: Array, labels: Array, rate: float) -> Weights:
        """One update in place; returns the gradients that it was made from."""
        outputs = self.forward(of, inputs)
        gradients = self.gradients(of, outputs, labels)
        self.update(of, gradients, rate)
        return gradients

    def gradients(self, of: Weights, outputs: list[Array], labels: Array) -> Weights:
        """The backward pass, last layer first."""
        gradients = of.copy()
        d_sums = self.d_logits(outputs[-1], labels)
        for number in reversed(LAYERS):
            gradients.weights[number - 1][...] = self.d_weights(number, outputs[number - 1], d_sums)
            gradients.biases[number - 1][...] = self.d_bias(number, d_sums)
            if number > 1:
                d_outputs = self.d_inputs(number, d_sums, of.weights[number - 1])
                d_sums = self.d_activation(number - 1, d_outputs, outputs[number - 1])
        return gradients

    def update(self, of: Weights, gradients: Weights, rate: float) -> None:
        """w <- w - rate dL/dw."""
        for (_, values), (_, gradient) in zip(of.named(), gradients.named(), strict=True):
            values -= rate * gradient
