"""The result of the ink pipeline: the 28x28 image, and every stage on the way to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

SIDE = 28
"""Rows and columns of an image that a network reads, in pixels."""

BOX = 20
"""Longer side of the ink in such an image, pen included, in pixels."""

PEN_WIDTH = 2.4
"""Width of the pen in pixels of such an image; MNIST's own median, by stroke area over edge length."""

GrayImage = NDArray[np.uint8]
"""Rows by columns of gray levels: 0 paper, 255 full ink."""


class Stage(NamedTuple):
    """One named step on the way, for showing."""

    name: str
    image: GrayImage

    def __repr__(self) -> str:
        height, width = self.image.shape
        return f"<Stage {self.name!r}, {width}x{height}>"


class Place(NamedTuple):
    """Where a digit lies on a picture: its row of digits, from 1, its box, its column and its number.

    The box is in shares of the upright picture's width and height, from its upper left corner. `column`
    counts columns of text, from 1, and `number` the numbers of the page in reading order, from 1: digits
    of the same number are read together.
    """

    row: int
    left: float
    top: float
    right: float
    bottom: float
    column: int = 1
    number: int = 1


@dataclass(frozen=True)
class Rendering:
    """Ink preprocessed like MNIST's digits, or the reason why there is none.

    `image` is (28, 28), uint8, 255 is full ink; None when nothing was drawn, and then `reason`
    is a sentence for the user. `stages` are in the order in which they came about. `place` is known of
    digits that `segment` found. Of a picture that was read as one digit, `crowded` says that marks
    as large as the digit lie beside it: there may be several, and `doubt`, 0 to 1, how likely the picture
    shows another digit, seen in another way. `symbols` are the probabilities of each of
    `glassnet.ink.symbols.names.SYMBOLS`, for ink that may be one; the rest is that of a digit. `strokes` are
    those that were drawn, each (points, 2), if it came about from strokes.
    """

    image: GrayImage | None
    stages: tuple[Stage, ...] = ()
    reason: str = ""
    place: Place | None = None
    crowded: bool = False
    doubt: float = 0.0
    symbols: tuple[float, ...] = ()
    strokes: tuple[NDArray[np.float64], ...] = field(default=(), repr=False)

    def __repr__(self) -> str:
        if self.image is None:
            return f"<Rendering: {self.reason}>"
        return f"<Rendering {self.image.shape[1]}x{self.image.shape[0]}, {len(self.stages)} stages>"

    def __bool__(self) -> bool:
        """Whether there is ink."""
        return self.image is not None
