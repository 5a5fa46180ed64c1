"""Recipes as plain values: TOML in files that people write, JSON in run folders and model files."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any, Final

from glassnet.errors import SettingError, did_you_mean, format_error
from glassnet.nn import to_plain
from glassnet.nn.plain import build, settings_to_plain
from glassnet.recipes.recipe import Recipe
from glassnet.text_file import read_toml

SETTINGS: Final = (*(each.name for each in fields(Recipe)), "learning_rate")


def recipe_to_plain(recipe: Recipe) -> dict[str, Any]:
    """The recipe as a table of plain values: optimizer, schedule, and what differs from its default."""
    return {
        **settings_to_plain(recipe),
        "optimizer": to_plain(recipe.optimizer),
        "schedule": to_plain(recipe.schedule),
    }


def recipe_from_plain(plain: dict[str, Any], where: str) -> Recipe:
    """The recipe that a table describes; the inverse of `recipe_to_plain`.

    `learning_rate = 0.1` is short for a constant schedule. Raises `SettingError` for unknown names
    and for values of the wrong type, `ShapeError` for layers that do not fit together.
    """
    table = dict(plain)
    for name in table:
        if name not in SETTINGS:
            raise SettingError(f"{where}: unknown setting {name!r}. {did_you_mean(name, SETTINGS)}")
    if "learning_rate" in table:
        if "schedule" in table:
            raise SettingError(
                format_error(where, "learning_rate or schedule", "both", "Leave one of them out.")
            )
        table["schedule"] = {"type": "constant", "rate": table.pop("learning_rate")}
    recipe = build(Recipe, table, where)
    _check_name(recipe.name, where)
    return recipe


def _check_name(name: str, where: str) -> None:
    """A run folder has the name of its recipe."""
    if name in ("", ".", "..") or set(name) & set("/\\\0"):
        remedy = "Leave out slashes; the name of its run folders is made of it."
        raise SettingError(
            format_error(f"{where}, name", "the name of a folder", repr(name), remedy)
        )


def read_recipe(path: Path) -> Recipe:
    """The recipe in a TOML file. Raises as `recipe_from_plain`, and where there is no TOML file."""
    plain = read_toml(path, "a recipe in TOML", "See docs/recipes.md.")
    return recipe_from_plain({"name": path.stem, **plain}, str(path))
