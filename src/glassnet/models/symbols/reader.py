"""The network that finds symbols between digits; it ships with the package."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from glassnet import engine
from glassnet.ink.rendering import GrayImage
from glassnet.models.calibration import Calibration
from glassnet.models.sealed import read_sealed
from glassnet.nn import Array, Network, Parameters
from glassnet.recipes import Recipe, recipe_from_plain

FILE: Final = Path(__file__).parent / "symbols.safetensors"
"""A model file, made by `scripts/train_symbols.py`."""

MAX_HEADER_BYTES: Final = 1 << 16


class SymbolNetwork(NamedTuple):
    """What turns windows into probabilities."""

    recipe: Recipe
    parameters: Parameters
    calibration: Calibration

    @property
    def network(self) -> Network:
        """The network that the parameters belong to."""
        return self.recipe.network


def score_symbols(windows: GrayImage) -> Array:
    """How probable each class of `ink.symbols.marks.CLASSES` is, (windows, classes).

    `windows` are as `draw_windows` makes them.
    """
    known = load_symbol_network()
    outputs = engine.outputs(known.network, known.parameters, windows)
    return known.calibration.probabilities(outputs, known.recipe.loss)


@cache
def load_symbol_network() -> SymbolNetwork:
    """The network in `FILE`. Raises `DamagedFile` where that is not whole."""
    arrays, header = read_sealed(FILE, MAX_HEADER_BYTES)
    recipe = recipe_from_plain(header["recipe"], str(FILE))
    parameters = recipe.network.empty_parameters(recipe.precision)
    for name, view in parameters.items():
        view[...] = arrays[name]
    return SymbolNetwork(recipe, parameters, Calibration(**header["calibration"]))
