"""Tutorials and recipes are found by name, and say where the tutorials deviate."""

import json
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from glassnet.nn import SettingError, SoftmaxCrossEntropy
from glassnet.recipes import RECIPES, Recipe, recipe_from_plain, recipe_to_plain
from glassnet.tutorials import ALL_RECIPES, TUTORIALS, find_recipe, find_tutorial

SETTINGS = {each.name for each in fields(Recipe)}


@pytest.mark.parametrize("name", ALL_RECIPES)
def test_every_recipe_survives_json(name: str) -> None:
    plain = json.loads(json.dumps(recipe_to_plain(ALL_RECIPES[name])))

    assert recipe_from_plain(plain, "here") == ALL_RECIPES[name]


def test_every_recipe_has_the_name_that_it_is_found_by() -> None:
    assert all(find_recipe(name).name == name for name in ALL_RECIPES)
    assert set(ALL_RECIPES) == {*RECIPES, *TUTORIALS, "wang-as-printed"}


def test_a_recipe_is_found_in_a_toml_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('layers = [{ type = "dense", units = "classes" }]')

    assert find_recipe(str(path)).name == "mine"


def test_a_misspelled_recipe_is_guessed() -> None:
    with pytest.raises(SettingError, match=r"unknown recipe 'zang'\. Did you mean 'zhang'\?"):
        find_recipe("zang")


def test_an_unknown_tutorial_is_answered_with_all_names() -> None:
    message = "unknown tutorial 'x'; choose from chang, markmusic27, wang, zhang, zhang-readme."
    with pytest.raises(SettingError, match=message):
        find_tutorial("x")


@pytest.mark.parametrize("name", TUTORIALS)
def test_every_tutorial_states_a_claim_its_deviations_and_our_choices(name: str) -> None:
    tutorial = TUTORIALS[name]

    assert tutorial.claims
    assert tutorial.choices
    assert len({each.name for each in tutorial.deviations}) == len(tutorial.deviations) > 0
    assert all(each.setting in {None, *SETTINGS} for each in tutorial.deviations)


@pytest.mark.parametrize("name", TUTORIALS)
def test_without_deviations_just_the_settings_that_make_them_are_others(name: str) -> None:
    tutorial = TUTORIALS[name]
    with_them, without = tutorial.recipe, tutorial.without_deviations().recipe

    changed = {each for each in SETTINGS if getattr(with_them, each) != getattr(without, each)}

    # The rate that wang's code states is not that of its log, which is reproduced either way.
    assert changed == {each.setting for each in tutorial.deviations} - {None, "schedule"}
    assert without.update == "after_backward"
    assert without.gradient_rules == ()
    assert name == "markmusic27" or without.loss == SoftmaxCrossEntropy()


def test_wangs_first_weights_are_those_of_its_code() -> None:
    legacy = np.random.RandomState(2)
    first = legacy.randn(16, 784) * 0.1
    second = legacy.randn(16, 16) * 0.1

    parameters = TUTORIALS["wang"].recipe.initial_parameters()

    np.testing.assert_array_equal(parameters["1.weights"], first.T)
    np.testing.assert_array_equal(parameters["2.weights"], second.T)
    assert not parameters["1.bias"].any()


def test_zhang_draws_weights_and_biases_between_minus_a_half_and_a_half() -> None:
    vector = TUTORIALS["zhang"].recipe.initial_parameters().vector

    assert vector.size == 7960
    assert -0.5 <= vector.min() < -0.49
    assert 0.49 < vector.max() < 0.5
