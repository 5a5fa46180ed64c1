"""What a model reads in a picture, and the scores that it is read from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from glassnet.data.labeled_images import DIGIT_NAMES, NO_DIGIT
from glassnet.display import draw_bars, draw_image, join
from glassnet.ink import Rendering
from glassnet.nn import Array

NO_INK: Final = "no ink"
NONE_OF_THESE: Final = "none of these"


@dataclass(frozen=True, eq=False)
class Scores:
    """What a model computes for a batch of images.

    `probabilities` `(count, classes)` are calibrated. `margins` `(count,)` say by how much the evidence
    that an image is one of the classes exceeds the threshold; None where the model rejects nothing.
    """

    probabilities: Array
    margins: Array | None = None

    def __repr__(self) -> str:
        images, classes = self.probabilities.shape
        return f"<Scores of {images:,} images, {classes} classes>"

    @property
    def rejected(self) -> Array | None:
        """Which images are none of the classes, `(count,)` bool; None where nothing can be rejected."""
        return None if self.margins is None else self.margins < 0


@dataclass(frozen=True)
class Reading:
    """What a model reads in one picture.

    `label` is the name of the class, or None with a `reason`: "no ink" for an empty picture; "no digit"
    (for classes other than the ten digits: "none of these") for one that the model rejects.
    `probabilities` `(classes,)` are None for an empty picture.
    """

    label: str | None
    reason: str
    probabilities: Array | None
    rendering: Rendering
    class_names: tuple[str, ...] = field(default=(), repr=False)

    def _repr_html_(self) -> str:
        """For notebooks: the image that the model got, and the probability of each class."""
        title = "Reading" if self.label is None else f"Reading {self.label}"
        image = self.rendering.image
        picture = "" if image is None else draw_image(image, self.label or self.reason)
        if self.probabilities is None:
            return join(f"{title}: {self.reason}", picture)
        names = self.class_names or tuple(map(str, range(len(self.probabilities))))
        shares = dict(zip(names, map(float, self.probabilities), strict=True))
        return join(self.reason, picture, draw_bars(title, shares, self.label))

    def __repr__(self) -> str:
        if self.label is None:
            return f"<Reading: {self.reason}>"
        return f"<Reading {self.label!r}, {self.confidence or 0:.2%}>"

    @property
    def digit(self) -> int | None:
        """The digit as a number, where `label` is one of "0" to "9"; else None."""
        return DIGIT_NAMES.index(self.label) if self.label in DIGIT_NAMES else None

    @property
    def confidence(self) -> float | None:
        """The probability of `label`, 0 to 1; None without a label."""
        if self.label is None or self.probabilities is None:
            return None
        return float(self.probabilities.max())


def name_rejection(class_names: Sequence[str]) -> str:
    """What an image is called that is none of these classes."""
    return NO_DIGIT if tuple(class_names) == DIGIT_NAMES else NONE_OF_THESE


def make_readings(
    renderings: Sequence[Rendering], class_names: Sequence[str], scores: Scores | None
) -> list[Reading]:
    """One reading for each rendering; `scores` has a row for each rendering that has an image."""
    rows = iter(range(len(renderings)))
    return [
        Reading(None, NO_INK, None, each)
        if each.image is None or scores is None
        else _make_reading(each, class_names, scores, next(rows))
        for each in renderings
    ]


def _make_reading(
    rendering: Rendering, class_names: Sequence[str], scores: Scores, row: int
) -> Reading:
    probabilities = scores.probabilities[row]
    if rendering.doubt:
        # What the picture may show instead is not known by class: it is shared among all.
        equal = np.full_like(probabilities, 1 / len(probabilities))
        probabilities = (1 - rendering.doubt) * probabilities + rendering.doubt * equal
    if scores.margins is not None and scores.margins[row] < 0:
        reason = name_rejection(class_names)
        return Reading(None, reason, probabilities, rendering, tuple(class_names))
    label = class_names[int(np.argmax(probabilities))]
    return Reading(label, "", probabilities, rendering, tuple(class_names))
