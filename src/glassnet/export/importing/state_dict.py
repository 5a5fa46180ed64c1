"""Arrays by name and a recipe: which array belongs to which layer, and its axes in our order."""

from __future__ import annotations

from dataclasses import replace
from math import prod
from pathlib import Path
from typing import Any, Final

import numpy as np

from glassnet.errors import SettingError, format_error
from glassnet.export.importing.assembling import ImportedNetwork
from glassnet.export.importing.named_arrays import Layout, Module, group_modules
from glassnet.export.importing.own_files import read_arrays
from glassnet.nn import Array, Conv2D, Dense, Flatten, GlassnetError, LayerNorm, Shape
from glassnet.recipes import Recipe, recipe_from_plain
from glassnet.text_file import read_toml

IMAGE: Final = (28, 28)


def read_state_dict(
    path: Path, recipe_path: str | Path | None, layout: Layout | None
) -> ImportedNetwork:
    """The network of arrays by name and a recipe. Raises `SettingError` where they do not fit together.

    The TOML file may have a table [modules] that names the module of each layer, as in "1" = "features.0".
    """
    arrays = read_arrays(path)
    if recipe_path is None:
        remedy = "Name a TOML file with the layers by --recipe; docs/export.md has an example."
        found = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
        raise SettingError(
            format_error(str(path), "a recipe, for the activations", found[:300], remedy)
        )
    recipe, named = _read_recipe(Path(recipe_path))
    modules = group_modules(arrays)
    recipe = _resolve(recipe, modules)
    tried = (layout,) if layout else ("torch", "keras")
    fitting = []
    problems = []
    for each in tried:
        try:
            fitting.append(_fit(recipe, modules, named, each))
        except SettingError as error:
            problems.append(error)
    if not fitting:
        raise problems[0]
    if len(fitting) > 1 and path.suffix != ".safetensors":
        raise SettingError(
            format_error(
                str(path), "shapes that show the order of the axes", "weights that are all square",
                "Name it: --layout torch for (outputs, inputs), --layout keras for (inputs, outputs).",
            )
        )  # fmt: skip
    return fitting[0]


def _read_recipe(path: Path) -> tuple[Recipe, dict[str, str]]:
    plain = read_toml(path, "a recipe in TOML", "See docs/export.md.")
    named = plain.pop("modules", {})
    if not isinstance(named, dict):
        raise SettingError(
            format_error(f"{path}, modules", "a table", repr(named), 'Write "1" = "features.0".')
        )
    return recipe_from_plain({"name": path.stem, **plain}, str(path)), named


def _resolve(recipe: Recipe, modules: list[Module]) -> Recipe:
    """The recipe with as many classes as the last bias has, and images of 28x28 unless it says others."""
    outputs = len(modules[-1].arrays.get("bias", ())) if modules else 0
    if recipe.is_resolved or not outputs:
        return recipe
    shape = recipe.input_shape or IMAGE
    return recipe.resolve(outputs - recipe.rejects, shape)


def _fit(
    recipe: Recipe, modules: list[Module], named: dict[str, str], layout: Layout
) -> ImportedNetwork:
    network = recipe.network
    arrays: list[dict[str, Array]] = []
    flattened: Shape | None = None
    places = [
        (name, layer, shape)
        for name, layer, shape in zip(
            network.layer_names, network.layers, network.shapes, strict=False
        )
        if name
    ]
    chosen = _choose_modules(places, modules, named, layout)
    for name, layer, shape in zip(
        network.layer_names, network.layers, network.shapes, strict=False
    ):
        if isinstance(layer, Flatten):
            flattened = shape if len(shape) == 3 else None
        if not name:
            arrays.append({})
            continue
        converted = _convert(layer, shape, chosen[name], layout)
        if flattened is not None and layout == "torch":
            converted = _reorder_rows(layer, converted, flattened)
        flattened = None if isinstance(layer, Dense) else flattened
        arrays.append(converted)
    return ImportedNetwork(
        recipe.layers, tuple(arrays), network.input_shape, recipe.loss, recipe=replace(recipe)
    )


