"""A trained network with all that is needed to use it and to know where it came from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import prod
from typing import Any, Final, Self

import numpy as np

from glassnet import engine
from glassnet.data.batches import scale
from glassnet.data.labeled_images import DIGIT_NAMES, LabeledImages, shorten
from glassnet.display import Html, join, make_facts
from glassnet.errors import format_error
from glassnet.ink.rendering import SIDE
from glassnet.models.calibration import Calibration
from glassnet.models.classifier import Classifier
from glassnet.models.reading import Scores
from glassnet.nn import Array, DtypeError, Network, Parameters, Shape, ShapeError
from glassnet.nn.deviations import correct_loss
from glassnet.recipes import Recipe
from glassnet.training import Evaluation

INK_SHAPES: Final = ((SIDE * SIDE,), (SIDE, SIDE), (SIDE, SIDE, 1))


@dataclass(frozen=True)
class Metric:
    """An accuracy, 0 to 1, with the set that it was measured on and that set's digest."""

    set: str
    digest: str
    accuracy: float


@dataclass(frozen=True, eq=False)
class Model(Classifier):
    """A recipe, the parameters that were trained by it, and their record.

    A model that `rejects` has one more output than classes. `metrics` are the accuracies measured after
    training. `made_by` is the command that made the model.
    """

    recipe: Recipe
    parameters: Parameters
    class_names: tuple[str, ...] = DIGIT_NAMES
    calibration: Calibration = Calibration()  # noqa: RUF009 - frozen
    metrics: tuple[Metric, ...] = ()
    trained_on: str = ""
    trained_on_digest: str = ""
    made_by: str = ""
    notes: Mapping[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        count, classes = self.parameters.vector.size, len(self.class_names)
        return f"<Model {self.name}: {count:,} parameters, {classes} classes, trained on {self.trained_on}>"

    def _repr_html_(self) -> str:
        """For notebooks: what it is, where it came from, its accuracies and its network."""
        facts = {
            "description": self.recipe.description,
            "classes": shorten(self.class_names),
            "rejects": "yes" if self.rejects else "no",
            "trained on": self.trained_on,
            **{each.set: f"{each.accuracy:.2%} correct" for each in self.metrics},
            "made by": self.made_by,
        }
        return join(make_facts(f"Model {self.name}", facts), Html(self.network._repr_html_()))

    @property
    def name(self) -> str:
        """The name of the recipe."""
        return self.recipe.name

    @cached_property
    def network(self) -> Network:
        """The network that the parameters belong to."""
        return self.recipe.network

    @property
    def rejects(self) -> bool:
        """Whether the last output stands for images that are none of the classes."""
        return self.recipe.rejects

    def outputs(self, images: Array) -> Array:
        """The network's outputs `(count, outputs)` for images as `predict` takes them.

        One image alone is computed by a faster function: its last bits may differ from those in a batch.
        """
        images = np.asarray(images)
        self.expect_images(images)
        if len(images) != 1 or not engine.pays_to_compile(self.network, 1):
            return engine.outputs(self.network, self.parameters, images)
        inputs = scale(images, self.parameters.vector.dtype)
        return self._predict_one(inputs.reshape(self.network.input_shape))[np.newaxis]

    @cached_property
    def _predict_one(self) -> Callable[[Array], Array]:
        return engine.prepare_one(self.network, self.parameters)

    def score(self, images: Array) -> Scores:
        """Probabilities and rejections for images `(count, height, width)`, as `predict` takes them."""
        return self.score_outputs(self.outputs(images))

    def score_outputs(self, outputs: Array) -> Scores:
        """Probabilities and rejections from the network's outputs `(count, outputs)`."""
        probabilities = self.calibration.probabilities(
            self._class_outputs(outputs), self.recipe.loss
        )
        can_reject = self.rejects and self.calibration.threshold is not None
        return Scores(probabilities, self.calibration.margins(outputs) if can_reject else None)

    def class_shares(self, images: Array) -> Array:
        """How much each image looks like each class, `(count, classes)`; all little where it is rejected."""
        return self.share_outputs(self.outputs(images))

    def share_outputs(self, outputs: Array) -> Array:
        """`class_shares` from the network's outputs `(count, outputs)`."""
        return self._class_outputs(self.calibration.probabilities(outputs, self.recipe.loss))

    def evaluate(self, data: LabeledImages) -> Evaluation:
        """Classify every image of a labeled set and compare with its labels.

        The loss is that of training, on uncalibrated outputs.
        """
        outputs = self.outputs(data.images)
        value, _ = correct_loss(self.recipe.loss)(self._class_outputs(outputs), data.labels)
        scores = self.score_outputs(outputs)
        return Evaluation(data, scores.probabilities, value, scores.rejected)

    def with_metrics(self, *evaluations: Evaluation) -> Self:
        """The model with these accuracies in its record."""
        metrics = tuple(
            Metric(str(each.data), each.data.digest(), each.accuracy) for each in evaluations
        )
        return replace(self, metrics=metrics)

    def expect_ink_shape(self) -> None:
        """Raise `ShapeError` unless the input is a gray image of 28x28, which ink is rendered to."""
        shape = self.network.input_shape
        if shape not in INK_SHAPES:
            remedy = (
                "Classify arrays by Model.predict, or a data set by: "
                "glassnet predict MODEL --data SOURCE"
            )
            wanted = f"ink as inputs of {_format_shape(shape)}"
            got = f"{SIDE}x{SIDE}, which is what pictures and strokes are rendered to"
            raise ShapeError(format_error(f"The model {self.name!r}", wanted, got, remedy))

    def expect_images(self, images: Array) -> None:
        """Raise `ShapeError` or `DtypeError` unless these are images `(count, ...)` for `predict`."""
        shape, got = self.network.input_shape, f"{images.dtype} of shape {images.shape}"
        if images.ndim < 2 or prod(images.shape[1:]) != prod(shape):
            wanted = f"a batch of images, each of {_format_shape(shape)}"
            remedy = "Use images of this shape, or a model that was trained on the other one."
            if prod(images.shape) == prod(shape):
                remedy = "One image is a batch of one: write images[np.newaxis]."
            raise ShapeError(format_error(f"The model {self.name!r}", wanted, got, remedy))
        if images.dtype != np.uint8:
            remedy = "Convert shares from 0 to 1: np.rint(255 * images).astype(np.uint8)."
            wanted = "images of bytes, uint8"
            raise DtypeError(format_error(f"The model {self.name!r}", wanted, got, remedy))

    def _class_outputs(self, outputs: Array) -> Array:
        return np.ascontiguousarray(outputs[:, : len(self.class_names)])


def _format_shape(shape: Shape) -> str:
    return f"{shape[0]} values" if len(shape) == 1 else "x".join(map(str, shape))
