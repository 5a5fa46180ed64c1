"""Knocked-out neurons, biases at zero and noise on weights cost what plain formulas say."""

from dataclasses import replace

import numpy as np
import pytest

from glassnet.data import LabeledImages
from glassnet.errors import SettingError
from glassnet.explain import ablate_neurons, add_weight_noise, measure, remove_biases
from glassnet.models import Model, load_model
from glassnet.nn import Conv2D, Flatten, MaxPool2D, outputs


def relu(x: np.ndarray) -> np.ndarray:
    return np.maximum(x, 0)


def forward(
    model: Model, images: np.ndarray, without: int | None, biases: bool = True
) -> np.ndarray:
    """The three dense layers of tiny, written out."""
    x = images.reshape(len(images), 784) / 255
    b = 1 if biases else 0
    p = {name: values.astype(np.float64) for name, values in model.parameters.items()}
    first = relu(x @ p["1.weights"] + b * p["1.bias"])
    if without is not None:
        first[:, without] = 0
    second = relu(first @ p["2.weights"] + b * p["2.bias"])
    return second @ p["3.weights"] + b * p["3.bias"]


def test_each_neuron_costs_what_the_formula_says(tiny: Model, digits: LabeledImages) -> None:
    measured = ablate_neurons(tiny, digits)

    for neuron in range(16):
        expected = forward(tiny, digits.images, neuron).argmax(axis=1) == digits.labels
        assert measured[neuron].setting == neuron
        assert measured[neuron].correct == expected.sum()
    assert len({each.correct for each in measured}) > 5


def test_without_biases(tiny: Model, digits: LabeledImages) -> None:
    measured = measure(tiny, digits, 0, remove_biases(tiny.parameters))

    expected = forward(tiny, digits.images, None, biases=False).argmax(axis=1) == digits.labels
    assert measured.correct == expected.sum()
    assert measured.correct != measure(tiny, digits, 0).correct


def test_a_filter_is_knocked_out_as_a_whole(digits: LabeledImages) -> None:
    model, few = load_model("cnn"), digits.take(slice(0, 40))
    network = model.network
    assert isinstance(network.layers[1], MaxPool2D)
    measured = ablate_neurons(model, few, "1")
    without = model.parameters.copy()
    for neuron in (3, 17):
        # Sums of 0 at every position become outputs of 0 through pooling and ReLU.
        without.vector[:] = model.parameters.vector
        without["1.weights"][..., neuron] = 0
        without["1.bias"][neuron] = 0
        inputs = (few.images / np.float32(255)).astype(np.float32)[..., None]
        found = outputs(network, without, inputs)[:, :10].argmax(axis=1)
        assert measured[neuron].correct == (found == few.labels).sum()


def test_parts_of_a_convolution_are_not_mixed_up_by_flatten() -> None:
    model = load_model("cnn")
    last = [i for i, layer in enumerate(model.network.layers) if isinstance(layer, Conv2D)][-1]
    assert isinstance(model.network.layers[last + 3], Flatten)
    blank = LabeledImages(np.zeros((4, 28, 28), np.uint8), np.zeros(4, np.int64), "blank")

    assert len(ablate_neurons(model, blank, "4")) == 96


def test_noise_is_relative_to_each_layers_weights(tiny: Model) -> None:
    noisy = add_weight_noise(tiny.network, tiny.parameters, 0.5, np.random.default_rng(0))

    rng = np.random.default_rng(0)
    for name in ("1.weights", "2.weights", "3.weights"):
        weights = tiny.parameters[name].astype(np.float64)
        expected = weights + 0.5 * weights.std() * rng.standard_normal(weights.shape)
        assert np.allclose(noisy[name], expected, atol=1e-6)
    assert np.array_equal(noisy["1.bias"], tiny.parameters["1.bias"])


def test_a_layer_that_cannot_be_ablated_is_refused(tiny: Model, digits: LabeledImages) -> None:
    for layer in ("3", "first"):
        with pytest.raises(SettingError, match=f"no hidden layer '{layer}'"):
            ablate_neurons(tiny, digits, layer)


def test_labels_decide_what_is_correct(tiny: Model, digits: LabeledImages) -> None:
    wrong = replace(digits, labels=(digits.labels + 1) % 10)

    assert measure(tiny, wrong, 0).correct < 30 < measure(tiny, digits, 0).correct
