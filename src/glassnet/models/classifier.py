"""What a model and an ensemble have in common: arrays or ink in, classes out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from itertools import islice

import numpy as np
from numpy.typing import ArrayLike

from glassnet.data.labeled_images import LabeledImages
from glassnet.ink import (
    Picture,
    Rendering,
    from_image,
    from_pixels,
    from_strokes,
    segment_page,
    segment_strokes,
)
from glassnet.models.alternatives import CutReading
from glassnet.models.page import PageReading, make_page
from glassnet.models.reading import Reading, Scores, make_readings
from glassnet.models.structure import Structure
from glassnet.models.structure.pages import choose_readings
from glassnet.models.symbols.reader import score_symbols
from glassnet.models.symbols.readings import add_symbols, name_classes
from glassnet.nn import Array
from glassnet.training import Evaluation


class Classifier(ABC):
    """Predicts the class of images, and reads pictures and pen strokes.

    Ink becomes a gray image of 28x28, as MNIST was made. The `read` methods raise `ShapeError` for a model
    of other images; `predict` takes those.
    """

    class_names: tuple[str, ...]

    @abstractmethod
    def score(self, images: Array) -> Scores:
        """Probabilities and rejections for images `(count, height, width)` uint8, 255 full ink."""

    @abstractmethod
    def class_shares(self, images: Array) -> Array:
        """How much each image looks like each class, `(count, classes)`; all little where it is rejected."""

    def confidence(self, images: Array) -> Array:
        """How surely each image is some one class, `(count,)` from 0 to 1."""
        return self.class_shares(images).max(axis=1)

    @abstractmethod
    def evaluate(self, data: LabeledImages) -> Evaluation:
        """Classify every image of a labeled set and compare with its labels."""

    @abstractmethod
    def expect_ink_shape(self) -> None:
        """Raise `ShapeError` unless the input is a gray image of 28x28, which ink is rendered to."""

    def predict(self, images: Array) -> Array:
        """The most probable class of each image, `(count,)` int64 indices of `class_names`.

        `images` `(count, height, width)` uint8, bright ink on black; with colors
        `(count, height, width, channels)`. As the labels of a data set are indices, too,
        `(model.predict(data.images) == data.labels).mean()` is the accuracy.
        Raises `ShapeError` or `DtypeError` for other arrays.
        """
        return self.predict_proba(images).argmax(axis=1)

    def predict_proba(self, images: Array) -> Array:
        """Calibrated probabilities `(count, classes)` of images as `predict` takes them."""
        return self.score(images).probabilities

    def read(self, renderings: Sequence[Rendering]) -> list[Reading]:
        """One reading for each rendering; all that have ink are classified in one batch."""
        self.expect_ink_shape()
        images = [each.image for each in renderings if each.image is not None]
        scores = self.score(np.stack(images)) if images else None
        return make_readings(renderings, self.class_names, scores)

    def read_image(self, source: Picture) -> Reading:
        """Read a picture of one character: a file's path, its bytes, a Pillow image, or an array of bytes.

        Files are PNG, JPEG, WebP, TIFF, BMP or GIF; arrays `(height, width)` gray, or `(height, width, 3)`.
        Raises `InkError`, which is a ValueError, for anything else.
        """
        self.expect_ink_shape()
        return self.read([from_image(source, self.class_shares)])[0]

    def read_many(self, source: Picture) -> list[Reading]:
        """Read a picture of several characters, in reading order; otherwise as `read_image`."""
        return list(self.read_page(source).digits)

    def read_page(
        self, source: Picture, structure: Structure | None = None, *, symbols: bool = False
    ) -> PageReading:
        """Read the numbers on a picture of a page, in reading order; otherwise as `read_image`.

        With a `structure`, the most probable reading that has it is chosen for each number. With `symbols`,
        decimal points, commas, minus signs, slashes and colons are read, too.
        """
        self.expect_ink_shape()
        page = segment_page(source, self.confidence, score_symbols if symbols else None)
        others = [digit for cut in page.cuts for digit in cut.digits]
        readings, names = self._read_all([*page.digits, *others], symbols)
        rest = iter(readings[len(page.digits) :])
        cuts = [
            CutReading(cut.first, cut.last, tuple(islice(rest, len(cut.digits))), cut.odds)
            for cut in page.cuts
        ]
        found = make_page(readings[: len(page.digits)], page.turn, cuts, names)
        return found if structure is None else choose_readings(found, structure, self, names)

    def _read_all(
        self, renderings: Sequence[Rendering], symbols: bool
    ) -> tuple[list[Reading], tuple[str, ...]]:
        """The readings, and the classes that they have probabilities for."""
        readings = self.read(renderings)
        if not symbols:
            return readings, self.class_names
        return add_symbols(readings, self.class_names), name_classes(self.class_names)

    def read_pixels(self, pixels: ArrayLike) -> Reading:
        """Read 28 rows of 28 pixels as they are, in MNIST's form: bright ink, 0 for paper.

        Raises `InkError`, which is a ValueError, for other shapes and values.
        """
        return self.read([from_pixels(pixels)])[0]

    def read_strokes(self, strokes: Iterable[ArrayLike]) -> Reading:
        """Read pen strokes, each `(points, 2)` in any unit, x to the right, y downwards.

        Raises ValueError for other arrays.
        """
        return self.read([from_strokes(strokes)])[0]

    def read_stroke_page(
        self,
        strokes: Iterable[ArrayLike],
        structure: Structure | None = None,
        *,
        symbols: bool = False,
        stages: bool = False,
    ) -> PageReading:
        """Read pen strokes of several digits, each `(points, 2)`, in drawing order, as numbers.

        Strokes are grouped by overlap, touch, spacing and time. Boxes are shares of the box of all strokes.
        With `symbols`, these are read as by `read_page`. With `stages`, the digits keep those of their
        rendering.
        """
        scorer = score_symbols if symbols else None
        found = segment_strokes(strokes, scorer, stages=stages)
        digits, names = self._read_all(found.digits, symbols)
        page = make_page(digits, class_names=names)
        return page if structure is None else choose_readings(page, structure, self, names)
