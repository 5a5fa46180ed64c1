"""Reads a whole set with a network and sums up how well."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np

from glassnet import engine
from glassnet.data.labeled_images import LabeledImages
from glassnet.display import draw_images, join, make_facts, make_table
from glassnet.nn import Array, Loss, Network, Parameters
from glassnet.training.metrics import (
    Interval,
    ReliabilityBin,
    calibration_error,
    confusion_matrix,
    cross_entropy,
    precision_and_recall,
    reliability_curve,
    wilson_interval,
)

SHOWN_MISTAKES: Final = 8
SHOWN_CLASSES: Final = 62


def outputs_of_classes(outputs: Array, digits: LabeledImages) -> Array:
    """The columns of `outputs` `(count, outputs)` for the classes of a set: digits have no "no digit"."""
    return np.ascontiguousarray(outputs[:, : len(digits.class_names)])


@dataclass(frozen=True, eq=False)
class Evaluation:
    """A model's predictions for a labeled set: probabilities `(count, classes)` and the mean loss.

    The loss is the one of training; to compare networks trained with different losses, use
    `cross_entropy`. `rejected` `(count,)` says which images are rejected, where the model rejects any;
    their predictions count all the same.
    """

    data: LabeledImages
    probabilities: Array
    loss: float
    rejected: Array | None = None

    def __repr__(self) -> str:
        return f"<Evaluation on {self.data}: {self.accuracy:.2%}>"

    def _repr_html_(self) -> str:
        """For notebooks: metrics, the confusion matrix, and the most confident mistakes."""
        facts = {
            "accuracy": self.interval,
            "loss": f"{self.loss:.4f}",
            "calibration error": f"{self.calibration_error:.4f}",
            "rejected": None if self.rejected_share is None else f"{self.rejected_share:.2%}",
        }
        names = self.data.class_names
        confusion = make_table(
            "Label (row) and prediction (column)",
            ("", *names),
            ((name, *row) for name, row in zip(names, self.confusion.tolist(), strict=True)),
        )
        mistakes = self.mistakes()[:SHOWN_MISTAKES]
        labels, predictions = self.data.labels[mistakes], self.predictions[mistakes]
        captions = [f"{names[b]} for {names[a]}" for a, b in zip(labels, predictions, strict=True)]
        return join(
            make_facts(f"Evaluation on {self.data}", facts),
            confusion if len(names) <= SHOWN_CLASSES else "",
            draw_images(self.data.images[mistakes], captions),
        )

    @cached_property
    def predictions(self) -> Array:
        """The predicted class of each image `(count,)`."""
        return self.probabilities.argmax(axis=1)

    @cached_property
    def correct(self) -> int:
        """How many predictions are correct."""
        return int((self.predictions == self.data.labels).sum())

    @property
    def accuracy(self) -> float:
        """The share of correct predictions, 0 to 1."""
        return self.correct / len(self.data)

    @property
    def interval(self) -> Interval:
        """The accuracy with its 95 % interval."""
        return wilson_interval(self.correct, len(self.data))

    @property
    def rejected_share(self) -> float | None:
        """The share of rejected images, 0 to 1."""
        return None if self.rejected is None else float(self.rejected.mean())

    @cached_property
    def confusion(self) -> Array:
        """Counts by label (row) and prediction (column)."""
        return confusion_matrix(self.data.labels, self.predictions, len(self.data.class_names))

    @cached_property
    def calibration_error(self) -> float:
        """Expected calibration error over 15 bins, 0 to 1."""
        return calibration_error(self.probabilities, self.data.labels)

    @cached_property
    def reliability(self) -> tuple[ReliabilityBin, ...]:
        """Accuracy against confidence of the images that are not rejected, in 15 bins of confidence."""
        probabilities, labels = self.probabilities, self.data.labels
        if self.rejected is not None:
            probabilities, labels = probabilities[~self.rejected], labels[~self.rejected]
        return reliability_curve(probabilities, labels)

    @cached_property
    def cross_entropy(self) -> float:
        """The mean of -log p over examples, with p the probability of the label."""
        return cross_entropy(self.probabilities, self.data.labels)

    def mistakes(self) -> Array:
        """Indices of the misclassified images, the most confident mistakes first."""
        wrong = np.flatnonzero(self.predictions != self.data.labels)
        confidence = self.probabilities[wrong].max(axis=1)
        return wrong[np.argsort(-confidence, kind="stable")]

    def by_writer(self) -> dict[str, float]:
        """Accuracy per writer, over the examples whose writer is known."""
        if self.data.writers is None:
            return {}
        correct = self.predictions == self.data.labels
        writers = np.array(self.data.writers)
        return {
            str(name): float(correct[writers == name].mean()) for name in np.unique(writers) if name
        }

    def to_plain(self) -> dict[str, Any]:
        """All metrics as plain values."""
        precision, recall = precision_and_recall(self.confusion)
        plain: dict[str, Any] = {
            "set": str(self.data),
            "digest": self.data.digest(),
            "examples": len(self.data),
            "correct": self.correct,
            "accuracy": self.accuracy,
            "accuracy_low": self.interval.low,
            "accuracy_high": self.interval.high,
            "loss": self.loss,
            "cross_entropy": self.cross_entropy,
            "calibration_error": self.calibration_error,
            "reliability": [asdict(each) for each in self.reliability],
            "rejected_share": self.rejected_share,
            "confusion": self.confusion.tolist(),
            "per_class": [
                {"class": name, "precision": _number(p), "recall": _number(r)}
                for name, p, r in zip(self.data.class_names, precision, recall, strict=True)
            ],
        }
        writers = sorted(self.by_writer().values())
        if writers:
            worst = writers[: max(len(writers) // 10, 1)]
            plain["writers"] = {
                "count": len(writers),
                "median_accuracy": float(np.median(writers)),
                "worst_tenth_accuracy": float(np.mean(worst)),
            }
        return plain


def evaluate(
    network: Network, parameters: Parameters, loss: Loss, digits: LabeledImages
) -> Evaluation:
    """Read every image of `digits`."""
    outputs = outputs_of_classes(engine.outputs(network, parameters, digits.images), digits)
    value, _ = loss(outputs, digits.labels)
    return Evaluation(digits, loss.probabilities(outputs), value)


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
