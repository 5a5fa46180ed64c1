"""A network that ships beside the models and helps them: read from a model file, without a record."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

from glassnet import engine
from glassnet.models.calibration import Calibration
from glassnet.models.sealed import read_sealed
from glassnet.nn import Array, Parameters
from glassnet.recipes import Recipe, recipe_from_plain

MAX_HEADER_BYTES: Final = 1 << 16


class SmallNetwork(NamedTuple):
    """A network, its parameters, and how its outputs become probabilities."""

    recipe: Recipe
    parameters: Parameters
    calibration: Calibration

    def predict(self, images: Array) -> Array:
        """Probabilities (images, classes) of images uint8 of the network's shape."""
        outputs = engine.outputs(self.recipe.network, self.parameters, images)
        return self.calibration.probabilities(outputs, self.recipe.loss)


def read_small_network(path: Path) -> SmallNetwork:
    """The network in a model file of the package. Raises `DamagedFile` where that is not whole."""
    arrays, header = read_sealed(path, MAX_HEADER_BYTES)
    recipe = recipe_from_plain(header["recipe"], str(path))
    parameters = recipe.network.empty_parameters(recipe.precision)
    for name, view in parameters.items():
        view[...] = arrays[name]
    return SmallNetwork(recipe, parameters, Calibration(**header["calibration"]))
