"""The engine's functions are those of `glassnet.nn`: same arguments, same results.

For every recipe that comes with the package, and for 200 random networks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pytest

from glassnet import engine, nn
from glassnet.data.labeled_images import LabeledImages
from glassnet.nn import (
    Activate,
    Activation,
    Array,
    AveragePool2D,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePool,
    Identity,
    Layer,
    LayerNorm,
    LeakyReLU,
    Loss,
    MaxPool2D,
    Network,
    Parameters,
    ReLU,
    ShapeError,
    SoftmaxCrossEntropy,
    SquaredError,
    Tanh,
)
from glassnet.nn.catalog import PARTS
from glassnet.nn.deviations import descend_during_backward
from glassnet.nn.gradient_cases import check_all
from glassnet.tutorials.catalog import ALL_RECIPES

CLOSE, CLOSE_IN_FLOAT32 = 1e-10, 5e-6
CLASSES = 4
RATE = 0.01

ACTIVATIONS: list[Activation] = [activation() for activation in PARTS["activation"].values()]
LOSSES: list[Loss] = [*(loss() for loss in PARTS["loss"].values()), SoftmaxCrossEntropy(0.1)]


@dataclass(frozen=True)
class Example:
    """A network, a loss and a batch of stored images; `inputs` are the same images as numbers."""

    network: Network
    loss: Loss
    images: Array
    labels: Array
    seed: int = 0

    def parameters(self, dtype: type = np.float64) -> Parameters:
        """Random weights, and biases that are not zero."""
        rng = np.random.default_rng(self.seed)
        parameters = self.network.initialize(rng, np.float64)
        parameters.vector += 0.05 * rng.normal(size=parameters.vector.size)
        return parameters.astype(dtype)

    def inputs(self, dtype: type = np.float64) -> Array:
        scaled = np.divide(self.images, 255, dtype=dtype)
        return scaled.reshape(len(self.images), *self.network.input_shape)


class Draw:
    """Random layers, one after the other, as long as they fit together."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)

    def number(self, low: int, high: int) -> int:
        return int(self.rng.integers(low, high + 1))

    def one_of(self, *choices):
        return choices[self.rng.integers(len(choices))]

    def activation(self) -> Activation:
        return self.one_of(*ACTIVATIONS, LeakyReLU(0.2), ReLU(), Tanh())

    def image_layer(self) -> Layer:
        layers: list[Callable[[], Layer]] = [
            self.convolution,
            self.convolution,
            lambda: MaxPool2D(self.number(2, 3), self.number(0, 3)),
            lambda: AveragePool2D(self.number(2, 3), self.number(0, 3)),
            LayerNorm,
            lambda: Activate(self.activation()),
            lambda: Dropout(0.3),
        ]
        return self.one_of(*layers)()

    def convolution(self) -> Conv2D:
        kernel = self.one_of(1, 2, 3, 4, (2, 3), (3, 1))
        padding = self.one_of("valid", "same", 1, 2)
        activation = self.one_of(self.activation(), Identity())
        return Conv2D(self.number(1, 20), kernel, self.number(1, 3), padding, activation)

    def feature_layer(self) -> Layer:
        layers: list[Callable[[], Layer]] = [
            lambda: Dense(self.number(1, 30), self.activation()),
            lambda: Dense(self.number(1, 30), self.activation()),
            lambda: Activate(self.activation()),
            lambda: Dropout(0.4),
            LayerNorm,
        ]
        return self.one_of(*layers)()


def append_layers(
    layers: list[Layer], shape: tuple[int, ...], draw: Callable[[], Layer], count: int
) -> None:
    """Append so many random layers, without those that take no inputs of this size."""
    for _ in range(count):
        layer = draw()
        try:
            Network((*layers, layer), shape)
        except ShapeError:
            continue
        layers.append(layer)


@cache
def random_example(seed: int) -> Example:
    """Layers, sizes, activations, loss and batch by chance; every third network takes images."""
    draw, layers = Draw(seed), []
    height, width, channels = draw.number(5, 9), draw.number(5, 9), draw.number(1, 2)
    shape: tuple[int, ...] = (height, width, channels)
    if seed % 3 == 0:
        append_layers(layers, shape, draw.image_layer, draw.number(1, 4))
        layers.append(draw.one_of(Flatten(), Flatten(), GlobalAveragePool()))
    elif seed % 3 == 1:
        layers.append(Flatten())
    else:
        shape = (height * width * channels,)
    append_layers(layers, shape, draw.feature_layer, draw.number(0, 3))
    layers.append(Dense(CLASSES, draw.one_of(Identity(), draw.activation())))
    count = draw.number(1, 40)
    stored = (count, height, width) if channels == 1 else (count, height, width, channels)
    images = draw.rng.integers(1, 256, stored) * (draw.rng.random(stored) < draw.one_of(0.2, 0.9))
    labels = draw.rng.integers(0, CLASSES, count)
    return Example(
        Network(tuple(layers), shape), draw.one_of(*LOSSES), images.astype(np.uint8), labels, seed
    )


