"""The settings of `glassnet train`: how they change a recipe, and how they are written as a command."""

from __future__ import annotations

import shlex
from typing import Any, Final

from glassnet.data.labeled_images import Dataset
from glassnet.models import Model
from glassnet.models.fine_tuning import continue_recipe
from glassnet.nn import Constant
from glassnet.nn.plain import from_plain
from glassnet.recipes import Recipe
from glassnet.recipes.small_sets import suit_few_examples
from glassnet.tutorials import find_recipe

# Settings that make the recipe's own description of its result untrue.
DESCRIBED: Final = ("epochs", "batch_size", "learning_rate", "optimizer", "examples")


def choose_recipe(name: str | None, model: Model | None, dataset: Dataset | None = None) -> Recipe:
    """The recipe of this name; without one, that of training on from `model`, or `standard`."""
    if name is None and model is not None:
        classes = model.class_names if dataset is None else dataset.class_names
        return continue_recipe(model, classes)
    return find_recipe(name or "standard")


def change_recipe(recipe: Recipe, settings: dict[str, Any]) -> Recipe:
    """The recipe with the settings of a command line."""
    changes = dict(settings)
    described = ", ".join(f"{key} {settings[key]}" for key in DESCRIBED if key in settings)
    if described and recipe.description:
        # After the colon, a description says what the unchanged recipe reaches.
        changes["description"] = f"{recipe.description.partition(':')[0]}; changed: {described}"
    if "learning_rate" in changes:
        changes["schedule"] = Constant(changes.pop("learning_rate"))
    if "optimizer" in changes:
        changes["optimizer"] = from_plain("optimizer", changes["optimizer"], "--optimizer")
    return recipe.with_changes(**changes)


def suit_own_data(recipe: Recipe, dataset: Dataset, settings: dict[str, Any]) -> Recipe:
    """The recipe as it suits the number of examples of a user's own data."""
    count = len(dataset.split("train"))
    if recipe.name == "standard":
        # Its own description is about MNIST.
        recipe = recipe.with_changes(description=f"one hidden layer, trained on {dataset.name}")
    return suit_few_examples(recipe, min(count, recipe.examples or count), settings)


def describe_missing_classes(dataset: Dataset) -> str:
    """A warning where classes have no training image; empty where all have one."""
    missing = dataset.untrained_classes
    if not missing:
        return ""
    classes = "class" if len(missing) == 1 else "classes"
    return f"No training image of the {classes} {', '.join(missing)}: the network cannot learn to read them."


def write_command(name: str | None, settings: dict[str, Any], plain: bool, init: str | None) -> str:
    """The command that makes this model, in whichever folder."""
    options = [f"--{key.replace('_', '-')} {shlex.quote(str(v))}" for key, v in settings.items()]
    options += [f"--init {shlex.quote(init)}"] if init else []
    options += ["--plain"] if plain else []
    named = [shlex.quote(name or "standard")] if name or not init else []
    return " ".join(["glassnet train", *named, *options])
