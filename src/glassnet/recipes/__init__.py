"""Recipes: experiments as plain frozen values, by name or from a TOML file."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from glassnet.errors import format_error
from glassnet.nn import SettingError
from glassnet.recipes.ciresan import CIRESAN
from glassnet.recipes.deep import DEEP
from glassnet.recipes.documents import (
    DOCUMENTS,
    WANG_AS_PRINTED,
    WANG_LOG,
    Claim,
    Document,
)
from glassnet.recipes.plain import read_recipe, recipe_from_plain, recipe_to_plain
from glassnet.recipes.readers import READERS
from glassnet.recipes.recipe import STANDARD, EarlyStopping, Recipe, Settling
from glassnet.recipes.slips import Slips

RECIPES = {
    recipe.name: recipe
    for recipe in (
        STANDARD,
        *READERS.values(),
        *(document.recipe for document in DOCUMENTS.values()),
        WANG_AS_PRINTED,
        CIRESAN,
        DEEP,
    )
}


def find_recipe(name_or_path: str) -> Recipe:
    """The recipe of this name, or the one in the TOML file at this path."""
    if name_or_path in RECIPES:
        return RECIPES[name_or_path]
    if name_or_path.endswith(".toml"):
        return read_recipe(Path(name_or_path))
    close = get_close_matches(name_or_path, RECIPES, 1)
    guess = f"Did you mean {close[0]!r}? " if close else ""
    raise SettingError(
        format_error(
            "train",
            "the name of a recipe or a TOML file",
            repr(name_or_path),
            f"{guess}There are: {', '.join(RECIPES)}.",
        )
    )


__all__ = [
    "CIRESAN", "DEEP", "DOCUMENTS", "READERS", "RECIPES", "STANDARD", "WANG_AS_PRINTED", "WANG_LOG",
    "Claim", "Document", "EarlyStopping", "Recipe", "Settling", "Slips",
    "find_recipe", "read_recipe", "recipe_from_plain", "recipe_to_plain",
]  # fmt: skip