def _choose_modules(
    places: list[tuple[str, Any, Shape]],
    modules: list[Module],
    named: dict[str, str],
    layout: Layout,
) -> dict[str, Module]:
    """The module of each layer: the named one, else the next that fits, else the only one that fits."""
    by_name = {each.name: each for each in modules}
    if unknown := [each for each in named.values() if each not in by_name]:
        raise SettingError(
            format_error(
                "[modules]", f"names among {', '.join(by_name)}", unknown[0], "Correct it."
            )
        )
    left = [each for each in modules if each.name not in named.values()]
    chosen: dict[str, Module] = {}
    for name, layer, shape in places:
        if name in named:
            chosen[name] = by_name[named[name]]
            continue
        fitting = [each for each in left if _fits(layer, shape, each, layout)]
        if not fitting:
            raise _missing(name, layer, shape, left, layout)
        taken = left[0] if left[0] in fitting else fitting[0]
        if taken is not left[0] and len(fitting) > 1:
            raise SettingError(
                format_error(
                    f"Layer {name}", "one module that fits", f"{', '.join(each.name for each in fitting)}",
                    f'Name it in the recipe: [modules] "{name}" = "{fitting[0].name}".',
                )
            )  # fmt: skip
        chosen[name] = taken
        left.remove(taken)
    if left:
        raise SettingError(
            format_error(
                "The recipe", "a layer for each array", f"none for {', '.join(each.name for each in left)}",
                "Add the layers that are missing.",
            )
        )  # fmt: skip
    return chosen


def _fits(layer: Any, shape: Shape, module: Module, layout: Layout) -> bool:
    try:
        _convert(layer, shape, module, layout)
    except GlassnetError:
        return False
    return True


def _convert(layer: Any, shape: Shape, module: Module, layout: Layout) -> dict[str, Array]:
    """The module's arrays by our names and in our axes. Raises `SettingError` where shapes differ."""
    wanted = layer.parameter_shapes(shape)
    first = "gain" if isinstance(layer, LayerNorm) else "weights"
    weights = module.arrays.get("weights", np.zeros(0))
    if layout == "torch" and isinstance(layer, Dense) and weights.ndim == 2:
        weights = weights.T
    if layout == "torch" and isinstance(layer, Conv2D) and weights.ndim == 4:
        weights = weights.transpose(2, 3, 1, 0)
    bias = module.arrays.get("bias", np.zeros(wanted["bias"], np.float32))
    found = {first: weights, "bias": bias}
    for name, array in found.items():
        if array.shape != wanted[name]:
            raise SettingError(
                format_error(
                    f"{module.name}, {name}", f"the shape {wanted[name]} of {type(layer).__name__}",
                    f"{array.shape}", "Check the recipe's layers.",
                )
            )  # fmt: skip
    return {name: array.astype(np.float32) for name, array in found.items()}


def _reorder_rows(layer: Any, arrays: dict[str, Array], shape: Shape) -> dict[str, Array]:
    """Weights after a flattening of (channels, height, width), for one of (height, width, channels)."""
    if not isinstance(layer, Dense):
        raise SettingError(
            format_error(
                type(layer).__name__, "a dense layer after Flatten", "another one with parameters",
                "Import the network as ONNX.",
            )
        )  # fmt: skip
    height, width, channels = shape
    rows = np.arange(prod(shape)).reshape(channels, height, width).transpose(1, 2, 0).ravel()
    return {**arrays, "weights": arrays["weights"][rows]}


def _missing(
    name: str, layer: Any, shape: Shape, left: list[Module], layout: Layout
) -> SettingError:
    wanted = ", ".join(f"{key} {value}" for key, value in layer.parameter_shapes(shape).items())
    found = "; ".join(
        f"{each.name}: {', '.join(f'{key} {value.shape}' for key, value in each.arrays.items())}"
        for each in left
    )
    return SettingError(
        format_error(
            f"Layer {name} ({type(layer).__name__}, {layout} layout)", f"arrays {wanted}",
            found or "none that are left", "Check the recipe's layers and its input_shape.",
        )
    )  # fmt: skip
