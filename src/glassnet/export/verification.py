"""`verify_export`: an export is run on images, and its answers are compared with the model's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from glassnet.data.labeled_images import LabeledImages
from glassnet.export.runners import answers_of, run_export
from glassnet.export.writing import Export
from glassnet.models import Model
from glassnet.models.alignment import align_classes

MAX_DIFFERENCE: Final = 1e-5
"""How far probabilities in float32 may be apart: sums are added up in another order."""

MAX_LOSS: Final = 0.001
"""How much accuracy 8-bit weights and values may cost."""


@dataclass(frozen=True)
class Verification:
    """How the answers of an export compare with those of the model, on a set of images.

    `other_answers` counts images with another label (or rejection), `largest_difference` is that of any
    probability. `accuracy` and `model_accuracy` count the most probable class, rejected or not.
    """

    set: str
    count: int
    other_answers: int
    largest_difference: float
    accuracy: float
    model_accuracy: float
    exact: bool

    @property
    def passed(self) -> bool:
        """The same answers and probabilities to 1e-5; of 8-bit exports, at most 0.1 points less accuracy."""
        if not self.exact:
            return self.model_accuracy - self.accuracy <= MAX_LOSS
        return self.other_answers == 0 and self.largest_difference <= MAX_DIFFERENCE

    def to_plain(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return {
            "set": self.set,
            "count": self.count,
            "other_answers": self.other_answers,
            "largest_difference": self.largest_difference,
            "accuracy": self.accuracy,
            "model_accuracy": self.model_accuracy,
            "passed": self.passed,
        }


def verify_export(export: Export, model: Model, data: LabeledImages) -> Verification:
    """Run an export on every image of a set, and compare its answers with the model's.

    C is compiled (warnings are errors) and run twice, the first images with sanitizers. Raises
    `GlassnetError` where what runs it is missing or fails.
    """
    data = align_classes(model, data)
    model.expect_images(data.images)
    expected = answers_of(model.score(data.images))
    found = run_export(export, model, data.images)
    return Verification(
        set=str(data),
        count=len(data),
        other_answers=int((found.labels != expected.labels).sum()),
        largest_difference=float(np.abs(found.probabilities - expected.probabilities).max()),
        accuracy=float((found.probabilities.argmax(axis=1) == data.labels).mean()),
        model_accuracy=float((expected.probabilities.argmax(axis=1) == data.labels).mean()),
        exact=export.numbers == "float32",
    )
