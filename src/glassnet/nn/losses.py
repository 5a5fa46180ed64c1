"""Losses: how wrong the outputs are, and how the loss changes with each output.

A loss takes the network's outputs `(batch, classes)` and integer labels `(batch,)` and returns its
value together with its gradient by the outputs. It is summed over the outputs of an example and
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
from glassnet.nn.activations import log_softmax, sigmoid, softmax
from glassnet.nn.arrays import Array

__all__ = [
    "Loss", "MeanSquaredError", "SigmoidCrossEntropy", "SoftmaxCrossEntropy", "SquaredError",
    "count_correct",
]  # fmt: skip


class Loss(Protocol):
    """Value and gradient of a loss, together."""

    whole_batch: ClassVar[bool]
    """Whether the value for one example depends on the rest of the batch."""

    def __call__(self, outputs: Array, labels: Array) -> tuple[float, Array]:
        """The loss, and dL/d(outputs) of the shape of `outputs`."""
        ...

    def probabilities(self, outputs: Array) -> Array:
        """The probability of each class, 0 to 1, `(batch, classes)`, as this loss interprets the outputs."""
        ...


@dataclass(frozen=True)
class SoftmaxCrossEntropy:
    """-log of the probability that softmax(logits) gives to the label; the outputs are logits.

    L = -sum_i t_i log softmax(z)_i and dL/dz = softmax(z) - t, with t = one_hot(label), or with
    label smoothing s: t = (1 - s) one_hot(label) + s / classes (Szegedy et al. 2016).
    """

    label_smoothing: float = 0.0
    whole_batch: ClassVar[bool] = False

    def __post_init__(self) -> None:
        expect_in_half_open_interval(
            "SoftmaxCrossEntropy", "label_smoothing", self.label_smoothing, 0, 1
        )

    def __call__(self, outputs: Array, labels: Array) -> tuple[float, Array]:
        """The mean over the batch, and its gradient by the logits."""
        check_outputs(outputs, labels)
        batch, classes = outputs.shape
        certain = outputs.dtype.type(1 - self.label_smoothing)
        targets = certain * one_hot(labels, outputs) + self.label_smoothing / classes
        log_probabilities = log_softmax(outputs)
        value = -(targets * log_probabilities).sum() / batch
        return float(value), (np.exp(log_probabilities) - targets) / batch

    def probabilities(self, outputs: Array) -> Array:
        """softmax(outputs)."""
        return softmax(outputs)


@dataclass(frozen=True)
class SigmoidCrossEntropy:
    """One yes-or-no question for each class: each output is the logit of a sigmoid of its own.

    L = sum_i log(1 + exp(z_i)) - t_i z_i and dL/dz = sigmoid(z) - t, with t = one_hot(label).
    """

    whole_batch: ClassVar[bool] = False

    def __call__(self, outputs: Array, labels: Array) -> tuple[float, Array]:
        """The sum over outputs, averaged over the batch, and its gradient by the logits."""
        check_outputs(outputs, labels)
        targets = one_hot(labels, outputs)
        terms = np.logaddexp(outputs.dtype.type(0), outputs) - targets * outputs
        return float(terms.sum() / len(outputs)), (sigmoid(outputs) - targets) / len(outputs)

    def probabilities(self, outputs: Array) -> Array:
        """sigmoid(outputs): separate answers, which need not sum to 1."""
        return sigmoid(outputs)


@dataclass(frozen=True)
class SquaredError:
    """L = 1/2 sum_i (a_i - t_i)^2 on activations a, with t = one_hot(label); dL/da = a - t."""

    whole_batch: ClassVar[bool] = False

    def __call__(self, outputs: Array, labels: Array) -> tuple[float, Array]:
        """The sum over outputs, averaged over the batch, and its gradient by the activations."""
        check_outputs(outputs, labels)
        errors = outputs - one_hot(labels, outputs)
        return float((errors * errors).sum() / (2 * len(errors))), errors / len(errors)

    def probabilities(self, outputs: Array) -> Array:
        """The activations as they are."""
        return outputs


@dataclass(frozen=True)
class MeanSquaredError:
    """L = mean_i (a_i - t_i)^2 on activations a, with t = one_hot(label); dL/da = 2 (a - t) / classes."""

    whole_batch: ClassVar[bool] = False

    def __call__(self, outputs: Array, labels: Array) -> tuple[float, Array]:
        """The mean over outputs and batch, and its gradient by the activations."""
        check_outputs(outputs, labels)
        errors = outputs - one_hot(labels, outputs)
        return float((errors * errors).mean()), errors * (2 / errors.size)

    def probabilities(self, outputs: Array) -> Array:
        """The activations as they are."""
        return outputs


def one_hot(labels: Array, outputs: Array) -> Array:
    """Rows of zeros with a one at each label, in the shape and dtype of `outputs`."""
    targets = np.zeros_like(outputs)
    targets[np.arange(len(labels)), labels] = 1
    return targets


def count_correct(outputs: Array, labels: Array) -> int:
    """The number of rows of `outputs` `(batch, classes)` that are largest at their label; NaN is wrong."""
    valid = ~np.isnan(outputs).any(axis=1)
    return int(((outputs.argmax(axis=1) == labels) & valid).sum())


def check_outputs(outputs: Array, labels: Array) -> None:
    """Raise `ShapeError` unless there is one row of outputs for each label; check the labels too."""
    if outputs.ndim != 2 or labels.shape != outputs.shape[:1] or not len(labels):
        raise ShapeError(
            format_error(
                "A loss",
                "outputs of shape (batch, classes) and labels of shape (batch,), for a batch of at least one",
                f"{outputs.shape} and {labels.shape}",
                "Labels are integers, one for each example; one-hot vectors are made inside the loss.",
            )
        )
    check_labels(labels, outputs.shape[1])


def check_labels(labels: Array, classes: int) -> None:
    """Raise `DtypeError` or `SettingError` unless labels are integers from 0 to `classes` - 1."""
    if labels.dtype.kind not in "iu":
        raise DtypeError(
            format_error("A loss", "integer labels", str(labels.dtype), "Write labels.astype(int).")
        )
    # Viewed as unsigned, a negative label is too large as well: one pass finds both.
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


LOSSES: dict[str, type] = {
    "softmax_cross_entropy": SoftmaxCrossEntropy,
    "sigmoid_cross_entropy": SigmoidCrossEntropy,
    "squared_error": SquaredError,
    "mean_squared_error": MeanSquaredError,
}
