"""Recipes in TOML, and what is said of those that cannot be read."""

import re
from pathlib import Path

import pytest

from glassnet.data.augmentation import Augmentation
from glassnet.nn import (
    Constant,
    Dense,
    Dropout,
    He,
    LastEpochs,
    LeakyReLU,
    Nesterov,
    SettingError,
    Sigmoid,
    SquaredError,
)
from glassnet.recipes import read_recipe

NIELSEN = """
description = "The network of chapter 1 of Michael Nielsen's book"
layers = [
  { type = "dense", units = 30, activation = "sigmoid", weights = { type = "scaled_normal", scale = 1.0 } },
  { type = "dropout", rate = 0.1 },
  { type = "dense", units = 10, activation = { type = "leaky_relu", slope = 0.2 }, weights = "he" },
]
loss = "squared_error"
optimizer = { type = "nesterov", momentum = 0.8 }
learning_rate = 3.0
epochs = 30
batch_size = 10
order = "file"
"""


@pytest.fixture
def toml(tmp_path: Path) -> Path:
    path = tmp_path / "nielsen.toml"
    path.write_text(NIELSEN)
    return path


def test_a_network_of_another_text_can_be_written_in_toml_alone(toml: Path) -> None:
    recipe = read_recipe(toml)

    assert recipe.name == "nielsen"
    assert recipe.layers[1:] == (Dropout(0.1), Dense(10, LeakyReLU(0.2), He()))
    assert isinstance(recipe.layers[0], Dense)
    assert recipe.layers[0].activation == Sigmoid()
    assert (recipe.loss, recipe.optimizer) == (SquaredError(), Nesterov(0.8))
    assert (recipe.schedule, recipe.batch_size, recipe.order) == (Constant(3.0), 10, "file")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("epoch = 3", "Did you mean 'epochs'"),
        ("epochs = 0", "epochs above 0, got 0"),
        ("learning_rat = 3", "unknown setting 'learning_rat'. Did you mean 'learning_rate'"),
        ("epochs = 'three'", "epochs expects a whole number, got 'three'"),
        ("epochs = 2.5", "epochs expects a whole number, got 2.5"),
        ("batch_size = 'all'", "batch_size expects a whole number or \"full\", got 'all'"),
        ("order = 3", 'order expects "shuffled" or "file" or "blocks", got 3'),
        ("data = 3", "data expects text, got 3"),
        ("loss = 'softmax_crossentropy'", "Did you mean 'softmax_cross_entropy'"),
        ("optimizer = {type = 'adam', beta = 1}", "optimizer, adam: unknown setting 'beta'"),
        ("order = 'random'", 'order expects "shuffled" or "file" or "blocks", got \'random\''),
        ("schedule = 'constant'\nlearning_rate = 1", "learning_rate or schedule"),
        ("update = 'late'", '"after_backward" or "during_backward", got \'late\''),
        ("layers = 3", "layers expects a list, got 3"),
        (
            "loss = {type = 'batch_maximum_cross_entropy', cost = 'sum'}",
            "loss, batch.*cost expects",
        ),
        ("epochs = ", "a recipe in TOML"),
        ("input_shape = [28, 28, 1]", r"inputs of shape \(batch, features\)"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, wrong: str, message: str) -> None:
    path = tmp_path / "wrong.toml"
    layers = "" if wrong.startswith("layers") else "layers = [{type = 'dense', units = 10}]\n"
    path.write_text(layers + wrong)

    with pytest.raises(ValueError, match=message):
        read_recipe(path)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('stopping = { patience = "x" }', "patience expects a whole number, got 'x'"),
        ("stopping = { patients = 1 }", "Did you mean 'patience'"),
        ("augmentation = 3", "augmentation expects a table, got 3"),
        ("augmentation = { strength = 'last' }", "augmentation, strength: unknown schedule 'last'"),
        (
            "augmentation = { strength = { type = 'last_epochs', epochs = 0, after = 1 } }",
            "augmentation, strength, last_epochs: LastEpochs expects epochs above 0, got 0",
        ),
        ('augmentation = { rotation = "10" }', "rotation expects a number, got '10'"),
        ("augmentation = { rotation = [1, 2] }", "rotation expects a number, got [1, 2]"),
        ("augmentation = { shift = inf }", "shift from 0 to 28, got inf"),
        ("augmentation = { size = 100 }", "size from 0 to 1, got 100"),
        ("augmentation = { shift = nan }", "shift from 0 to 28, got nan"),
        ("examples = 0", "examples above 0, got 0"),
        ("augmentation = { rotation = -10 }", "rotation from 0 to 180, got -10"),
        ("seed = -1", "seed of at least 0, got -1"),
        ('generator = "legacy"\nseed = 5000000000', "seed, where the generator is legacy"),
        ('name = "../elsewhere"', "the name of a folder"),
        ('name = ""', "the name of a folder"),
    ],
)
def test_a_wrong_value_is_reported_before_anything_is_done(
    tmp_path: Path, line: str, message: str
) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(f'layers = [{{ type = "dense", units = 10 }}]\n{line}\n')

    with pytest.raises(SettingError, match=re.escape(message)):
        read_recipe(path)


def test_layers_are_needed(tmp_path: Path) -> None:
    path = tmp_path / "empty.toml"
    path.write_text("epochs = 3")

    with pytest.raises(SettingError, match="a value for 'layers'"):
        read_recipe(path)


def test_a_recipe_may_leave_classes_and_shape_to_the_data(tmp_path: Path) -> None:
    path = tmp_path / "any.toml"
    path.write_text('layers = [{ type = "dense", units = "classes" }]\nrejects = true')

    recipe = read_recipe(path)

    assert recipe.layers == (Dense("classes"),)
    assert recipe.resolve(3, (8, 8)).network.shapes == ((64,), (4,))


def test_augmentation_may_be_weaker_in_the_last_epochs(tmp_path: Path) -> None:
    path = tmp_path / "weaker.toml"
    strength = '{ type = "last_epochs", epochs = 8, after = 0.5 }'
    path.write_text(f'layers = ["flatten"]\naugmentation = {{ strength = {strength} }}')

    assert read_recipe(path).augmentation == Augmentation(strength=LastEpochs(8, after=0.5))
