"""What the ink pipeline answers: the 28x28 image, and every stage on the way to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

SIDE = 28
"""Rows and columns of an image that a network reads, in pixels."""

BOX = 20
"""Longer side of the ink in such an image, pen included, in pixels."""

GreyImage = NDArray[np.uint8]
"""Rows by columns of grey levels: 0 paper, 255 full ink."""


class Stage(NamedTuple):
    """One named step on the way, for showing."""

    name: str
    image: GreyImage


@dataclass(frozen=True)
class Rendering:
    """Ink made the way MNIST was made, or the reason why there is none.

    `image` is (28, 28), uint8, 255 is full ink; None when nothing was drawn, and then `reason`
    is a sentence for people. `stages` are in the order in which they came about.
    """

    image: GreyImage | None
    stages: tuple[Stage, ...] = ()
    reason: str = ""

    def __bool__(self) -> bool:
        """Whether there is ink."""
        return self.image is not None