RANDOM = range(200)


@pytest.fixture(scope="module")
def digits(simulated_digits: LabeledImages) -> LabeledImages:
    return simulated_digits.take(slice(0, 24))


def recipe_example(name: str, digits: LabeledImages) -> Example:
    recipe = ALL_RECIPES[name].resolve(10, (28, 28))
    # Copies: for arrays that must not be written to, functions are compiled anew.
    return Example(recipe.network, recipe.loss, digits.images.copy(), digits.labels.copy())


def expect_close(found: Array, expected: Array, tolerance: float) -> None:
    """The largest difference is within the tolerance, relative to the largest entry."""
    assert found.shape == expected.shape
    assert found.dtype == expected.dtype
    np.testing.assert_allclose(found, expected, rtol=0, atol=tolerance * scale_of(expected))


def scale_of(array: Array) -> float:
    return max(float(np.abs(array).max(initial=0)), 1e-3)


def tolerance_for(expected: Array, exact: Array) -> float:
    """In float32, some networks enlarge rounding errors: as much as the reference itself has there."""
    if expected.dtype == np.float64:
        return CLOSE
    return max(CLOSE_IN_FLOAT32, 4 * np.abs(expected - exact).max() / scale_of(exact))


def compare_outputs(example: Example, dtype: type) -> None:
    parameters, inputs = example.parameters(dtype), example.inputs(dtype)
    expected = nn.outputs(example.network, parameters, inputs)
    exact = nn.outputs(example.network, parameters.astype(np.float64), inputs.astype(np.float64))

    for given in (inputs, example.images):
        found = engine.outputs(example.network, parameters, given)
        expect_close(found, expected, tolerance_for(expected, exact))


def compare_gradients(example: Example, dtype: type) -> None:
    parameters, inputs = example.parameters(dtype), example.inputs(dtype)

    def run(gradient: Callable, parameters: Parameters, given: Array) -> tuple[float, int, Array]:
        gradients, rng = parameters.like(), np.random.default_rng(example.seed)
        gradients.vector.fill(np.nan)
        value, correct = gradient(
            example.network, example.loss, parameters, given, example.labels, gradients, rng
        )
        return value, correct, gradients.vector

    value, correct, expected = run(nn.gradient, parameters, inputs)
    exact = run(nn.gradient, parameters.astype(np.float64), inputs.astype(np.float64))[2]
    tolerance = tolerance_for(expected, exact)
    for given in (inputs, example.images):
        found_value, found_correct, found = run(engine.gradient, parameters, given)
        assert found_value == pytest.approx(value, rel=tolerance)
        assert found_correct == correct
        expect_close(found, expected, tolerance)


def compare_descents(example: Example, count: int, tolerance: float) -> None:
    images, labels = example.images[:count], example.labels[:count]
    rates = np.linspace(RATE, RATE / 2, len(images))
    expected, found = example.parameters(), example.parameters()
    inputs = example.inputs()[:count]
    arguments = example.network, example.loss

    loss_sum, correct = nn.descend(*arguments, expected, inputs, labels, rates)
    result = engine.descend(*arguments, found, images, labels, rates)

    assert result == (pytest.approx(loss_sum, rel=1e-10), correct)
    expect_close(found.vector, expected.vector, tolerance)


@pytest.mark.parametrize("seed", RANDOM)
def test_random_networks_have_the_outputs_of_the_reference(seed: int) -> None:
    compare_outputs(random_example(seed), np.float64)


@pytest.mark.parametrize("seed", RANDOM)
def test_random_networks_have_the_gradients_of_the_reference(seed: int) -> None:
    compare_gradients(random_example(seed), np.float64)


@pytest.mark.parametrize("seed", RANDOM)
def test_random_networks_descend_as_the_reference_does(seed: int) -> None:
    compare_descents(random_example(seed), 8, CLOSE)


@pytest.mark.parametrize(
    "seed",
    [each if each % 4 == 0 else pytest.param(each, marks=pytest.mark.full) for each in RANDOM],
)
def test_random_networks_agree_in_float32(seed: int) -> None:
    compare_outputs(random_example(seed), np.float32)
    compare_gradients(random_example(seed), np.float32)


