"""What published tutorials use in place of the correct losses, gradients and updates.

They make a tutorial's own numbers come out, and show what a deviation does. For other networks use
`SoftmaxCrossEntropy`, no such rule, and `descent.descend`. What each one changes, and by how much,
is in `glassnet.tutorials`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final, Literal, get_args

import numpy as np

from glassnet.errors import expect_one_of
from glassnet.nn.activations import softmax
from glassnet.nn.arrays import Array
from glassnet.nn.losses import Loss, SoftmaxCrossEntropy, count_correct
from glassnet.nn.network import Network
from glassnet.nn.parameters import Parameters

Cost = Literal["mean_over_examples", "mean_over_entries"]

# Added inside the logarithm of the mean over entries, so that log(0) cannot happen.
INSIDE_LOGARITHM: Final = 1e-8


@dataclass(frozen=True)
class UnshiftedCrossEntropy:
    """Softmax cross-entropy from exp(z) / sum exp(z) as written, without subtracting a maximum first.

    The same function as `SoftmaxCrossEntropy`, until exp(z) overflows: above z = 709 in float64, above
    88 in float32. Then value and gradient are NaN.
    """

    whole_batch: ClassVar[bool] = False

    def __call__(self, outputs: Array, labels: Array) -> tuple[float, Array]:
        """The mean over the batch of -log p, and its gradient by the logits, p - one_hot(label)."""
        probabilities = _normalize(np.exp(outputs))
        value = -np.log(_of_labels(probabilities, labels)).mean()
        return float(value), _gradient(probabilities, labels)

    def probabilities(self, outputs: Array) -> Array:
        """softmax(outputs), which is the same function, without the overflow."""
        return softmax(outputs)


@dataclass(frozen=True)
class BatchMaximumCrossEntropy:
    """Softmax cross-entropy after subtracting one maximum, that of the whole batch.

    The same function as `SoftmaxCrossEntropy`, until a row lies so far below the largest logit of the
    batch that all of its exponentials are zero; then value and gradient are NaN.

    With `cost="mean_over_entries"` the value is -mean(t log(p + 1e-8)) over examples and classes,
    1 / classes of the cross-entropy, while the gradient stays that of the cross-entropy.
    """

    cost: Cost = "mean_over_examples"
    whole_batch: ClassVar[bool] = True

    def __post_init__(self) -> None:
        expect_one_of("BatchMaximumCrossEntropy", "cost", self.cost, get_args(Cost))

    def __call__(self, outputs: Array, labels: Array) -> tuple[float, Array]:
        """The cost, and the gradient of the mean cross-entropy by the logits."""
        probabilities = _normalize(np.exp(outputs - outputs.max()))
        of_labels = _of_labels(probabilities, labels)
        if self.cost == "mean_over_entries":
            value = -np.log(of_labels + INSIDE_LOGARITHM).sum() / outputs.size
        else:
            value = -np.log(of_labels).mean()
        return float(value), _gradient(probabilities, labels)

    def probabilities(self, outputs: Array) -> Array:
        """softmax(outputs), which is the same function for each row on its own."""
        return softmax(outputs)


SOFTMAX_LOSSES: Final = (SoftmaxCrossEntropy, UnshiftedCrossEntropy, BatchMaximumCrossEntropy)
"""The losses whose outputs are logits of a softmax."""


@dataclass(frozen=True)
class SummedBiasGradient:
    """Gives every bias of a layer the sum of all its bias gradients, as `np.sum` without an axis does.

    All biases of a layer then move together. Those of a softmax layer do not move at all: the entries
    of p - one_hot(label) sum to zero.
    """

    def __call__(self, parameters: Parameters, gradients: Parameters) -> None:
        """Replace each bias gradient by its sum."""
        for name, gradient in gradients.items():
            if name.endswith("bias"):
                gradient[...] = gradient.sum()


def descend_during_backward(
    network: Network,
    loss: Loss,
    parameters: Parameters,
    inputs: Array,
    labels: Array,
    rates: Array,
) -> tuple[float, int]:
    """As `descent.descend`, but each layer updates its weights before the error passes back through them.

    So the layers before receive dL/d(inputs) computed with weights that are new already.
    """
    gradients = parameters.like()
    loss_sum, correct = 0.0, 0
    for i, rate in enumerate(rates):
        one = slice(i, i + 1)
        forward = network.forward(parameters, inputs[one])
        value, d_outputs = loss(forward.outputs[-1], labels[one])
        loss_sum += value
        correct += count_correct(forward.outputs[-1], labels[one])
        for backward, name in zip(
            reversed(forward.backwards), reversed(network.layer_names), strict=True
        ):
            layer_gradients = gradients.of_layer(name)
            backward(d_outputs, layer_gradients)
            for own_name, parameter in parameters.of_layer(name).items():
                parameter -= rate * layer_gradients[own_name]
            d_outputs = backward(d_outputs, layer_gradients)
    return loss_sum, correct


def correct_loss(loss: Loss) -> Loss:
    """The loss whose gradient this one follows: itself, unless it deviates."""
    deviates = isinstance(loss, UnshiftedCrossEntropy | BatchMaximumCrossEntropy)
    return SoftmaxCrossEntropy() if deviates else loss


def _normalize(powers: Array) -> Array:
    return powers / powers.sum(axis=1, keepdims=True)


def _of_labels(probabilities: Array, labels: Array) -> Array:
    return probabilities[np.arange(len(labels)), labels]


def _gradient(probabilities: Array, labels: Array) -> Array:
    """(p - one_hot(label)) / batch, written over `probabilities`."""
    probabilities[np.arange(len(labels)), labels] -= 1
    probabilities /= len(labels)
    return probabilities


LOSSES: dict[str, type] = {
    "unshifted_cross_entropy": UnshiftedCrossEntropy,
    "batch_maximum_cross_entropy": BatchMaximumCrossEntropy,
}

GRADIENT_RULES: dict[str, type] = {"summed_bias_gradient": SummedBiasGradient}
