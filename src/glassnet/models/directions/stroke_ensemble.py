"""Models that see the ink, together with the network that follows the pen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from glassnet.data.labeled_images import DIGIT_NAMES, LabeledImages
from glassnet.errors import SettingError, format_error
from glassnet.ink import Rendering
from glassnet.models.directions.reader import predict_strokes
from glassnet.models.ensemble import Ensemble
from glassnet.models.reading import Reading, Scores
from glassnet.nn import Array
from glassnet.training import Evaluation
from glassnet.training.metrics import cross_entropy

MIN_PROBABILITY = 1e-9


@dataclass(frozen=True, eq=False)
class StrokeEnsemble(Ensemble):
    """Models of digits and the network of directions, combined where strokes are known.

    The result is the geometric mean of the models' probabilities and those of the network: the mean of their
    logarithms, normalized. Pictures, and arrays of images, are read by the models alone. Raises
    `SettingError` for no members, and for models of other classes than the ten digits.
    """

    def __repr__(self) -> str:
        return f"<Ensemble of {' + '.join(each.name for each in self.members)} + directions>"

    def __post_init__(self) -> None:
        if not self.members:
            remedy = "Name one, such as cnn, beside it."
            raise SettingError(format_error("directions", "a model beside it", "none", remedy))
        super().__post_init__()
        if self.class_names != DIGIT_NAMES:
            got = f"a model of {' '.join(self.class_names)}"
            remedy = "Leave directions out."
            raise SettingError(format_error("directions", "a model of digits", got, remedy))

    def read(self, renderings: Sequence[Rendering]) -> list[Reading]:
        """One reading for each rendering; those of strokes are read by their directions, too."""
        readings = super().read(renderings)
        drawn = [
            (place, reading, reading.probabilities)
            for place, reading in enumerate(readings)
            if reading.rendering.strokes and reading.probabilities is not None
        ]
        if drawn:
            own = predict_strokes([reading.rendering.strokes for _, reading, _ in drawn])
            ink = np.stack([probabilities for _, _, probabilities in drawn])
            for (place, reading, _), shares in zip(drawn, combine(ink, own), strict=True):
                label = None if reading.label is None else self.class_names[int(shares.argmax())]
                readings[place] = replace(reading, label=label, probabilities=shares)
        return readings

    def evaluate(self, data: LabeledImages) -> Evaluation:
        """Classify every drawing of a labeled set; the loss is the cross-entropy of the probabilities.

        Raises `SettingError` for data without strokes.
        """
        if data.strokes is None:
            got = f"{data}, which has none"
            remedy = "Leave directions out, or name a stroke file by --data."
            raise SettingError(format_error("directions", "data with strokes", got, remedy))
        scores = self.score(data.images)
        both = Scores(combine(scores.probabilities, predict_strokes(data.strokes)), scores.margins)
        loss = cross_entropy(both.probabilities, data.labels)
        return Evaluation(data, both.probabilities, loss, both.rejected)


def combine(ink: Array, directions: Array) -> Array:
    """The geometric mean of two tables of probabilities (count, classes), normalized."""
    product = np.maximum(ink, MIN_PROBABILITY) * np.maximum(directions, MIN_PROBABILITY)
    mean = np.sqrt(product)
    return mean / mean.sum(axis=1, keepdims=True)
