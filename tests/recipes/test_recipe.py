"""What a recipe decides before any data is seen."""

import numpy as np
import pytest

from glassnet.data.augmentation import Augmentation
from glassnet.nn import ClipNorm, Dense, SettingError
from glassnet.recipes import DOCUMENTS, RECIPES, STANDARD, Settling, Slips


def test_wangs_first_weights_are_those_of_its_code() -> None:
    legacy = np.random.RandomState(2)
    first = legacy.randn(16, 784) * 0.1
    second = legacy.randn(16, 16) * 0.1

    parameters = RECIPES["wang"].initial_parameters()

    np.testing.assert_array_equal(parameters["1.weights"], first.T)
    np.testing.assert_array_equal(parameters["2.weights"], second.T)
    assert not parameters["1.bias"].any()


def test_the_same_seed_draws_the_same_weights_and_another_seed_others() -> None:
    one, same = STANDARD.initial_parameters(), STANDARD.initial_parameters()
    other = STANDARD.with_changes(seed=1).initial_parameters()

    np.testing.assert_array_equal(one.vector, same.vector)
    assert (one["1.weights"] != other["1.weights"]).mean() > 0.99


def test_every_document_states_a_claim_and_its_choices() -> None:
    for document in DOCUMENTS.values():
        assert document.claims
        assert document.choices


def test_zhang_draws_weights_and_biases_between_minus_a_half_and_a_half() -> None:
    vector = RECIPES["zhang"].initial_parameters().vector

    assert vector.size == 7960
    assert -0.5 <= vector.min() < -0.49
    assert 0.49 < vector.max() < 0.5


def test_updating_before_propagating_leaves_no_joint_gradient_to_clip() -> None:
    with pytest.raises(SettingError, match="no gradient rules"):
        STANDARD.with_changes(
            slips=Slips(update="before_propagating"), gradient_rules=(ClipNorm(1.0),)
        )


@pytest.mark.parametrize(("outputs", "non_digits"), [(10, 1), (11, 0)])
def test_an_eleventh_output_and_non_digits_come_together(outputs: int, non_digits: int) -> None:
    with pytest.raises(SettingError, match="a last layer of 11 outputs"):
        STANDARD.with_changes(layers=(Dense(outputs),), non_digits=non_digits)


def test_in_its_last_epochs_a_recipe_settles() -> None:
    recipe = STANDARD.with_changes(
        epochs=5,
        augmentation=Augmentation(rotation=8),
        settling=Settling(2, strength=0.25),
    )

    assert [recipe.in_epoch(epoch).augmentation for epoch in (0, 2)] == [recipe.augmentation] * 2
    for epoch in (3, 4):
        last = recipe.in_epoch(epoch)
        assert last.augmentation == Augmentation(rotation=8).scaled(0.25)
        assert last.augmentation is not None
        assert last.augmentation.rotation == 2


def test_a_recipe_that_does_not_settle_is_the_same_in_every_epoch() -> None:
    assert STANDARD.in_epoch(STANDARD.epochs - 1) is STANDARD
