"""The planted bugs: each class writes one method of `Program` in a wrong way."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from glassnet.explain.quiz.program import BATCH, LAYERS, Program, Weights
from glassnet.nn.activations import softmax
from glassnet.nn.arrays import Array

Examples = tuple[Array, Array]


class WrongSign(Program):
    """A gradient with the wrong sign: in this layer, training climbs."""

    def d_weights(self, number: int, inputs: Array, d_sums: Array) -> Array:
        """-dL/dW in one layer."""
        right = inputs.T @ d_sums
        return -right if number == self.layer else right


class MissingTranspose(Program):
    """The error passes back through W in place of W^T; the shapes fit, because W is square."""

    def d_inputs(self, number: int, d_sums: Array, weights: Array) -> Array:
        """dL/dz W in one layer."""
        return d_sums @ (weights if number == self.layer else weights.T)


class SumOverWrongAxis(Program):
    """np.sum without an axis."""

    def d_bias(self, number: int, d_sums: Array) -> Array:
        """One number for all units, in one layer."""
        return (
            np.full(d_sums.shape[1], d_sums.sum()) if number == self.layer else d_sums.sum(axis=0)
        )


@dataclass(frozen=True)
class StaleWeights(Program):
    """The transposed weights were kept once, before the first update."""

    kept: dict[int, Array] = field(default_factory=dict)

    def d_inputs(self, number: int, d_sums: Array, weights: Array) -> Array:
        """dL/dz times the first W^T, in one layer."""
        kept = self.kept.setdefault(number, weights.T.copy())
        return d_sums @ (kept if number == self.layer else weights.T)


class UnscaledBatch(Program):
    """The gradient is summed over the batch, the loss averaged."""

    def d_logits(self, probabilities: Array, labels: Array) -> Array:
        """p - y, without / batch."""
        return super().d_logits(probabilities, labels) * len(labels)


class DerivativeAtWrongPlace(Program):
    """tanh' is taken at the output, as if that were the sum."""

    def d_activation(self, number: int, d_outputs: Array, outputs: Array) -> Array:
        """1 - tanh(a)^2 in one layer."""
        outputs = np.tanh(outputs) if number == self.layer else outputs
        return d_outputs * (1 - outputs * outputs)


class MissingActivationDerivative(Program):
    """tanh' is left out."""

    def d_activation(self, number: int, d_outputs: Array, outputs: Array) -> Array:
        """dL/da itself, in one layer."""
        return d_outputs if number == self.layer else d_outputs * (1 - outputs * outputs)


class ShuffledLabels(Program):
    """Images were shuffled without their labels."""

    def choose_labels(self, labels: Array, rng: np.random.Generator) -> Array:
        """The labels in another order than the images."""
        return rng.permutation(labels)


class LabelsOffByOne(Program):
    """Labels from 1 to 10, read as 0 to 9."""

    def choose_labels(self, labels: Array, rng: np.random.Generator) -> Array:
        """Each label is one too large; 9 becomes 0."""
        return (labels + 1) % 10


class NoNormalization(Program):
    """Pixels from 0 to 255."""

    def scale(self, images: Array) -> Array:
        """The pixels as they are."""
        return images.astype(np.float64)


class TestLeak(Program):
    """The test images are among those trained on."""

    def choose_training(self, train: Examples, test: Examples) -> Examples:
        """Both sets together."""
        images, labels = (np.concatenate(both) for both in zip(train, test, strict=True))
        return images, labels


class BiasNotUpdated(Program):
    """The update forgets the biases."""

    def update(self, of: Weights, gradients: Weights, rate: float) -> None:
        """Weights only."""
        for weights, gradient in zip(of.weights, gradients.weights, strict=True):
            weights -= rate * gradient


class ZeroInitialization(Program):
    """All weights start at zero, so all hidden outputs are zero, and all gradients but one."""

    def initialize(self, rng: np.random.Generator) -> Weights:
        """Zeros."""
        first = super().initialize(rng)
        return Weights([np.zeros_like(each) for each in first.weights], first.biases)


class SaturatedStart(Program):
    """Weights of variance 1, whatever the number of inputs, and twice that."""

    def initialize(self, rng: np.random.Generator) -> Weights:
        """Standard deviation 2."""
        first = super().initialize(rng)
        weights = [each * 2 * np.sqrt(len(each)) for each in first.weights]
        return Weights(weights, first.biases)


class RateTimesBatch(Program):
    """The rate is multiplied by the batch size, although the gradient is a mean."""

    def update(self, of: Weights, gradients: Weights, rate: float) -> None:
        """Steps 32 times as large."""
        super().update(of, gradients, rate * BATCH)


class SoftmaxTwice(Program):
    """The last layer applies softmax, and the loss applies it to the probabilities once more."""

    def probabilities(self, sums: Array) -> Array:
        """softmax(softmax(z))."""
        return softmax(softmax(sums))


class NoShuffling(Program):
    """The images lie sorted by label, and nothing shuffles them."""

    def order(self, labels: Array, rng: np.random.Generator) -> Array:
        """All zeros first, all nines last."""
        return np.argsort(labels, kind="stable")


class UpdatedBeforePropagating(Program):
    """Each layer's weights are updated before the error passes back through them."""

    def step(self, of: Weights, inputs: Array, labels: Array, rate: float) -> Weights:
        """Update and backward pass in one loop."""
        outputs = self.forward(of, inputs)
        gradients = of.copy()
        d_sums = self.d_logits(outputs[-1], labels)
        for number in reversed(LAYERS):
            at = number - 1
            gradients.weights[at][...] = self.d_weights(number, outputs[at], d_sums)
            gradients.biases[at][...] = self.d_bias(number, d_sums)
            of.weights[at][...] -= rate * gradients.weights[at]
            of.biases[at][...] -= rate * gradients.biases[at]
            if number > 1:
                d_outputs = self.d_inputs(number, d_sums, of.weights[at])
                d_sums = self.d_activation(at, d_outputs, outputs[at])
        return gradients
