"""Measuring a model on pictures of digits, each read as `predict` reads it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from glassnet.data.labeled_images import LabeledImages
from glassnet.data.readers import open_digit_pictures
from glassnet.data.sources import SOURCES
from glassnet.ink import Rendering, from_image
from glassnet.ink.rendering import SIDE
from glassnet.models.alignment import align_classes
from glassnet.models.classifier import Classifier
from glassnet.models.reading import Reading
from glassnet.nn import Array, ShapeError
from glassnet.training import Evaluation
from glassnet.user_folders import expand_home

if TYPE_CHECKING:
    from glassnet.data.formats.image_folder import LabeledPictures

SURE: Final = 0.95


@dataclass(frozen=True, eq=False)
class PictureEvaluation(Evaluation):
    """An evaluation over pictures: the images are what the model got of them.

    `files` `(count,)` are the names of the pictures, `reasons` `(count,)` say why one is not read, and are
    empty where it is. Probabilities hold the doubt about how a picture is to be seen. `left_out` is a
    sentence on files that are no pictures, or empty.
    """

    files: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    left_out: str = ""

    @cached_property
    def is_read(self) -> Array:
        """Which pictures are read as a digit `(count,)`."""
        return np.array([not reason for reason in self.reasons])

    @property
    def read_correctly(self) -> int:
        """How many pictures are read as their label."""
        return int((self.is_read & (self.predictions == self.data.labels)).sum())

    @property
    def sure_and_wrong(self) -> int:
        """How many pictures are read wrong with a confidence above `SURE`."""
        sure = self.is_read & (self.probabilities.max(axis=1) > SURE)
        return int((sure & (self.predictions != self.data.labels)).sum())

    @property
    def not_read(self) -> dict[str, int]:
        """How many pictures are not read, by reason."""
        return dict(sorted(Counter(filter(None, self.reasons)).items()))

    def to_plain(self) -> dict[str, Any]:
        """All metrics as plain values."""
        return super().to_plain() | {
            "pictures": {
                "correct": self.read_correctly,
                "wrong": int(self.is_read.sum()) - self.read_correctly,
                "sure_and_wrong": self.sure_and_wrong,
                "not_read": self.not_read,
            }
        }


@contextmanager
def open_pictures(
    classifier: Classifier, source: str | Path
) -> Iterator[dict[str, LabeledPictures]]:
    """The pictures of digits of a folder or zip archive, by split, where a model reads such.

    None for any other source: that is a data set. Raises DataError.
    """
    if str(source) in SOURCES or not _reads_ink(classifier):
        yield {}
    else:
        with open_digit_pictures(expand_home(source)) as found:
            yield found


def evaluate_pictures(classifier: Classifier, pictures: LabeledPictures) -> PictureEvaluation:
    """Read every picture as `Classifier.read_image` does, and compare with its label.

    One in MNIST's form is taken as it is, so that a set of digits saved as pictures gives the same result
    as the set. Raises DataError and InkError for what cannot be read, SettingError where the model does
    not have the classes.
    """
    readings = classifier.read([_render(classifier, path) for path in pictures.files])
    images = np.stack([_image_of(each) for each in readings])
    data = align_classes(classifier, LabeledImages(images, pictures.labels, pictures.name))
    probabilities = [
        _probabilities_of(reading, label, len(data.class_names))
        for reading, label in zip(readings, data.labels.tolist(), strict=True)
    ]
    return PictureEvaluation(
        data,
        np.stack(probabilities),
        classifier.evaluate(data).loss,
        np.array([reading.label is None for reading in readings]),
        files=pictures.names,
        reasons=tuple(reading.reason for reading in readings),
        left_out=pictures.left_out,
    )


def _reads_ink(classifier: Classifier) -> bool:
    try:
        classifier.expect_ink_shape()
    except ShapeError:
        return False
    return True


def _render(classifier: Classifier, path: Path) -> Rendering:
    from glassnet.data.formats.image_folder import read_mnist_form

    ready = read_mnist_form(path)
    if ready is not None:
        return Rendering(ready)
    return from_image(path, classifier.class_shares, stages=False)


def _image_of(reading: Reading) -> Array:
    """What the model got; blank where there is no ink."""
    image = reading.rendering.image
    return np.zeros((SIDE, SIDE), np.uint8) if image is None else image


def _probabilities_of(reading: Reading, label: int, classes: int) -> Array:
    """Those of a reading. Without ink all are alike but that of the label: no answer is not right."""
    if reading.probabilities is not None:
        return reading.probabilities
    equal = np.full(classes, 1.0)
    equal[label] = 0.5
    return equal / equal.sum()
