"""Recipes survive the way to plain values and back, and say what is wrong with a file."""

import json
import re
from pathlib import Path

import pytest

from glassnet.nn import (
    Constant,
    Dense,
    Dropout,
    He,
    LeakyReLU,
    Nesterov,
    SettingError,
    Sigmoid,
    SquaredError,
)
from glassnet.recipes import RECIPES, find_recipe, read_recipe, recipe_from_plain, recipe_to_plain

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


@pytest.mark.parametrize("name", RECIPES)
def test_every_recipe_survives_json(name: str) -> None:
    plain = json.loads(json.dumps(recipe_to_plain(RECIPES[name])))

    assert recipe_from_plain(plain, "here") == RECIPES[name]


def test_a_network_of_another_document_can_be_written_in_toml_alone(toml: Path) -> None:
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
        ("epochs = 'three'", "epochs expects a whole number, got 'three'"),
        ("epochs = 2.5", "epochs expects a whole number, got 2.5"),
        ("batch_size = 'all'", "batch_size expects a whole number, or \"full\", got 'all'"),
        ("order = 3", "order expects text, got 3"),
        ("loss = 'cross_entropy'", "Did you mean 'softmax_cross_entropy'"),
        ("optimizer = {type = 'adam', beta = 1}", "settings that it has, got 'beta'"),
        ("order = 'random'", "order as 'shuffled' or 'file'"),
        ("schedule = 'constant'\nlearning_rate = 1", "learning_rate or schedule"),
        ("slips = {update = 'late'}", "update as 'after_propagating'"),
        ("layers = 3", "a list of tables"),
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
        ('stopping = { patience = "x" }', "patience of type int, got 'x'"),
        ("stopping = { patients = 1 }", "Did you mean 'patience'"),
        ("settling = { epochs = 0 }", "epochs above 0, got 0"),
        ("settling = { epochs = 2 }", "augmentation to settle from, got none"),
        ("settling = { epochs = 2, strength = 2.0 }", "strength from 0 to 1, got 2.0"),
        ('augmentation = { rotation = "10" }', "rotation of type float"),
        ("augmentation = { rotation = [1, 2] }", "rotation of type float"),
        ("augmentation = { shift = inf }", "shift from 0 to 28, got inf"),
        ("augmentation = { size = 100 }", "size from 0 to 1, got 100"),
        ("augmentation = { shift = nan }", "shift from 0 to 28, got nan"),
        ("examples = 0", "examples above 0, got 0"),
        ("augmentation = { rotation = -10 }", "rotation from 0 to 180, got -10"),
        ("seed = -1", "seed of at least 0, got -1"),
        ('generator = "legacy"\nseed = 5000000000', "seed, where the generator is legacy"),
        ('name = "../elsewhere"', "a name that can be a folder's"),
        ('name = ""', "a name that can be a folder's"),
    ],
)
def test_a_wrong_value_is_told_before_anything_is_done(
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


def test_a_misspelt_recipe_is_guessed() -> None:
    with pytest.raises(SettingError, match="Did you mean 'zhang'"):
        find_recipe("zang")
