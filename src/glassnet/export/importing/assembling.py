"""Layers and arrays from elsewhere, as a model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod
from pathlib import Path
from typing import Any

import numpy as np

from glassnet.data.labeled_images import DIGIT_NAMES
from glassnet.errors import SettingError, format_error
from glassnet.models import Model
from glassnet.nn import Array, Conv2D, Dense, Dropout, Flatten, Layer, Loss, Shape
from glassnet.recipes import Recipe


@dataclass(frozen=True, eq=False)
class ImportedNetwork:
    """Layers with their arrays in our axes; one table of arrays for each layer, empty for those without."""

    layers: tuple[Layer, ...]
    arrays: tuple[dict[str, Array], ...]
    input_shape: Shape
    loss: Loss
    class_names: tuple[str, ...] | None = None
    recipe: Recipe | None = None


def assemble(
    found: ImportedNetwork, path: Path, class_names: Sequence[str] | None, mean: float, std: float
) -> Model:
    """The model of an imported network. Raises `SettingError` where parts do not fit together."""
    if mean != 0 or std != 1:
        found = _take_in_normalization(found, mean, std)
    recipe = found.recipe or Recipe(
        name=path.stem, layers=found.layers, data="mnist", loss=found.loss
    )
    recipe = recipe.with_changes(layers=found.layers, input_shape=found.input_shape)
    if class_names is None and found.class_names is not None:
        # One output more than there are classes: "none of these".
        recipe = recipe.with_changes(
            rejects=len(found.class_names) + 1 == prod(recipe.network.output_shape)
        )
    network = recipe.network
    parameters = network.empty_parameters(recipe.precision)
    for name, arrays in zip(network.layer_names, found.arrays, strict=True):
        for own_name, array in arrays.items():
            parameters[f"{name}.{own_name}"][...] = array
    if not np.isfinite(parameters.vector).all():
        raise SettingError(
            format_error(str(path), "finite parameters", "others", "Train the network again.")
        )
    names = _name_classes(class_names or found.class_names, prod(network.output_shape), recipe)
    return Model(recipe, parameters, names, made_by=f"glassnet import {path.name}")


def _name_classes(given: Sequence[str] | None, outputs: int, recipe: Recipe) -> tuple[str, ...]:
    classes = outputs - recipe.rejects
    if given is None:
        return DIGIT_NAMES if classes == len(DIGIT_NAMES) else tuple(map(str, range(classes)))
    if len(given) != classes:
        raise SettingError(
            format_error(
                "--classes", f"{classes} names, one for each output", str(len(given)), "Name each one."
            )
        )  # fmt: skip
    return tuple(given)


def _take_in_normalization(found: ImportedNetwork, mean: float, std: float) -> ImportedNetwork:
    """The network for pixels from 0 to 1: (x - mean) / std in the first layer, or as a 1x1 convolution.

    A convolution pads with zeros after the normalization, so in front of one it has to be a layer of its own.
    """
    if not std > 0:
        raise SettingError(format_error("--std", "a number above 0", str(std), "Write 1."))
    for i, layer in enumerate(found.layers):
        if isinstance(layer, Dense):
            arrays = list(found.arrays)
            weights = arrays[i]["weights"].astype(np.float64)
            bias = arrays[i]["bias"] - weights.sum(axis=0) * mean / std
            arrays[i] = {"weights": weights / std, "bias": bias}
            return replace(found, arrays=tuple(arrays))
        if not isinstance(layer, Flatten | Dropout):
            break
    if len(found.input_shape) != 3:
        raise SettingError(
            format_error(
                "--mean and --std", "a network whose first layer is dense or takes images", "another one",
                "Leave them out.",
            )
        )  # fmt: skip
    channels = found.input_shape[2]
    scale: dict[str, Any] = {
        "weights": np.eye(channels).reshape(1, 1, channels, channels) / std,
        "bias": np.full(channels, -mean / std),
    }
    return replace(
        found, layers=(Conv2D(channels, 1), *found.layers), arrays=(scale, *found.arrays)
    )
