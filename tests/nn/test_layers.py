"""Layers: frozen, with the shapes that they announce, and what each does to a batch."""

import re
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from types import MappingProxyType

import numpy as np
import pytest

from glassnet.nn import (
    Activate,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    Identity,
    Network,
    ReLU,
    SettingError,
    ShapeError,
    UniformRange,
)
from glassnet.nn import outputs as outputs_of

WEIGHTS = np.array([[1.0, -1.0], [2.0, 0.0], [0.0, 3.0]])
DENSE = {"weights": WEIGHTS, "bias": np.array([0.5, -0.5])}
INPUTS = np.array([[1.0, 1.0, 1.0], [0.0, 1.0, -1.0]])
NO_PARAMETERS: dict[str, np.ndarray] = {}


def test_dense_is_inputs_times_weights_plus_bias() -> None:
    outputs, _ = Dense(2).forward(DENSE, INPUTS)

    assert outputs.tolist() == [[3.5, 1.5], [2.5, -3.5]]


def test_dense_applies_its_activation() -> None:
    outputs, _ = Dense(2, ReLU()).forward(DENSE, INPUTS)

    assert outputs.tolist() == [[3.5, 1.5], [2.5, 0.0]]


def test_the_backward_pass_of_dense_is_that_worked_by_hand() -> None:
    _, backward = Dense(2, ReLU()).forward(DENSE, INPUTS)
    gradients = {"weights": np.empty((3, 2)), "bias": np.empty(2)}

    d_inputs = backward(np.array([[1.0, 2.0], [3.0, 4.0]]), gradients)

    assert gradients["weights"].tolist() == [[1, 2], [4, 2], [-2, 2]]
    assert gradients["bias"].tolist() == [4, 2]
    assert d_inputs.tolist() == [[-1, 2, 6], [3, 6, 0]]


def test_dense_draws_its_weights_and_its_bias_with_their_own_initializers(rng) -> None:
    layer = Dense(5, weights=UniformRange(1, 2), bias=UniformRange(-2, -1))
    parameters = layer.initialize(rng, (4,))

    assert parameters["weights"].shape == (4, 5)
    assert (parameters["weights"] >= 1).all()
    assert (parameters["bias"] < -1).all()


def test_dense_on_images_says_to_flatten_them() -> None:
    with pytest.raises(ShapeError) as caught:
        Dense(100).output_shape((28, 28, 1))

    assert str(caught.value) == (
        "Dense(100) expects inputs of shape (batch, features), got (batch, 28, 28, 1). "
        "Put Flatten() before it."
    )


def test_activate_is_its_activation_in_both_passes() -> None:
    outputs, backward = Activate(ReLU()).forward(NO_PARAMETERS, INPUTS)
    d_inputs = backward(np.full((2, 3), 2.0), NO_PARAMETERS)

    assert outputs.tolist() == [[1, 1, 1], [0, 1, 0]]
    assert d_inputs.tolist() == [[2, 2, 2], [0, 2, 0]]


def test_flatten_makes_each_image_a_row_and_the_backward_pass_an_image_again(
    rng: np.random.Generator,
) -> None:
    images = rng.random((5, 2, 3, 1))
    outputs, backward = Flatten().forward(NO_PARAMETERS, images)

    assert Flatten().output_shape((2, 3, 1)) == (6,)
    assert outputs.shape == (5, 6)
    assert np.array_equal(backward(outputs, NO_PARAMETERS), images)


def test_dropout_passes_inputs_through_when_predicting() -> None:
    outputs, backward = Dropout(0.5).forward(NO_PARAMETERS, INPUTS)

    assert outputs is INPUTS
    assert backward(INPUTS, NO_PARAMETERS) is INPUTS


def test_dropout_of_rate_zero_passes_inputs_through_when_training(rng) -> None:
    outputs, _ = Dropout(0).forward(NO_PARAMETERS, INPUTS, rng)

    assert outputs is INPUTS


def test_dropout_zeroes_its_share_and_scales_the_rest(rng: np.random.Generator) -> None:
    outputs, _ = Dropout(0.2).forward(NO_PARAMETERS, np.ones((200, 500)), rng)

    assert set(np.unique(outputs)) == {0.0, 1.25}
    assert (outputs == 0).mean() == pytest.approx(0.2, abs=0.005)


def test_dropout_keeps_the_expected_output(rng: np.random.Generator) -> None:
    inputs = rng.random((200, 500))
    outputs, _ = Dropout(0.7).forward(NO_PARAMETERS, inputs, rng)

    assert outputs.mean() == pytest.approx(inputs.mean(), rel=0.02)


def test_dropout_zeroes_the_same_entries_in_the_backward_pass(rng: np.random.Generator) -> None:
    ones = np.ones((20, 30))
    outputs, backward = Dropout(0.5).forward(NO_PARAMETERS, ones, rng)

    assert np.array_equal(backward(ones, NO_PARAMETERS), outputs)


