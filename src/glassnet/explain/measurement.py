"""The accuracy of a model after a change, one point of a curve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from glassnet import engine
from glassnet.data import LabeledImages
from glassnet.models import Model
from glassnet.nn import Array, Network, Parameters
from glassnet.training.metrics import Interval, wilson_interval


@dataclass(frozen=True)
class Measurement:
    """How many of `count` images are classified correctly at one setting: a strength, a share, bits."""

    setting: float
    correct: int
    count: int

    @property
    def accuracy(self) -> float:
        """The share of correct predictions, 0 to 1."""
        return self.correct / self.count

    @property
    def interval(self) -> Interval:
        """The accuracy with its 95 % interval."""
        return wilson_interval(self.correct, self.count)

    def to_plain(self) -> dict[str, Any]:
        """Setting, accuracy and interval as plain values."""
        return {
            "setting": self.setting,
            "correct": self.correct,
            "accuracy": self.accuracy,
            "accuracy_low": self.interval.low,
            "accuracy_high": self.interval.high,
        }


def measure(
    model: Model, data: LabeledImages, setting: float, parameters: Parameters | None = None
) -> Measurement:
    """Measure a model on labeled images of its classes, by default with its own parameters.

    The class with the largest output counts, rejected or not. Raises `ShapeError` for images of another
    shape.
    """
    model.expect_images(data.images)
    chosen = model.parameters if parameters is None else parameters
    outputs = engine.outputs(model.network, chosen, data.images)
    return Measurement(setting, count_correct(model, outputs, data.labels), len(data))


def count_correct(model: Model, outputs: Array, labels: Array) -> int:
    """How many of the outputs `(count, outputs)` are largest at the label, among those of classes."""
    classes = outputs[:, : len(model.class_names)]
    return int((classes.argmax(axis=1) == labels).sum())


def take_parameters(network: Network, parameters: Parameters, first: int) -> Parameters:
    """The last part of `parameters`, from number `first` of the vector on, for the last layers `network`."""
    return Parameters(network.layout, parameters.vector[first:])
