"""The five tutorials by name, and every recipe, theirs and ours, by name or by its TOML file."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from glassnet.errors import SettingError, did_you_mean
from glassnet.recipes import RECIPES, Recipe, read_recipe
from glassnet.tutorials.chang import CHANG
from glassnet.tutorials.markmusic27 import MARKMUSIC27
from glassnet.tutorials.tutorial import Tutorial
from glassnet.tutorials.wang import WANG, WANG_AS_PRINTED
from glassnet.tutorials.zhang import ZHANG
from glassnet.tutorials.zhang_readme import ZHANG_README

TUTORIALS: Final = {each.name: each for each in (CHANG, MARKMUSIC27, WANG, ZHANG, ZHANG_README)}

ALL_RECIPES: Final = {
    **RECIPES,
    **{name: tutorial.recipe for name, tutorial in TUTORIALS.items()},
    WANG_AS_PRINTED.name: WANG_AS_PRINTED,
}


def find_recipe(name_or_path: str) -> Recipe:
    """The recipe of this name, or the one in the TOML file at this path.

    Raises `SettingError` for an unknown name and for a file that holds no recipe.
    """
    if name_or_path in ALL_RECIPES:
        return ALL_RECIPES[name_or_path]
    if name_or_path.endswith(".toml"):
        return read_recipe(Path(name_or_path))
    remedy = did_you_mean(name_or_path, ALL_RECIPES)
    raise SettingError(f"unknown recipe {name_or_path!r}. {remedy} A file's name ends in .toml.")


def find_tutorial(name: str) -> Tutorial:
    """The tutorial of this name. Raises `SettingError` for an unknown one."""
    if name not in TUTORIALS:
        choices = ", ".join(TUTORIALS)
        raise SettingError(f"unknown tutorial {name!r}; choose from {choices}.")
    return TUTORIALS[name]
