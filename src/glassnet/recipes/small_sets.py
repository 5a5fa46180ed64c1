"""Settings that suit few examples: the standard ones are for 60,000."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from glassnet.recipes.recipe import Recipe

MIN_UPDATES: Final = 600
MIN_BATCH_SIZE: Final = 8
BATCHES_IN_EPOCH: Final = 10
MAX_EPOCHS: Final = 60


def suit_few_examples(recipe: Recipe, count: int, given: Collection[str] = ()) -> Recipe:
    """The recipe with smaller batches and more epochs where `count` examples would give few updates.

    Settings in `given`, which the user chose, stay as they are.
    """
    if recipe.batch_size == "full" or count * recipe.epochs >= MIN_UPDATES * recipe.batch_size:
        return recipe
    changes: dict[str, object] = {}
    batch_size = recipe.batch_size
    if "batch_size" not in given:
        batch_size = min(batch_size, max(MIN_BATCH_SIZE, count // BATCHES_IN_EPOCH))
        changes["batch_size"] = batch_size
    if "epochs" not in given:
        in_epoch = max(1, -(-count // batch_size))
        changes["epochs"] = min(MAX_EPOCHS, max(recipe.epochs, -(-MIN_UPDATES // in_epoch)))
    return recipe.with_changes(**changes)
