"""Several models that answer together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from glassnet.data.labeled_images import LabeledImages
from glassnet.display import make_table
from glassnet.errors import format_error
from glassnet.models.classifier import Classifier
from glassnet.models.model import Metric, Model
from glassnet.models.reading import Scores
from glassnet.nn import Array, SettingError
from glassnet.training import Evaluation
from glassnet.training.metrics import cross_entropy


@dataclass(frozen=True, eq=False)
class Ensemble(Classifier):
    """Models of the same classes; its probabilities are the mean of their calibrated ones.

    Networks that started from other weights make other mistakes, and the mean makes fewer than each
    (Hansen and Salamon 1990). An image is rejected where the mean of the members' margins is below 0;
    members that reject nothing are left out of that mean. Raises `SettingError` for no members, and for
    members of different classes.
    """

    members: tuple[Model, ...]

    def __repr__(self) -> str:
        return f"<Ensemble of {' + '.join(each.name for each in self.members)}>"

    def _repr_html_(self) -> str:
        """For notebooks: a row for each member."""
        rows = [
            (each.name, f"{each.parameters.vector.size:,}", each.trained_on)
            for each in self.members
        ]
        return make_table("Ensemble", ("model", "parameters", "trained on"), rows)

    def __post_init__(self) -> None:
        class_lists = sorted({" ".join(each.class_names) for each in self.members})
        if len(class_lists) != 1:
            got = f"models of {' and of '.join(class_lists)}" if class_lists else "none"
            raise SettingError(
                format_error("An ensemble", "models of the same classes", got, "Choose others.")
            )

    @property
    def class_names(self) -> tuple[str, ...]:  # type: ignore[override] # a field of models
        """The classes of all members."""
        return self.members[0].class_names

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """None: only single models have a record."""
        return ()

    def score(self, images: Array) -> Scores:
        """The members' mean probabilities and margins for images `(count, ...)`, as `predict` takes them."""
        scores = [each.score(images) for each in self.members]
        margins = [each.margins for each in scores if each.margins is not None]
        return Scores(
            np.mean([each.probabilities for each in scores], axis=0),
            np.mean(margins, axis=0) if margins else None,
        )

    def class_shares(self, images: Array) -> Array:
        """How much each image looks like each class, `(count, classes)`: the members' mean."""
        return np.mean([each.class_shares(images) for each in self.members], axis=0)

    def evaluate(self, data: LabeledImages) -> Evaluation:
        """Classify every image of a labeled set; the loss is the cross-entropy of the mean probabilities."""
        scores = self.score(data.images)
        loss = cross_entropy(scores.probabilities, data.labels)
        return Evaluation(data, scores.probabilities, loss, scores.rejected)

    def expect_ink_shape(self) -> None:
        """Raise `ShapeError` unless every member takes gray images of 28x28."""
        for each in self.members:
            each.expect_ink_shape()