def test_random_networks_have_every_part_of_the_catalog() -> None:
    networks = [random_example(seed).network for seed in RANDOM]
    layers = {type(layer) for network in networks for layer in network.layers}
    activations = {
        type(activation)
        for network in networks
        for layer in network.layers
        if (activation := getattr(layer, "activation", None)) is not None
    }
    losses = {type(random_example(seed).loss) for seed in RANDOM}

    assert layers == set(PARTS["layer"].values())
    assert activations == set(PARTS["activation"].values())
    assert losses == set(PARTS["loss"].values())


@pytest.mark.parametrize("name", ALL_RECIPES)
def test_every_recipe_has_the_outputs_and_gradients_of_the_reference(
    name: str, digits: LabeledImages
) -> None:
    example = recipe_example(name, digits)

    compare_outputs(example, np.float64)
    compare_gradients(example, np.float64)


@pytest.mark.parametrize("name", ALL_RECIPES)
def test_every_recipe_descends_as_the_reference_does(name: str, digits: LabeledImages) -> None:
    compare_descents(recipe_example(name, digits), 3, CLOSE)


@pytest.mark.parametrize("name", ALL_RECIPES)
def test_every_recipe_agrees_in_float32(name: str, digits: LabeledImages) -> None:
    example = recipe_example(name, digits)

    compare_outputs(example, np.float32)
    compare_gradients(example, np.float32)


@pytest.mark.parametrize("seed", range(1, 40, 3))
def test_descent_during_the_backward_pass_is_that_of_the_reference(seed: int) -> None:
    example = random_example(seed)
    rates = np.full(len(example.labels), RATE)
    expected, found = example.parameters(), example.parameters()
    arguments = example.network, example.loss

    result = descend_during_backward(*arguments, expected, example.inputs(), example.labels, rates)
    found_result = engine.descend(
        *arguments, found, example.images, example.labels, rates, update_during_backward=True
    )

    assert found_result == (pytest.approx(result[0], rel=1e-10), result[1])
    expect_close(found.vector, expected.vector, CLOSE)


GRADIENTS = {"reference": nn.gradient, "engine": engine.gradient}


def test_every_gradient_case_passes_in_both_implementations() -> None:
    results = list(check_all(GRADIENTS))

    assert len(results) > 40
    assert all(list(result.checks) == list(GRADIENTS) for result in results)
    assert [result.case.name for result in results if not result.passed] == []


def test_no_images_have_no_outputs() -> None:
    network = Network((Dense(20, ReLU()), Dense(3)), (25,))
    parameters = network.initialize(np.random.default_rng(0))

    for none in (np.empty((0, 5, 5), np.uint8), np.empty((0, 25), np.float32)):
        assert engine.outputs(network, parameters, none).shape == (0, 3)


CONVOLUTIONS = Network((Conv2D(4, 3), MaxPool2D(2), Flatten(), Dense(3)), (9, 8, 2))


@pytest.mark.parametrize("count", [1, 5])
@pytest.mark.parametrize("network", [Network((Dense(20), Dense(3)), (144,)), CONVOLUTIONS])
def test_nan_reaches_the_outputs_of_its_own_example_alone(network: Network, count: int) -> None:
    rng = np.random.default_rng(0)
    parameters = network.initialize(rng)
    inputs = rng.normal(size=(count, *network.input_shape)).astype(np.float32)
    inputs.reshape(count, -1)[0, 60] = np.nan

    outputs = engine.outputs(network, parameters, inputs)

    assert np.isnan(outputs[0]).all()
    assert np.isfinite(outputs[1:]).all()


@pytest.mark.parametrize("network", [Network((Dense(20), Dense(3)), (144,)), CONVOLUTIONS])
def test_inputs_may_have_any_memory_order(network: Network) -> None:
    rng = np.random.default_rng(0)
    parameters = network.initialize(rng)
    inputs = rng.normal(size=(6, *network.input_shape)).astype(np.float32)
    expected = nn.outputs(network, parameters, inputs)
    images = rng.integers(0, 256, inputs.shape, np.uint8)
    expected_of_images = nn.outputs(network, parameters, np.divide(images, 255, dtype=np.float32))

    for order in (np.asfortranarray, lambda array: np.repeat(array, 2, axis=0)[::2]):
        expect_close(engine.outputs(network, parameters, order(inputs)), expected, 1e-6)
        found = engine.outputs(network, parameters, order(images))
        expect_close(found, expected_of_images, 1e-6)


@dataclass(frozen=True)
class Negative(Identity):
    """f(x) = -x."""

    def forward(self, sums: Array) -> Array:
        return -sums

    def backward(self, sums: Array, outputs: Array, d_outputs: Array) -> Array:
        return -d_outputs


@dataclass(frozen=True)
class Doubled(Dense):
    """A dense layer whose outputs are twice as large."""

    def forward(self, parameters, inputs, rng=None):
        outputs, backward = super().forward(parameters, inputs, rng)
        return 2 * outputs, lambda d_outputs, gradients: backward(2 * d_outputs, gradients)


