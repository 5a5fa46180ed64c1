"""One neuron's sum of 16 terms: a digit as 4x4 pixels in tenths, and weights in halves."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np

from glassnet.nn import Array

SIDE: Final = 4
MARGIN: Final = 2
TOLERANCE: Final = 1e-9
Grid = tuple[tuple[Fraction, ...], ...]


@dataclass(frozen=True, eq=False)
class WeightedSum:
    """An `image` `(28, 28)` uint8, its 4x4 `pixels` from 0 to 1, and a neuron's weights and bias."""

    image: Array
    pixels: Grid
    weights: Grid
    bias: Fraction

    @property
    def terms(self) -> Grid:
        """Pixel times weight, for each of the 16."""
        return tuple(
            tuple(x * w for x, w in zip(*rows, strict=True))
            for rows in zip(self.pixels, self.weights, strict=True)
        )

    @property
    def total(self) -> Fraction:
        """The sum of all terms and the bias."""
        return sum((each for row in self.terms for each in row), self.bias)

    @property
    def output(self) -> Fraction:
        """ReLU of the sum."""
        return max(self.total, Fraction(0))


def draw_sum(rng: np.random.Generator, image: Array) -> WeightedSum:
    """A task on an image `(28, 28)` uint8, with random weights; the sum is not zero."""
    while True:
        weights = rng.choice([-2, -1, 0, 1, 1, 2], (SIDE, SIDE))
        task = WeightedSum(
            image=image,
            pixels=shrink(image),
            weights=tuple(tuple(Fraction(int(w), 2) for w in row) for row in weights),
            bias=Fraction(int(rng.choice([-2, -1, 1, 2])), 2),
        )
        if task.total != 0:
            return task


def shrink(image: Array) -> Grid:
    """The mean of each block of 6x6 pixels within a margin of 2, in tenths of the largest one."""
    inside = image[MARGIN:-MARGIN, MARGIN:-MARGIN]
    block = inside.shape[0] // SIDE
    means = inside.reshape(SIDE, block, SIDE, block).mean(axis=(1, 3))
    tenths = np.rint(10 * means / max(float(means.max()), 1.0)).astype(int)
    return tuple(tuple(Fraction(int(each), 10) for each in row) for row in tenths)


def verify_sum(task: WeightedSum) -> list[str]:
    """What of the key differs from the product in float64; [] for nothing."""
    pixels, weights = (np.array(each, np.float64) for each in (task.pixels, task.weights))
    total = float(pixels.ravel() @ weights.ravel()) + float(task.bias)
    return [] if abs(total - float(task.total)) < TOLERANCE else ["sum of 16 terms"]
