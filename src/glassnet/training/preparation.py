"""From a data set to the splits that a recipe asks for: a pure function of recipe and data."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from glassnet.data.digits import Dataset, Digits
from glassnet.data.splits import with_validation
from glassnet.recipes import Recipe

# Keep these draws apart from every other use of the same seed.
SUBSET_STREAM = 0x5AB5E7
SIMULATED_STREAM = 0x1D4A


def prepare(recipe: Recipe, dataset: Dataset) -> Dataset:
    """The splits to train, validate and test on.

    The training split is cut to `recipe.examples` random ones, `recipe.validation` of these are held
    out (unless the data brings a validation split), and simulated ink is added to what is left.
    """
    train = dataset.split("train")
    if recipe.examples is not None and recipe.examples < len(train):
        rng = np.random.default_rng([SUBSET_STREAM, recipe.seed])
        train = train.take(rng.permutation(len(train))[: recipe.examples])
    dataset = replace(dataset, train=train)
    if recipe.validation:
        dataset = with_validation(dataset, recipe.validation, recipe.seed)
    if recipe.simulated:
        dataset = replace(dataset, train=_with_simulated(dataset.split("train"), recipe))
    return dataset


def _with_simulated(train: Digits, recipe: Recipe) -> Digits:
    from glassnet.data.simulated import simulate

    rng = np.random.default_rng([SIMULATED_STREAM, recipe.seed])
    simulated = simulate(rng, recipe.simulated)
    return Digits(
        np.concatenate([train.images, simulated.images]),
        np.concatenate([train.labels, simulated.labels]),
        f"{train.name} and simulated ink",
    )
