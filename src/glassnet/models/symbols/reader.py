"""The network that finds symbols between digits; it ships with the package."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

import numpy as np

from glassnet.ink.rendering import GrayImage
from glassnet.ink.symbols.marks import CLASSES
from glassnet.models.small_network import SmallNetwork, read_small_network
from glassnet.nn import Array

FILE: Final = Path(__file__).parent / "symbols.safetensors"
"""A model file, made by `scripts/train_symbols.py`."""

PRIORS: Final = {"/": 3.0}
"""How many times as frequent a class is on pages as in simulated lines, where most lean strokes are ones."""


def score_symbols(windows: GrayImage) -> Array:
    """How probable each class of `ink.symbols.marks.CLASSES` is, (windows, classes).

    `windows` are as `draw_windows` makes them.
    """
    weighed = load_symbol_network().predict(windows) * np.array(
        [PRIORS.get(each, 1.0) for each in CLASSES]
    )
    return weighed / weighed.sum(axis=1, keepdims=True)


@cache
def load_symbol_network() -> SmallNetwork:
    """The network in `FILE`. Raises `DamagedFile` where that is not whole."""
    return read_small_network(FILE)
