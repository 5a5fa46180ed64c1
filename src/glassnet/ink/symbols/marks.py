"""Ink that may be a symbol, and what it is: points, commas, minus signs, slashes and colons."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.ink.photo.components import Component
from glassnet.ink.photo.scene import Box, bounding_box
from glassnet.ink.rendering import GrayImage
from glassnet.ink.symbols.names import SYMBOLS

NONE: Final = "none"
CLASSES: Final = (*SYMBOLS, NONE)
"""What a mark may be; the last is a digit, a part of one, or a speck."""

SymbolScorer = Callable[[GrayImage], NDArray[np.floating]]
"""How probable each of `CLASSES` is: windows (n, 28, 28, 2) uint8 to (n, 6)."""


class Mark(NamedTuple):
    """Connected parts that may be a symbol, and the rows between which the digits beside them lie."""

    parts: tuple[Component, ...]
    top: float
    bottom: float

    @property
    def box(self) -> Box:
        """Top, left, bottom and right."""
        return bounding_box(self.parts)
