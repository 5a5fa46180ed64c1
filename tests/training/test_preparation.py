"""The splits of a recipe never overlap and are the same for the same seed."""

from dataclasses import replace

import numpy as np
import pytest

from glassnet.data.errors import DataError
from glassnet.data.labeled_images import Dataset, LabeledImages
from glassnet.nn import Dense, SettingError
from glassnet.recipes import RECIPES, STANDARD, Recipe
from glassnet.recipes.recipe import EarlyStopping
from glassnet.training import prepare

REFUSING = STANDARD.with_changes(layers=(Dense(11),), validation=0, non_digits=25)


def keys(images: np.ndarray) -> set[bytes]:
    return {image.tobytes() for image in images}


def unsplit(dataset: Dataset) -> Dataset:
    return Dataset("small", train=dataset.train, test=dataset.test)


def test_a_network_for_other_classes_is_refused_before_training(small_dataset: Dataset) -> None:
    train = small_dataset.split("train")
    three = LabeledImages(train.images, train.labels % 3, "three", ("a", "b", "c"))

    with pytest.raises(DataError, match="last layer has 3 units"):
        prepare(STANDARD.with_changes(validation=0), Dataset("three", train=three))


def test_a_network_for_other_images_is_refused_before_training(small_dataset: Dataset) -> None:
    recipe = Recipe(name="odd", layers=(Dense(10),), input_shape=(100,))

    with pytest.raises(DataError, match=r"an input_shape of 784 numbers.*got \(100,\)"):
        prepare(recipe, small_dataset)


def test_stopping_early_needs_a_validation_split(small_dataset: Dataset) -> None:
    recipe = Recipe(name="odd", layers=(Dense(10),), stopping=EarlyStopping(), validation=0)
    without = replace(small_dataset, validation=None)

    with pytest.raises(SettingError, match="a validation split, to stop by, got none"):
        prepare(recipe, without)


def test_validation_is_held_out_of_training(small_dataset: Dataset) -> None:
    found = prepare(STANDARD.with_changes(validation=50), unsplit(small_dataset))

    train, validation = found.split("train"), found.split("validation")
    assert (len(train), len(validation)) == (350, 50)
    assert not keys(train.images) & keys(validation.images)


def test_zhang_draws_some_examples_and_holds_some_of_them_out(small_dataset: Dataset) -> None:
    recipe = RECIPES["zhang"].with_changes(examples=300, validation=100)

    one, same = (prepare(recipe, unsplit(small_dataset)) for _ in range(2))
    other = prepare(recipe.with_changes(seed=1), unsplit(small_dataset))

    assert len(one.split("train")) == 200
    assert one.split("train").digest() == same.split("train").digest()
    assert one.split("validation").digest() != other.split("validation").digest()


def test_simulated_ink_is_added_to_training_alone(small_dataset: Dataset) -> None:
    recipe = STANDARD.with_changes(simulated=30)

    found = prepare(recipe, small_dataset)

    assert len(found.split("train")) == 430
    assert found.split("train").name == "small train and simulated ink"
    assert len(found.split("test")) == 100


def test_non_digits_are_an_eleventh_class_of_training_alone(small_dataset: Dataset) -> None:
    recipe = REFUSING.with_changes(simulated=30)

    found = prepare(recipe, small_dataset)

    train = found.split("train")
    assert train.class_names == (*"0123456789", "no digit")
    assert train.counts()[10] == 25
    assert len(train) == 455
    assert train.name == "small train and simulated ink and non-digits"
    assert found.split("validation").class_names == found.split("test").class_names
    assert len(found.split("test").class_names) == 10


def test_non_digits_stand_beside_ten_classes(small_dataset: Dataset) -> None:
    shirts = replace(small_dataset.split("train"), class_names=tuple("abcdefghijkl"))

    with pytest.raises(DataError, match="expected ten classes beside non_digits, got 12"):
        prepare(REFUSING, Dataset("shirts", train=shirts))


def test_some_of_sorted_examples_are_of_all_classes(small_dataset: Dataset) -> None:
    train = small_dataset.split("train")
    ordered = replace(small_dataset, train=train.take(np.argsort(train.labels, kind="stable")))

    found = prepare(STANDARD.with_changes(examples=100, validation=0), ordered)

    assert len(set(found.split("train").labels.tolist())) == 10
