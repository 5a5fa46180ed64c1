"""The recipe of a run that a request starts, within the limits of the service."""

from __future__ import annotations

from math import prod
from typing import Any, Final

from glassnet.data.sources import SOURCES
from glassnet.errors import GlassnetError, ShapeError, did_you_mean
from glassnet.models.file import BUILD_ERRORS
from glassnet.nn import Network
from glassnet.recipes import Recipe, recipe_from_plain
from glassnet.serve.http.errors import ApiError
from glassnet.serve.http.limits import Limits
from glassnet.tutorials.catalog import ALL_RECIPES

# Where a recipe leaves them to the data: at most as many classes as EMNIST has, images as MNIST's.
CLASS_COUNTS: Final = (62, 10)
IMAGE_SHAPE: Final = (28, 28)
MAX_EXAMPLES: Final = 70_000


def build_recipe(
    wanted: str | dict[str, Any], epochs: int | None, seed: int | None, limits: Limits
) -> tuple[Recipe, str]:
    """The recipe with these changes, and what made it. Data come from a named source, never from a path.

    Raises `ApiError` 422 for an unknown or invalid recipe, and for one beyond the limits.
    """
    changes = {"epochs": epochs, "seed": seed}
    changes = {key: value for key, value in changes.items() if value is not None}
    try:
        if isinstance(wanted, str):
            recipe = _find(wanted)
            options = "".join(f" --{key} {value}" for key, value in changes.items())
            made_by = f"glassnet train {wanted}{options}"
        else:
            recipe, made_by = _from_table(wanted, limits), "a recipe sent to the service"
        recipe = recipe.with_changes(**changes)
        network = _network(recipe)
    except GlassnetError as error:
        raise ApiError(422, str(error)) from None
    except BUILD_ERRORS:
        raise ApiError(422, "The recipe has a value of the wrong type.") from None
    _check(recipe, network, limits)
    return recipe, made_by


def _find(name: str) -> Recipe:
    if name not in ALL_RECIPES:
        raise ApiError(422, f"There is no such recipe. {did_you_mean(name, ALL_RECIPES)}")
    return ALL_RECIPES[name]


def _from_table(table: dict[str, Any], limits: Limits) -> Recipe:
    layers = table.get("layers")
    if isinstance(layers, list) and len(layers) > limits.recipe_layers:
        raise ApiError(422, f"A recipe may have at most {limits.recipe_layers} layers.")
    return recipe_from_plain({"name": "custom", **table}, "recipe")


def _network(recipe: Recipe) -> Network:
    """The network, or the largest one that the recipe may describe."""
    if recipe.is_resolved:
        return recipe.network
    shape = recipe.input_shape or IMAGE_SHAPE
    for class_count in CLASS_COUNTS[:-1]:
        try:
            return recipe.resolve(class_count, shape).network
        except ShapeError:
            continue
    return recipe.resolve(CLASS_COUNTS[-1], shape).network


def _check(recipe: Recipe, network: Network, limits: Limits) -> None:
    if recipe.data not in SOURCES:
        raise ApiError(422, f"data must be the name of a source: {', '.join(SOURCES)}.")
    batch = MAX_EXAMPLES if recipe.batch_size == "full" else recipe.batch_size
    largest = max(map(prod, network.shapes))
    measured = {
        "epochs": (recipe.epochs, limits.run_epochs),
        "parameters": (network.layout.size, limits.run_parameters),
        "simulated examples": (recipe.simulated + recipe.non_digits, limits.run_examples),
        "values of a layer for one batch": (batch * largest, limits.run_batch_values),
    }
    for what, (found, allowed) in measured.items():
        if found > allowed:
            raise ApiError(422, f"At most {allowed:,} {what} are accepted, got {found:,}.")
