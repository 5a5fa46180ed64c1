"""From a data set to the splits and the resolved recipe of a run: pure functions of recipe and data."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from glassnet.data.augmentation import expect_augmentable
from glassnet.data.errors import DataError
from glassnet.data.labeled_images import DIGIT_NAMES, NO_DIGIT, Dataset, LabeledImages
from glassnet.data.splits import with_validation
from glassnet.data.streamed_images import StreamedImages
from glassnet.errors import SettingError, format_error
from glassnet.ink.rendering import SIDE
from glassnet.recipes import Recipe

# Keep these draws apart from every other use of the same seed.
SUBSET_STREAM = 0x5AB5E7
SIMULATED_STREAM = 0x1D4A
NON_DIGIT_STREAM = 0x40D1617


def resolve_recipe(recipe: Recipe, dataset: Dataset) -> Recipe:
    """The recipe with the number of classes and the input shape of this data, see `Recipe.resolve`.

    `dataset` may be prepared or not. Raises `ShapeError` where recipe and data do not fit together.
    """
    train = dataset.split("train")
    rejected = recipe.rejects and train.class_names[-1:] == (NO_DIGIT,)
    return recipe.resolve(len(train.class_names) - rejected, train.images.shape[1:])


def prepare(recipe: Recipe, dataset: Dataset) -> Dataset:
    """The splits to train, validate and test on.

    The training split is cut to `recipe.examples` random ones, `recipe.validation` of these are held
    out (unless the data has a validation split), and simulated digits and non-digits are added to the
    rest. Raises `ShapeError` or `DataError` where recipe and data do not fit together, and `SettingError`
    where the recipe stops by validation and there is none.
    """
    resolve_recipe(recipe, dataset)
    train = dataset.split("train")
    if recipe.augmentation is not None:
        expect_augmentable(str(train), train.images)
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
    if recipe.stopping is not None and dataset.validation is None:
        raise SettingError(
            format_error(recipe.name, "a validation split, to stop by", "none", "Raise validation.")
        )
    return dataset


def _with_simulated(train: LabeledImages, recipe: Recipe) -> LabeledImages:
    from glassnet.data.simulated import simulate

    _expect_digits(train, "simulated")
    rng = np.random.default_rng([SIMULATED_STREAM, recipe.seed])
    simulated = simulate(rng, recipe.simulated)
    name = f"{train.name} and simulated ink"
    return _append(train, simulated.images, simulated.labels, name, train.class_names)


def _with_non_digits(train: LabeledImages, recipe: Recipe) -> LabeledImages:
    """The split with one more class, "no digit"."""
    from glassnet.data.simulated import simulate_non_digits

    _expect_digits(train, "non_digits")
    rng = np.random.default_rng([NON_DIGIT_STREAM, recipe.seed])
    images = simulate_non_digits(rng, recipe.non_digits)
    labels = np.full(len(images), len(train.class_names))
    names = (*train.class_names, NO_DIGIT)
    return _append(train, images, labels, f"{train.name} and non-digits", names)


def _append(
    train: LabeledImages,
    images: NDArray[np.uint8],
    labels: NDArray[np.int64],
    name: str,
    class_names: tuple[str, ...],
) -> LabeledImages:
    """The split, then other examples, under a new name."""
    if isinstance(train, StreamedImages):
        return train.append(images, labels, name, class_names)
    images = np.concatenate([train.images, images])
    return LabeledImages(images, np.concatenate([train.labels, labels]), name, class_names)


def _expect_digits(train: LabeledImages, setting: str) -> None:
    image_shape = train.images.shape[1:]
    if train.class_names != DIGIT_NAMES or image_shape != (SIDE, SIDE):
        raise DataError.at(
            str(train),
            f"digits 0 to 9 of shape ({SIDE}, {SIDE}) for the recipe's {setting}",
            f"the classes {', '.join(train.class_names)} of shape {image_shape}",
            f"Set {setting} = 0.",
        )
