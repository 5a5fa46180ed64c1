"""The network that finds symbols between digits; it ships with the package."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from glassnet.ink.rendering import GrayImage
from glassnet.models.small_network import SmallNetwork, read_small_network
from glassnet.nn import Array

FILE: Final = Path(__file__).parent / "symbols.safetensors"
"""A model file, made by `scripts/train_symbols.py`."""


def score_symbols(windows: GrayImage) -> Array:
    """How probable each class of `ink.symbols.marks.CLASSES` is, (windows, classes).

    `windows` are as `draw_windows` makes them.
    """
    return load_symbol_network().predict(windows)


@cache
def load_symbol_network() -> SmallNetwork:
    """The network in `FILE`. Raises `DamagedFile` where that is not whole."""
    return read_small_network(FILE)
