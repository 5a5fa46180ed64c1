"""A trained network together with all that is needed to use it and to know where it came from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Self

import numpy as np

from glassnet import engine
from glassnet.data.batches import scale
from glassnet.data.labeled_images import DIGIT_NAMES, LabeledImages
from glassnet.errors import format_error
from glassnet.ink import Rendering
from glassnet.ink.rendering import SIDE
from glassnet.models.pictures import ReadsPictures
from glassnet.models.reading import Reading, read_inked, readings
from glassnet.nn import Array, DtypeError, Network, Parameters, ShapeError
from glassnet.nn.deviations import correct_loss
from glassnet.recipes import Recipe
from glassnet.training import Evaluation


@dataclass(frozen=True)
class Figure:
    """An accuracy, 0 to 1, with the set that it was measured on and that set's digest."""

    set: str
    digest: str
    accuracy: float


@dataclass(frozen=True, eq=False)
class Model(ReadsPictures):
    """A recipe, the parameters that it led to, and their record.

    `temperature` divides the logits before the softmax, so that a probability of 90 % is right nine
    times in ten (Guo et al. 2017). `digit_threshold` is the least `digit_evidence` for which something
    counts as a digit; without it everything does. `class_names` are those of digits alone, though a
    network that learnt from non-digits has one output more. `made_by` is the command that made the model.
    """

    recipe: Recipe
    parameters: Parameters
    class_names: tuple[str, ...] = DIGIT_NAMES
    temperature: float = 1.0
    digit_threshold: float | None = None
    figures: tuple[Figure, ...] = ()
    trained_on: str = ""
    trained_on_digest: str = ""
    made_by: str = ""
    notes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name of its recipe."""
        return self.recipe.name

    @cached_property
    def network(self) -> Network:
        """The network that the parameters belong to."""
        return self.recipe.network

    @property
    def can_refuse(self) -> bool:
        """Whether it may answer "no digit" to ink."""
        return self.digit_threshold is not None and self.recipe.non_digits > 0

    def outputs(self, images: Array) -> Array:
        """The network's outputs `(count, outputs)` for images `(count, 28, 28)` uint8.

        Bright ink on black, 0 to 255. Raises `ShapeError` or `DtypeError` for anything else.
        """
        _expect_images(images)
        return engine.outputs(self.network, self.parameters, images)

    def outputs_of_one(self, image: Array) -> Array:
        """The network's outputs `(1, outputs)` for one image `(28, 28)` uint8, without delay."""
        _expect_images(image[np.newaxis])
        inputs = scale(image[np.newaxis], self.parameters.vector.dtype)
        return self._outputs_by_one(inputs.reshape(self.network.input_shape))[np.newaxis]

    @cached_property
    def _outputs_by_one(self) -> Callable[[Array], Array]:
        return engine.prepare_one(self.network, self.parameters)

    def probabilities_of(self, outputs: Array) -> Array:
        """Calibrated probabilities `(count, classes)` from the network's outputs, if it is a digit."""
        return self.recipe.loss.probabilities(self.digit_outputs(outputs) / self.temperature)

    def digit_outputs(self, outputs: Array) -> Array:
        """The columns `(count, classes)` that stand for digits."""
        return np.ascontiguousarray(outputs[:, : len(self.class_names)])

    def digit_evidence(self, outputs: Array) -> Array:
        """The logarithm of the odds that it is a digit, `(count,)`, for a network that learnt non-digits.

        log(p / (1 - p)) = log sum exp of the digits' logits - the logit of "no digit".
        """
        return np.logaddexp.reduce(self.digit_outputs(outputs), axis=1) - outputs[:, -1]

    def probabilities(self, images: Array) -> Array:
        """Calibrated probabilities `(count, classes)` for images `(count, 28, 28)` uint8."""
        return self.probabilities_of(self.outputs(images))

    def digit_margin(self, outputs: Array) -> Array:
        """By how much each row's `digit_evidence` exceeds the threshold, `(count,)`, if `can_refuse`."""
        return self.digit_evidence(outputs) - (self.digit_threshold or 0.0)

    def is_digit(self, outputs: Array) -> Array:
        """For each row of outputs, whether there is evidence enough that it is a digit at all."""
        if not self.can_refuse:
            return np.ones(len(outputs), bool)
        return self.digit_margin(outputs) >= 0

    def judge(self, images: Array) -> tuple[Array, Array]:
        """Calibrated probabilities `(count, classes)`, and which images are digits at all `(count,)`."""
        outputs = self.outputs(images)
        return self.probabilities_of(outputs), self.is_digit(outputs)

    def read(self, renderings: Sequence[Rendering]) -> list[Reading]:
        """What each picture shows; all that have ink are read in one batch."""
        return read_inked(renderings, self.class_names, self.judge)

    def readings_of(self, renderings: Sequence[Rendering], outputs: Array) -> list[Reading]:
        """What the network's outputs, one row for each rendering that has ink, say of the pictures."""
        probabilities, are_digits = self.probabilities_of(outputs), self.is_digit(outputs)
        return readings(renderings, self.class_names, probabilities, are_digits)

    def likeness(self, images: Array) -> Array:
        """How much each of images `(count, 28, 28)` looks like one digit, `(count,)` from 0 to 1."""
        probabilities = self.recipe.loss.probabilities(self.outputs(images) / self.temperature)
        return self.digit_outputs(probabilities).max(axis=1)

    def evaluate(self, digits: LabeledImages) -> Evaluation:
        """Read every image of a labelled set, and see what would be answered by "no digit"."""
        outputs = self.outputs(digits.images)
        value, _ = correct_loss(self.recipe.loss)(self.digit_outputs(outputs), digits.labels)
        refused = ~self.is_digit(outputs) if self.can_refuse else None
        return Evaluation(digits, self.probabilities_of(outputs), value, refused)

    def with_temperature(self, temperature: float) -> Self:
        """The model with its confidence rescaled."""
        return replace(self, temperature=temperature)

    def with_figures(self, *evaluations: Evaluation) -> Self:
        """The model with these accuracies in its record."""
        figures = tuple(
            Figure(str(each.digits), each.digits.digest(), each.accuracy) for each in evaluations
        )
        return replace(self, figures=figures)


def _expect_images(images: Array) -> None:
    got = f"{images.dtype} of shape {images.shape}"
    if images.shape[1:] != (SIDE, SIDE):
        hint = "One image is a batch of one: write images[np.newaxis]."
        raise ShapeError(format_error("A model", f"images (count, {SIDE}, {SIDE})", got, hint))
    if images.dtype != np.uint8:
        hint = "Of shares of ink make bytes: np.rint(255 * images).astype(np.uint8)."
        raise DtypeError(format_error("A model", "images of bytes, uint8", got, hint))
