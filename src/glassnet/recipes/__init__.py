"""Recipes: experiments as frozen values, in Python and in TOML files.

`RECIPES` holds our own by name. Those of the five tutorials are in `glassnet.tutorials`, with `find_recipe`.
"""

from __future__ import annotations

from typing import Final

from glassnet.recipes.ciresan import CIRESAN
from glassnet.recipes.deep import DEEP
from glassnet.recipes.plain import read_recipe, recipe_from_plain, recipe_to_plain
from glassnet.recipes.recipe import EarlyStopping, Recipe
from glassnet.recipes.shipped import SHIPPED
from glassnet.recipes.standard import STANDARD

RECIPES: Final = {recipe.name: recipe for recipe in (STANDARD, *SHIPPED.values(), CIRESAN, DEEP)}

__all__ = [
    "CIRESAN", "DEEP", "RECIPES", "SHIPPED", "STANDARD", "EarlyStopping", "Recipe",
    "read_recipe", "recipe_from_plain", "recipe_to_plain",
]  # fmt: skip
