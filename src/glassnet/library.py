"""The function `glassnet.train`: training by the names of a recipe and of data."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from glassnet.models import Model
from glassnet.models.fitting import as_dataset, fit_model
from glassnet.recipes import Recipe
from glassnet.training import Event
from glassnet.tutorials import find_recipe


def train(
    recipe: Recipe | str | Path = "standard",
    data: Any = None,
    on_event: Callable[[Event], object] | None = None,
    made_by: str = "",
    **settings: object,
) -> Model:
    """Train a network; return the model, calibrated on the validation split and measured on the test split.

    `recipe` is a `Recipe`, the name of one, or the path of a TOML file. `data` is a data set or whatever
    `load_data` takes; without it, the data that the recipe names. `on_event` is called with every event of
    `glassnet.training`. `settings` replace those of the recipe, as in `epochs=2`. The result is the model
    that `glassnet train` makes, but nothing is written.
    Raises `TrainingDiverged` where the loss becomes infinite or NaN, `SettingError` or `DataError` where
    recipe and data do not fit.
    """
    if not isinstance(recipe, Recipe):
        recipe = find_recipe(str(recipe))
    recipe = recipe.with_changes(**settings)
    return fit_model(
        recipe, as_dataset(recipe.data if data is None else data, recipe.seed), on_event, made_by
    )
