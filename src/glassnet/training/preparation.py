"""From a data set to the splits that a recipe asks for: a pure function of recipe and data."""

from __future__ import annotations

from dataclasses import replace
from math import prod

import numpy as np

from glassnet.data.errors import DataError
from glassnet.data.labeled_images import DIGIT_NAMES, NO_DIGIT, Dataset, LabeledImages
from glassnet.data.splits import with_validation
from glassnet.errors import format_error
from glassnet.nn import SettingError
from glassnet.recipes import Recipe

# Keep these draws apart from every other use of the same seed.
SUBSET_STREAM = 0x5AB5E7
SIMULATED_STREAM = 0x1D4A
NON_DIGIT_STREAM = 0x40D1617


def prepare(recipe: Recipe, dataset: Dataset) -> Dataset:
    """The splits to train, validate and test on.

    The training split is cut to `recipe.examples` random ones, `recipe.validation` of these are held
    out (unless the data brings a validation split), and simulated ink, digits and others, is added to
    what is left. Raises DataError where network and data have not the same size or number of classes, and
    `SettingError` where the recipe stops by validation and there is none.
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
    if recipe.non_digits:
        dataset = replace(dataset, train=_with_non_digits(dataset.split("train"), recipe))
    _check(recipe, dataset)
    return dataset


def _check(recipe: Recipe, dataset: Dataset) -> None:
    """Whether the network reads such images and has such classes, and can stop early if it should."""
    train = dataset.split("train")
    classes, image = len(train.class_names), train.images.shape[1:]
    if prod(recipe.input_shape) != prod(image):
        raise DataError.at(
            f"{recipe.name} on {train}",
            f"an input_shape of {prod(image)} numbers, for images of {image}",
            f"{recipe.input_shape}",
            f"Write input_shape = [{prod(image)}], or {[*image, 1]} for convolutions.",
        )
    if recipe.stopping is not None and dataset.validation is None:
        raise SettingError(
            format_error(recipe.name, "a validation split, to stop by", "none", "Raise validation.")
        )
    if recipe.network.output_shape != (classes,):
        raise DataError.at(
            f"{recipe.name} on {train}",
            f"a network with one output for each of the {classes} classes",
            f"outputs of shape {recipe.network.output_shape}",
            f"Write a recipe whose last layer has {classes} units.",
        )


def _with_simulated(train: LabeledImages, recipe: Recipe) -> LabeledImages:
    from glassnet.data.simulated import simulate

    rng = np.random.default_rng([SIMULATED_STREAM, recipe.seed])
    simulated = simulate(rng, recipe.simulated)
    return LabeledImages(
        np.concatenate([train.images, simulated.images]),
        np.concatenate([train.labels, simulated.labels]),
        f"{train.name} and simulated ink",
        train.class_names,
    )


def _with_non_digits(train: LabeledImages, recipe: Recipe) -> LabeledImages:
    """The split with an eleventh class, "no digit"."""
    from glassnet.data.simulated import simulate_non_digits

    classes = len(train.class_names)
    if classes != len(DIGIT_NAMES):
        raise DataError.at(
            str(train), "ten classes beside non_digits", str(classes), "Set non_digits = 0."
        )
    rng = np.random.default_rng([NON_DIGIT_STREAM, recipe.seed])
    images = simulate_non_digits(rng, recipe.non_digits)
    return LabeledImages(
        np.concatenate([train.images, images]),
        np.concatenate([train.labels, np.full(len(images), classes)]),
        f"{train.name} and non-digits",
        (*train.class_names, NO_DIGIT),
    )