@dataclass(frozen=True)
class Reversed(Flatten):
    """Pixels in the opposite order."""

    def forward(self, parameters, inputs, rng=None):
        outputs, backward = super().forward(parameters, inputs, rng)
        return outputs[:, ::-1], lambda d_outputs, gradients: backward(
            d_outputs[:, ::-1], gradients
        )


@dataclass(frozen=True)
class HalfSquaredError(SquaredError):
    """Half as much."""

    def __call__(self, outputs: Array, labels: Array) -> tuple[float, Array]:
        value, d_outputs = super().__call__(outputs, labels)
        return value / 2, d_outputs / 2


@pytest.mark.parametrize(
    ("layers", "loss"),
    [
        ((Flatten(), Dense(6, Negative()), Dense(4)), SquaredError()),
        ((Conv2D(3, 3, activation=Negative()), MaxPool2D(2), Flatten(), Dense(4)), SquaredError()),
        ((Conv2D(3, 3), Activate(Negative()), Flatten(), Dense(4)), SquaredError()),
        ((Flatten(), Doubled(6), Dense(4)), SquaredError()),
        ((Reversed(), Dense(4)), SquaredError()),
        ((Flatten(), Dense(4)), HalfSquaredError()),
    ],
    ids=["dense", "before pooling", "activate", "layer", "flatten", "loss"],
)
def test_subclasses_that_compute_something_else_run_as_they_are_written(
    layers: tuple[Layer, ...], loss: Loss
) -> None:
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (7, 6, 6), np.uint8)
    example = Example(Network(layers, (6, 6, 1)), loss, images, rng.integers(0, 4, 7))

    compare_outputs(example, np.float64)
    compare_gradients(example, np.float64)
    compare_descents(example, 7, CLOSE)
    predict = engine.prepare_one(example.network, example.parameters())
    expected = nn.outputs(example.network, example.parameters(), example.inputs())
    expect_close(np.array([predict(each) for each in example.inputs()]), expected, CLOSE)


def test_inputs_that_do_not_fit_are_refused_as_the_reference_refuses_them() -> None:
    parameters = CONVOLUTIONS.initialize(np.random.default_rng(0))
    labels, gradients = np.zeros(4, int), parameters.like()
    for wrong in (np.zeros((4, 9, 8, 1), np.float32), np.zeros((4, 9, 8, 2))):
        messages = []
        for functions in (nn, engine):
            with pytest.raises(nn.GlassnetError) as caught:
                functions.outputs(CONVOLUTIONS, parameters, wrong)
            messages.append(str(caught.value))
            with pytest.raises(nn.GlassnetError) as caught:
                functions.gradient(
                    CONVOLUTIONS, SquaredError(), parameters, wrong, labels, gradients
                )
            messages.append(str(caught.value))
        assert len(set(messages)) == 1


@pytest.mark.parametrize("shape", [(4, 9, 8), (9, 8, 2), (144,)])
def test_stored_images_of_another_size_are_refused(shape: tuple[int, ...]) -> None:
    parameters = CONVOLUTIONS.initialize(np.random.default_rng(0))

    with pytest.raises(
        ShapeError, match=r"stored images \(count, ...\) of 144 bytes each, got shape"
    ):
        engine.outputs(CONVOLUTIONS, parameters, np.zeros(shape, np.uint8))


def test_parameters_and_gradients_of_another_network_are_refused() -> None:
    rng = np.random.default_rng(0)
    parameters = CONVOLUTIONS.initialize(rng)
    other = replace(CONVOLUTIONS, layers=(Flatten(), Dense(3))).initialize(rng)
    images, labels = np.zeros((4, 9, 8, 2), np.uint8), np.zeros(4, int)

    with pytest.raises(ShapeError, match="parameters in its own layout"):
        engine.outputs(CONVOLUTIONS, other, images)
    for each in ((other, parameters.like()), (parameters, other.like())):
        with pytest.raises(ShapeError, match="parameters in its own layout"):
            engine.gradient(CONVOLUTIONS, SquaredError(), each[0], images, labels, each[1])


@pytest.mark.parametrize("labels", [[0, 1, 2, 3], [0, -1, 1, 2], [0, 1, 2]])
def test_labels_that_do_not_fit_are_refused(labels: list[int]) -> None:
    parameters = CONVOLUTIONS.initialize(np.random.default_rng(0))
    images = np.zeros((4, 9, 8, 2), np.uint8)

    for loss in LOSSES[:4]:
        with pytest.raises(nn.GlassnetError, match="labels"):
            engine.gradient(
                CONVOLUTIONS, loss, parameters, images, np.array(labels), parameters.like()
            )
