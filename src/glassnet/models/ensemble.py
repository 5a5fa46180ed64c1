"""Several models that read together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from glassnet.data.labeled_images import LabeledImages
from glassnet.errors import format_error
from glassnet.ink import Rendering
from glassnet.models.model import Figure, Model
from glassnet.models.pictures import ReadsPictures
from glassnet.models.reading import Reading, read_inked
from glassnet.models.shipped import find_model
from glassnet.nn import Array, SettingError
from glassnet.training import Evaluation
from glassnet.training.metrics import cross_entropy


@dataclass(frozen=True, eq=False)
class Ensemble(ReadsPictures):
    """Models of the same classes; what they say together is the mean of their calibrated probabilities.

    Networks that began with other weights make other mistakes, and the mean makes fewer than each
    (Hansen and Salamon 1990). A picture is no digit if the members' evidence lies, on average, below
    their thresholds; members that cannot refuse have no say in this. Raises `SettingError` for no
    members, and for members of different classes.
    """

    members: tuple[Model, ...]

    def __post_init__(self) -> None:
        kinds = sorted({" ".join(each.class_names) for each in self.members})
        if len(kinds) != 1:
            got = f"models of {' and of '.join(kinds)}" if kinds else "none"
            raise SettingError(
                format_error(
                    "An ensemble", "models that know the same classes", got, "Name others."
                )
            )

    @property
    def class_names(self) -> tuple[str, ...]:
        """The classes that all members know."""
        return self.members[0].class_names

    @property
    def figures(self) -> tuple[Figure, ...]:
        """None: records are of single models."""
        return ()

    def probabilities(self, images: Array) -> Array:
        """Mean probabilities `(count, classes)` for images `(count, 28, 28)` uint8."""
        return self.judge(images)[0]

    def judge(self, images: Array) -> tuple[Array, Array]:
        """Mean probabilities `(count, classes)`, and which images are digits at all `(count,)`."""
        pairs = [(each, each.outputs(images)) for each in self.members]
        probabilities = np.mean([each.probabilities_of(outputs) for each, outputs in pairs], axis=0)
        margins = [each.digit_margin(outputs) for each, outputs in pairs if each.can_refuse]
        return probabilities, np.mean(margins or [np.zeros(len(images))], axis=0) >= 0

    def likeness(self, images: Array) -> Array:
        """How much each of images `(count, 28, 28)` looks like one digit, `(count,)` from 0 to 1."""
        return np.mean([each.likeness(images) for each in self.members], axis=0)

    def read(self, renderings: Sequence[Rendering]) -> list[Reading]:
        """What each picture shows; all that have ink are read in one batch."""
        return read_inked(renderings, self.class_names, self.judge)

    def evaluate(self, digits: LabeledImages) -> Evaluation:
        """Read every image of a labelled set; the loss is the cross-entropy of the mean probabilities."""
        probabilities, are_digits = self.judge(digits.images)
        loss = cross_entropy(probabilities, digits.labels)
        refused = ~are_digits if any(each.can_refuse for each in self.members) else None
        return Evaluation(digits, probabilities, loss, refused)


Reader = Model | Ensemble


def find_reader(names: Iterable[str | Path]) -> Reader:
    """The model of this name, or the ensemble of several; each name as in `find_model`.

    Without a name, the default reader.
    """
    models = tuple(map(find_model, names))
    if len(models) > 1:
        return Ensemble(models)
    return models[0] if models else find_model()