def test_dropout_draws_anew_each_time_and_alike_in_both_precisions() -> None:
    rng, again = np.random.default_rng(5), np.random.default_rng(5)
    ones = np.ones((20, 30))
    first, _ = Dropout(0.5).forward(NO_PARAMETERS, ones, rng)
    second, _ = Dropout(0.5).forward(NO_PARAMETERS, ones, rng)
    single, _ = Dropout(0.5).forward(NO_PARAMETERS, ones.astype(np.float32), again)

    assert not np.array_equal(first, second)
    assert np.array_equal(first, single)


@pytest.mark.parametrize("rate", [-0.1, 1.0])
def test_dropout_of_everything_or_of_a_negative_share_is_refused(rate: float) -> None:
    with pytest.raises(SettingError, match=r"^Dropout expects rate in \[0, 1\), got "):
        Dropout(rate)


def test_dense_without_units_is_refused() -> None:
    with pytest.raises(SettingError, match=r"^Dense expects units above 0, got 0\."):
        Dense(0)


LAYERS = [
    (Dense(3, ReLU()), (4,)),
    (Activate(ReLU()), (4,)),
    (Flatten(), (2, 3)),
    (Dropout(0.5), (4,)),
]


@pytest.mark.parametrize(("layer", "input_shape"), LAYERS, ids=str)
def test_outputs_have_the_shape_that_the_layer_announced(layer, input_shape, rng) -> None:
    outputs, _ = layer.forward(
        layer.initialize(rng, input_shape), rng.random((5, *input_shape)), rng
    )

    assert outputs.shape == (5, *layer.output_shape(input_shape))


@pytest.mark.parametrize(("layer", "input_shape"), LAYERS, ids=str)
def test_parameters_have_the_shapes_that_the_layer_announced(layer, input_shape, rng) -> None:
    shapes = {name: each.shape for name, each in layer.initialize(rng, input_shape).items()}

    assert shapes == layer.parameter_shapes(input_shape)


@pytest.mark.parametrize(("layer", "input_shape"), LAYERS, ids=str)
def test_a_layer_is_frozen_and_has_the_hash_of_an_equal_one(layer, input_shape) -> None:
    field = next(iter(vars(layer)), "anything")

    with pytest.raises(FrozenInstanceError):
        setattr(layer, field, 1)
    assert hash(layer) == hash(type(layer)(**vars(layer)))


@pytest.mark.parametrize(("layer", "input_shape"), LAYERS, ids=str)
def test_a_pass_changes_neither_inputs_nor_parameters(layer, input_shape, rng) -> None:
    inputs = rng.normal(size=(5, *input_shape))
    parameters = layer.initialize(rng, input_shape)
    before = inputs.copy(), {name: array.copy() for name, array in parameters.items()}
    outputs, backward = layer.forward(MappingProxyType(parameters), inputs, rng)
    backward(np.ones_like(outputs), {name: np.empty_like(a) for name, a in parameters.items()})

    assert np.array_equal(inputs, before[0])
    assert all(np.array_equal(parameters[name], before[1][name]) for name in parameters)


@pytest.mark.parametrize(("layer", "input_shape"), LAYERS, ids=str)
def test_an_empty_batch_is_taken(layer, input_shape) -> None:
    network = Network((layer,), input_shape)
    outputs = outputs_of(
        network, network.empty_parameters(), np.empty((0, *input_shape), np.float32)
    )

    assert outputs.shape == (0, *network.output_shape)


def test_a_dense_layer_without_activation_is_linear() -> None:
    assert Dense(3).activation == Identity()


@pytest.mark.parametrize(
    ("layer", "settings", "message"),
    [
        (Dense, (2.5,), "a whole number of units, got 2.5"),
        (Dense, (10, "relu"), "an activation, got 'relu'. Write ReLU()"),
        (Dense, (10, ReLU), "an activation, got <class"),
        (Conv2D, (4, 3, 1, "valid", "relu"), "an activation, got 'relu'"),
    ],
)
def test_settings_of_another_type_are_refused_at_once(
    layer: Callable, settings: tuple, message: str
) -> None:
    with pytest.raises(SettingError, match=re.escape(message)):
        layer(*settings)


@pytest.mark.parametrize("count", [1, 2])
def test_inputs_may_have_any_memory_order(count: int) -> None:
    network = Network((Dense(20, ReLU()), Dense(3)), (50,))
    parameters = network.initialize(np.random.default_rng(0))
    inputs = np.random.default_rng(1).random((8, 50), np.float32)
    by_column = np.asfortranarray(inputs)[:count]

    found = network.forward(parameters, by_column).outputs[-1]

    expected = network.forward(parameters, inputs[:count]).outputs[-1]
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-6)


@pytest.mark.parametrize("units", [1, 16, 20, 200])
@pytest.mark.parametrize("count", [1, 3])
def test_nan_reaches_the_outputs(units: int, count: int) -> None:
    network = Network((Dense(units),), (30,))
    parameters = network.initialize(np.random.default_rng(0))
    inputs = np.random.default_rng(1).random((count, 30), np.float32)
    inputs[0, 7] = np.nan

    outputs = network.forward(parameters, inputs).outputs[-1]

    assert np.isnan(outputs[0]).all()
    assert np.isfinite(outputs[1:]).all()
