"""The nearest images are those at the smallest distance, by pixels and as the last hidden layer sees them."""

from dataclasses import replace

import numpy as np
import pytest

from glassnet.data import LabeledImages
from glassnet.errors import SettingError, ShapeError
from glassnet.explain import find_neighbors, hidden_outputs
from glassnet.models import Model, load_model
from glassnet.nn import Dense


def test_distances_are_those_worked_by_hand() -> None:
    rows = np.array([[0.0, 0], [3, 4], [6, 8], [0, 1]])

    found = find_neighbors(rows, np.array([0.0, 0]), 3)

    assert found.indices.tolist() == [0, 3, 1]
    assert found.distances.tolist() == [0, 1, 5]


def test_of_rows_at_the_same_distance_the_first_comes_first() -> None:
    rows = np.tile([[1.0, 0], [0, 1], [2, 0]], (1500, 1))

    assert find_neighbors(rows, np.zeros(2), 4).indices.tolist() == [0, 1, 3, 4]


def test_bytes_are_numbers_from_0_to_1() -> None:
    rows = np.array([[[255, 0], [0, 0]], [[255, 255], [0, 0]]], np.uint8)

    found = find_neighbors(rows, np.zeros((2, 2), np.uint8), 2)

    assert found.distances == pytest.approx([1, 2**0.5], rel=1e-15)


def test_an_image_of_the_set_is_nearest_to_itself(tiny: Model, digits: LabeledImages) -> None:
    hidden = hidden_outputs(tiny, digits.images)

    for rows, vector in ((digits.images, digits.images[7]), (hidden, hidden[7])):
        found = find_neighbors(rows, vector, 2)
        assert found.indices[0] == 7
        assert found.distances[0] == 0 < found.distances[1]


@pytest.mark.parametrize("name", ["tiny", "cnn"])
def test_hidden_outputs_are_what_the_last_layer_reads(name: str, digits: LabeledImages) -> None:
    model = load_model(name)
    images = digits.images[:20]

    hidden = hidden_outputs(model, images)

    last = model.network.layer_names[-1]
    outputs = hidden @ model.parameters[f"{last}.weights"] + model.parameters[f"{last}.bias"]
    inputs = images.reshape(-1, *model.network.input_shape).astype(np.float32) / 255
    expected = model.network.forward(model.parameters, inputs).outputs[-1]
    np.testing.assert_allclose(outputs, expected, atol=1e-3)


def test_a_network_without_hidden_layers_is_refused(tiny: Model, digits: LabeledImages) -> None:
    recipe = tiny.recipe.with_changes(name="flat", layers=(Dense(10),))
    flat = replace(tiny, recipe=recipe, parameters=recipe.initial_parameters())

    with pytest.raises(SettingError, match="expects a hidden layer, got none"):
        hidden_outputs(flat, digits.images)


def test_shapes_and_counts_that_do_not_fit_are_refused() -> None:
    rows = np.zeros((3, 4))

    with pytest.raises(ShapeError, match="Compare images of one shape"):
        find_neighbors(rows, np.zeros(5), 1)
    with pytest.raises(SettingError, match="a count above 0"):
        find_neighbors(rows, np.zeros(4), 0)
