"""One vector, and named views into it."""

import numpy as np
import pytest

from glassnet.nn import Layout, Parameters, ShapeError

LAYOUT = Layout((("1.weights", (2, 3)), ("1.bias", (3,)), ("2.weights", (3, 1))))


@pytest.fixture
def parameters() -> Parameters:
    return Parameters(LAYOUT, np.arange(12.0))


def test_a_layout_counts_all_its_numbers() -> None:
    assert LAYOUT.size == 12


def test_views_follow_each_other_in_the_vector(parameters: Parameters) -> None:
    assert parameters["1.weights"].tolist() == [[0, 1, 2], [3, 4, 5]]
    assert parameters["1.bias"].tolist() == [6, 7, 8]
    assert parameters["2.weights"].tolist() == [[9], [10], [11]]


def test_writing_to_a_view_writes_to_the_vector(parameters: Parameters) -> None:
    parameters["1.bias"][1] = -1

    assert parameters.vector[7] == -1


def test_writing_to_the_vector_writes_to_the_view(parameters: Parameters) -> None:
    parameters.vector[11] = -1

    assert parameters["2.weights"][2, 0] == -1


def test_it_is_a_mapping_in_the_order_of_the_layout(parameters: Parameters) -> None:
    assert list(parameters) == ["1.weights", "1.bias", "2.weights"]
    assert len(parameters) == 3
    assert "1.bias" in parameters
    assert "3.bias" not in parameters


def test_the_arrays_of_a_layer_go_by_their_own_names(parameters: Parameters) -> None:
    own = parameters.of_layer("1")

    assert list(own) == ["weights", "bias"]
    assert np.shares_memory(own["weights"], parameters.vector)


def test_a_layer_without_parameters_has_no_arrays(parameters: Parameters) -> None:
    assert parameters.of_layer("") == {}


def test_like_is_zeros_in_the_same_layout_and_precision(parameters: Parameters) -> None:
    gradients = parameters.astype(np.float32).like()

    assert gradients.layout == LAYOUT
    assert gradients.vector.dtype == np.float32
    assert not gradients.vector.any()


@pytest.mark.parametrize("copied", [Parameters.copy, lambda p: p.astype(np.float64)])
def test_copies_own_their_vector(parameters: Parameters, copied) -> None:
    copy = copied(parameters)

    assert np.array_equal(copy.vector, parameters.vector)
    assert not np.shares_memory(copy.vector, parameters.vector)


@pytest.mark.parametrize("vector", [np.zeros(11), np.zeros((12, 1)), np.zeros(24)[::2]])
def test_anything_but_one_contiguous_vector_of_the_right_size_is_refused(vector) -> None:
    with pytest.raises(ShapeError, match=r"^Parameters expects one contiguous vector of 12 "):
        Parameters(LAYOUT, vector)


def test_its_repr_shows_names_and_shapes(parameters: Parameters) -> None:
    assert repr(parameters) == (
        "Parameters(float64, 12 numbers: 1.weights (2, 3), 1.bias (3,), 2.weights (3, 1))"
    )


def test_a_name_that_it_does_not_have_is_answered_with_those_that_it_has(
    parameters: Parameters,
) -> None:
    with pytest.raises(KeyError, match=r"'1.weight'; there are: 1.weights, 1.bias, 2.weights"):
        parameters["1.weight"]
