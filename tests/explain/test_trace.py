"""A traced pass is the network's own pass, forward and backward."""

from itertools import pairwise

import numpy as np
import pytest

from glassnet.data.labeled_images import Dataset
from glassnet.explain import trace
from glassnet.models import Model, load_model
from glassnet.nn import Activate, Parameters, SettingError
from glassnet.nn.deviations import correct_loss

MODELS = ["tiny", "cnn", "wang", "markmusic27"]


@pytest.fixture
def image(small_dataset: Dataset) -> np.ndarray:
    return small_dataset.split("test").images[0]


@pytest.mark.parametrize("name", MODELS)
def test_outputs_and_gradients_are_those_of_the_network_itself(
    name: str, image: np.ndarray
) -> None:
    model = load_model(name)
    traced = trace(model, image, "3")

    parameters = Parameters(model.network.layout, model.parameters.vector.astype(np.float64))
    inputs = image.reshape(1, *model.network.input_shape) / 255
    forward = model.network.forward(parameters, inputs)
    loss, d_outputs = correct_loss(model.recipe.loss)(forward.outputs[-1], np.array([3]))
    gradients = parameters.like()
    d_inputs = forward.backward(d_outputs, gradients)

    assert traced.loss == pytest.approx(loss, abs=1e-12)
    for layer, outputs in zip(traced.layers, forward.outputs, strict=True):
        assert np.allclose(layer.outputs, outputs[0], rtol=0, atol=1e-12)
    assert np.allclose(traced.gradients.vector, gradients.vector, rtol=0, atol=1e-12)
    assert np.allclose(traced.layers[0].d_inputs, d_inputs[0], rtol=0, atol=1e-12)


@pytest.mark.parametrize("name", MODELS)
def test_each_layer_reads_what_the_one_before_it_put_out(name: str, image: np.ndarray) -> None:
    layers = trace(load_model(name), image).layers

    for before, after in pairwise(layers):
        assert np.array_equal(before.outputs, after.inputs)
        assert np.array_equal(before.d_outputs, after.d_inputs)


def test_sums_are_those_before_the_activation(image: np.ndarray) -> None:
    first = trace(load_model("tiny"), image).layers[0]

    sums = first.inputs @ first.parameters["weights"] + first.parameters["bias"]
    assert np.allclose(first.sums, sums)
    assert np.array_equal(first.outputs, np.maximum(first.sums, 0))
    assert np.array_equal(first.d_sums, np.where(first.sums > 0, first.d_outputs, 0))


def test_an_activation_may_be_a_layer_of_its_own(image: np.ndarray) -> None:
    layers = trace(load_model("cnn"), image).layers
    activation = next(each for each in layers if isinstance(each.layer, Activate))

    assert np.array_equal(activation.outputs, np.maximum(activation.inputs, 0))


def test_without_a_label_it_is_for_the_prediction(image: np.ndarray) -> None:
    model = load_model("tiny")
    traced = trace(model, image)

    assert traced.label == model.outputs(image[np.newaxis])[0].argmax()
    assert traced.loss == trace(model, image, str(traced.label)).loss


def test_any_class_can_be_the_label(image: np.ndarray) -> None:
    model = load_model("cnn")

    losses = [trace(model, image, label).loss for label in (*"0123456789", "no digit")]

    assert int(np.argmin(losses)) == trace(model, image).label


def test_an_unknown_class_is_refused(small_model: Model, image: np.ndarray) -> None:
    with pytest.raises(SettingError, match=r"Unknown class '10'\. Did you mean '[01]'"):
        trace(small_model, image, "10")


def test_nothing_of_the_model_changes(small_model: Model, image: np.ndarray) -> None:
    before = small_model.parameters.vector.copy()
    trace(small_model, image, "1")

    assert np.array_equal(small_model.parameters.vector, before)
