"""Sample digits: from MNIST's test set where it is on this machine, else simulated."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np

from glassnet.data.errors import DataError
from glassnet.data.labeled_images import LabeledImages
from glassnet.data.published.catalog import MNIST
from glassnet.data.published.files import find, read_published
from glassnet.data.simulated import simulate
from glassnet.nn import Array


class Sample(NamedTuple):
    """One image (28, 28), its label, and the set that it is from."""

    image: Array
    label: str
    set: str


class Samples:
    """Digits at random. Nothing is downloaded for them."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng

    def draw(self) -> Sample:
        """One digit at random."""
        digits = self._test_digits or simulate(self._rng, 1)
        index = int(self._rng.integers(len(digits.images)))
        where = f"{digits.name} image {index:,}" if self._test_digits else digits.name
        return Sample(digits.images[index], digits.class_names[digits.labels[index]], where)

    @cached_property
    def _test_digits(self) -> LabeledImages | None:
        folder = find(MNIST)
        try:
            return None if folder is None else read_published(MNIST, folder).test
        except DataError:
            return None
