"""How wrong a network is, and in which direction it would be less so.

A loss takes the network's outputs `(batch, classes)` and integer labels `(batch,)` and returns its
value together with the gradient by the outputs. It is summed over the outputs of an example and
averaged over the batch, in value and gradient alike (`MeanSquaredError` averages over both, as its
name says). One-hot vectors exist only here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np

from glassnet.errors import (
    DtypeError,
    SettingError,
    ShapeError,
    expect_in_half_open_interval,
    format_error,
)
from glassnet.nn.activations import softmax
from glassnet.nn.arrays import FRESH, Array, Buffers
from glassnet.nn.kernels import losses as kernels


class Loss(Protocol):
    """Value and gradient of a loss, together.

    `whole_batch` says that the loss of one example depends on the rest of its batch, which then must
    not be split.
    """

    whole_batch: ClassVar[bool]

    def __call__(
        self, outputs: Array, labels: Array, buffers: Buffers = FRESH
    ) -> tuple[float, Array]:
        """The loss, and dL/d(outputs) of the outputs' shape."""
        ...

    def probabilities(self, outputs: Array) -> Array:
        """What the outputs say of each class, from 0 to 1, as this loss reads them."""
        ...


@dataclass(frozen=True)
class SoftmaxCrossEntropy:
    """-log of the probability that softmax(logits) gives to the label; outputs are logits.

    L = -sum_i t_i log softmax(z)_i and dL/dz = softmax(z) - t, with t = one_hot(label), or with
    label smoothing s: t = (1 - s) one_hot(label) + s / classes (Szegedy et al. 2016).
    """

    label_smoothing: float = 0.0
    whole_batch: ClassVar[bool] = False

    def __post_init__(self) -> None:
        expect_in_half_open_interval(
            "SoftmaxCrossEntropy", "label_smoothing", self.label_smoothing, 0, 1
        )

    def __call__(
        self, outputs: Array, labels: Array, buffers: Buffers = FRESH
    ) -> tuple[float, Array]:
        """The mean over the batch, and its gradient by the logits."""
        _check(outputs, labels)
        d_outputs = buffers.lend_like("d_logits", outputs)
        value = kernels.softmax_cross_entropy(outputs, labels, self.label_smoothing, d_outputs)
        return float(value), d_outputs

    def probabilities(self, outputs: Array) -> Array:
        """softmax(outputs)."""
        return softmax(outputs)


@dataclass(frozen=True)
class SigmoidCrossEntropy:
    """Ten yes-or-no questions: outputs are logits, each squeezed by its own sigmoid.

    L = sum_i log(1 + exp(z_i)) - t_i z_i and dL/dz = sigmoid(z) - t, with t = one_hot(label).
    """

    whole_batch: ClassVar[bool] = False

    def __call__(
        self, outputs: Array, labels: Array, buffers: Buffers = FRESH
    ) -> tuple[float, Array]:
        """The sum over outputs, averaged over the batch, and its gradient by the logits."""
        _check(outputs, labels)
        targets = one_hot(labels, outputs)
        # log(1 + exp(z)), written so that exp() cannot overflow.
        log_terms = np.maximum(outputs, 0) + np.log1p(np.exp(-np.abs(outputs)))
        value = (log_terms - targets * outputs).sum() / len(outputs)
        return float(value), (self.probabilities(outputs) - targets) / len(outputs)

    def probabilities(self, outputs: Array) -> Array:
        """sigmoid(outputs): ten separate answers, which need not sum to 1."""
        return (np.tanh(outputs / 2) + 1) / 2


@dataclass(frozen=True)
class SquaredError:
    """L = 1/2 sum_i (a_i - t_i)^2 on activations a, with t = one_hot(label); dL/da = a - t."""

    whole_batch: ClassVar[bool] = False

    def __call__(
        self, outputs: Array, labels: Array, buffers: Buffers = FRESH
    ) -> tuple[float, Array]:
        """The sum over outputs, averaged over the batch, and its gradient by the activations."""
        _check(outputs, labels)
        errors = outputs - one_hot(labels, outputs)
        return float((errors * errors).sum() / (2 * len(errors))), errors / len(errors)

    def probabilities(self, outputs: Array) -> Array:
        """The activations as they are."""
        return outputs


@dataclass(frozen=True)
class MeanSquaredError:
    """L = mean_i (a_i - t_i)^2 on activations a, with t = one_hot(label); dL/da = 2 (a - t) / classes."""

    whole_batch: ClassVar[bool] = False

    def __call__(
        self, outputs: Array, labels: Array, buffers: Buffers = FRESH
    ) -> tuple[float, Array]:
        """The mean over outputs and batch, and its gradient by the activations."""
        _check(outputs, labels)
        errors = outputs - one_hot(labels, outputs)
        return float((errors * errors).mean()), errors * (2 / errors.size)

    def probabilities(self, outputs: Array) -> Array:
        """The activations as they are."""
        return outputs


def one_hot(labels: Array, outputs: Array) -> Array:
    """Rows of zeros with a one at each label, in the outputs' shape and precision."""
    targets = np.zeros_like(outputs)
    targets[np.arange(len(labels)), labels] = 1
    return targets


def _check(outputs: Array, labels: Array) -> None:
    if outputs.ndim != 2 or labels.shape != outputs.shape[:1] or not len(labels):
        raise ShapeError(
            format_error(
                "A loss",
                "outputs of shape (batch, classes) and labels of shape (batch,), for a batch of at least one",
                f"{outputs.shape} and {labels.shape}",
                "Labels are integers, one for each example; one-hot is made inside the loss.",
            )
        )
    check_labels(labels, outputs.shape[1])


def check_labels(labels: Array, classes: int) -> None:
    """Raise `DtypeError` or `SettingError` for labels that are not whole numbers from 0 to `classes` - 1."""
    if labels.dtype.kind not in "iu":
        raise DtypeError(
            format_error("A loss", "integer labels", str(labels.dtype), "Write labels.astype(int).")
        )
    # Compiled kernels read memory that is not theirs when an index is out of range. As a number without
    # a sign, a negative one is out of range as well.
    if labels.view(f"u{labels.itemsize}").max() >= classes:
        lowest, highest = labels.min(), labels.max()
        raise SettingError(
            format_error(
                "A loss",
                f"labels from 0 to {classes - 1}",
                str(lowest if lowest < 0 else highest),
                "Give the last layer one unit for each class.",
            )
        )
