"""What a recipe decides before any data is seen, and what it takes from the data."""

from typing import Any

import numpy as np
import pytest

from glassnet.nn import (
    Adam,
    ClipNorm,
    Conv2D,
    Dense,
    Flatten,
    GradientDescent,
    MaxPool2D,
    ReLU,
    SettingError,
    ShapeError,
)
from glassnet.recipes import DEEP, SHIPPED, STANDARD, Recipe


def test_the_same_seed_draws_the_same_weights_and_another_seed_others() -> None:
    recipe = STANDARD.resolve(10, (28, 28))
    one, same = recipe.initial_parameters(), recipe.initial_parameters()
    other = recipe.with_changes(seed=1).initial_parameters()

    np.testing.assert_array_equal(one.vector, same.vector)
    assert (one["1.weights"] != other["1.weights"]).mean() > 0.99


def test_the_standard_recipe_is_784_256_10_on_mnist() -> None:
    assert STANDARD.resolve(10, (28, 28)).network.shapes == ((784,), (256,), (10,))


@pytest.mark.parametrize(
    ("class_count", "image_shape", "inputs"),
    [(2, (8, 8), 64), (62, (28, 28), 784), (26, (10, 12, 3), 360)],
)
def test_the_standard_recipe_takes_any_classes_and_images(
    class_count: int, image_shape: tuple[int, ...], inputs: int
) -> None:
    resolved = STANDARD.resolve(class_count, image_shape)

    assert resolved.input_shape == (inputs,)
    assert resolved.network.output_shape == (class_count,)


def test_layers_for_images_get_images_with_channels() -> None:
    layers = (Conv2D(4), MaxPool2D(), Flatten(), Dense("classes"))
    recipe = Recipe(name="images", layers=layers)

    assert recipe.resolve(3, (12, 10)).input_shape == (12, 10, 1)
    assert recipe.resolve(3, (12, 10, 3)).input_shape == (12, 10, 3)


def test_with_rejection_there_is_one_more_output_than_classes() -> None:
    recipe = STANDARD.with_changes(rejects=True)

    assert recipe.resolve(26, (28, 28)).network.output_shape == (27,)


def test_eleven_classes_need_no_rejection() -> None:
    recipe = Recipe(name="eleven", layers=(Dense(11),), input_shape=(784,))

    assert recipe.resolve(11, (28, 28)) is recipe
    assert recipe.network.output_shape == (11,)


def test_a_resolved_recipe_stays_as_it_is() -> None:
    resolved = STANDARD.resolve(10, (28, 28))

    assert resolved.resolve(10, (28, 28)) is resolved


def test_every_recipe_of_a_shipped_model_is_of_digits() -> None:
    assert [each.resolve(10, (28, 28)) for each in SHIPPED.values()] == list(SHIPPED.values())


@pytest.mark.parametrize(
    ("recipe", "class_count", "image_shape", "message"),
    [
        (
            SHIPPED["cnn"], 10, (8, 8),
            r"cnn expects images of input_shape \[28, 28, 1\], got images of shape \[8, 8\]. Choose a "
            "recipe without an input_shape",
        ),
        (
            SHIPPED["tiny"], 26, (28, 28),
            r"tiny expects 26 outputs for 26 classes, got outputs of shape \[10\]. "
            'Write units = "classes" in its last layer.',
        ),
        (
            SHIPPED["cnn"], 26, (28, 28),
            r'27 outputs for 26 classes and "none of these", got outputs of shape \[11\]',
        ),
        (DEEP, 10, (8, 8), "Layer 10 of 15: MaxPool2D"),
    ],
    ids=["images", "classes", "rejection", "too small"],
)  # fmt: skip
def test_a_recipe_for_other_data_is_refused_with_a_remedy(
    recipe: Recipe, class_count: int, image_shape: tuple[int, ...], message: str
) -> None:
    with pytest.raises(ShapeError, match=message):
        recipe.resolve(class_count, image_shape)


@pytest.mark.parametrize("changes", [{}, {"input_shape": (784,)}], ids=["neither", "no classes"])
def test_a_recipe_that_is_not_resolved_has_no_network(changes: dict[str, Any]) -> None:
    recipe = STANDARD.with_changes(**changes)

    assert not recipe.is_resolved
    with pytest.raises(SettingError, match="Resolve the recipe first"):
        _ = recipe.network


def test_a_recipe_has_one_network() -> None:
    recipe = STANDARD.resolve(10, (28, 28))

    assert recipe.network is recipe.network


def test_layers_that_do_not_fit_are_refused_with_the_name_of_the_recipe() -> None:
    with pytest.raises(ShapeError, match=r"odd: Layer 1 of 1: Dense\(10\) expects inputs of shape"):
        Recipe(name="odd", layers=(Dense(10),), input_shape=(28, 28, 1))


@pytest.mark.parametrize(
    "changes",
    [
        {"optimizer": Adam()},
        {"optimizer": GradientDescent(), "gradient_rules": (ClipNorm(1.0),)},
    ],
    ids=["optimizer", "gradient_rules"],
)
def test_updates_during_the_backward_pass_are_of_plain_gradient_descent(
    changes: dict[str, Any],
) -> None:
    with pytest.raises(SettingError, match="plain gradient_descent and no gradient_rules"):
        STANDARD.with_changes(update="during_backward", **changes)


def test_non_digits_need_an_output_to_reject_them() -> None:
    with pytest.raises(SettingError, match="rejects with non_digits, got rejects = false"):
        STANDARD.with_changes(non_digits=1)


def test_layers_of_a_recipe_may_be_anything_until_it_is_resolved() -> None:
    recipe = Recipe(name="late", layers=(Dense(3, ReLU()), Conv2D(2), Dense("classes")))

    with pytest.raises(ShapeError, match="Layer 1 of 3"):
        recipe.resolve(10, (28, 28))
