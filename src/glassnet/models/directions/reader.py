"""The network that reads maps of direction; it ships with the package."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from glassnet.ink.strokes.directions import draw_direction_maps
from glassnet.models.small_network import SmallNetwork, read_small_network
from glassnet.nn import Array

FILE: Final = Path(__file__).parent / "directions.safetensors"
"""A model file, made by `scripts/train_directions.py`."""


def predict_strokes(drawings: Sequence[Sequence[NDArray[np.floating]]]) -> Array:
    """The probability of each digit, (drawings, 10), by the pen's trajectory alone."""
    return load_direction_network().predict(draw_direction_maps(drawings))


@cache
def load_direction_network() -> SmallNetwork:
    """The network in `FILE`. Raises `DamagedFile` where that is not whole."""
    return read_small_network(FILE)
