"""The five published tutorials that Glassnet started from: recipes, deviations, claims, reproduction."""

from glassnet.tutorials.catalog import ALL_RECIPES, TUTORIALS, find_recipe, find_tutorial
from glassnet.tutorials.tutorial import Claim, Deviation, Tutorial

__all__ = [
    "ALL_RECIPES", "TUTORIALS", "Claim", "Deviation", "Tutorial", "find_recipe", "find_tutorial",
]  # fmt: skip
