"""Networks in the page: the same answers, sums and gradients as in Python."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from glassnet.cli.neuron_names import parse_neuron
from glassnet.explain import sum_of_neuron, trace
from glassnet.ink import from_strokes
from glassnet.models import Model, load_model
from glassnet.serve.api.descriptions import describe_model
from glassnet.serve.api.predictions import read_with_layers
from glassnet.serve.api.registry import LoadedModel

Call = Callable[..., Any]
SEVEN = [[[60, 60], [200, 60], [120, 230]]]
NAMES = ("tiny", "mlp", "cnn", "wang", "markmusic27")


def describe(name: str) -> dict[str, Any]:
    plain = describe_model(LoadedModel(name, load_model(name)), default=False, parameters=True)
    return {**plain, "metrics": []}


def pixels() -> np.ndarray:
    image = from_strokes(SEVEN).image
    assert image is not None
    return image


@pytest.fixture(scope="module")
def tiny() -> Model:
    return load_model("tiny")


@pytest.mark.parametrize("name", NAMES)
def test_the_page_answers_as_python_does(call: Call, name: str) -> None:
    loaded = LoadedModel(name, load_model(name))
    reading, layers = read_with_layers(loaded, from_strokes(SEVEN))
    answer = call("answer", describe(name), pixels().ravel().tolist())

    assert answer["label"] == reading.label
    assert np.allclose(answer["probabilities"], np.asarray(reading.probabilities), atol=1e-5)
    for own, theirs in zip(answer["layers"], layers, strict=True):
        assert np.allclose(own, theirs.ravel(), rtol=1e-4, atol=1e-4)


def test_scribble_is_no_digit(call: Call) -> None:
    noise = np.random.default_rng(0).integers(0, 256, 784).tolist()

    assert call("answer", describe("cnn"), noise)["label"] is None


@pytest.mark.parametrize(
    ("name", "column", "index"),
    [("tiny", 1, 2), ("tiny", 3, 7), ("cnn", 1, 6000), ("cnn", 4, 100), ("cnn", 8, 5)],
)
def test_the_terms_of_a_neuron_add_up_to_its_sum(
    call: Call, name: str, column: int, index: int
) -> None:
    [found] = call("sumNeurons", describe(name), pixels().ravel().tolist(), [[column, index]])

    assert found["from"]
    assert np.allclose(np.multiply(found["inputs"], found["weights"]), found["terms"])
    assert np.isclose(sum(found["terms"]) + found["bias"], found["sum"], atol=1e-6)


def test_a_pooling_neuron_passes_on_the_largest_of_its_window(call: Call) -> None:
    [found] = call("sumNeurons", describe("cnn"), pixels().ravel().tolist(), [[2, 500]])

    assert found["isMaximum"]
    assert len(found["from"]) == 4
    assert found["sum"] == max(found["inputs"])


def test_columns_say_what_is_applied_to_their_sums(call: Call) -> None:
    columns = call("columns", describe("cnn"))

    assert [each["kind"] for each in columns[:4]] == ["input", "conv2d", "max_pool2d", "conv2d"]
    assert [each["activations"] for each in columns[1:5]] == [[], ["ReLU"], ["ReLU"], []]


def test_the_gain_of_a_pixel_is_what_its_change_does_to_the_difference(
    call: Call, tiny: Model
) -> None:
    image = pixels()
    found = call("compareOutputs", describe("tiny"), image.ravel().tolist(), 7, 9)
    outputs = tiny.outputs(image[np.newaxis])[0]
    assert np.isclose(found["lead"], outputs[7] - outputs[9], atol=1e-4)

    pixel = int(np.argmax(np.where(image.ravel() < 255, found["gains"], 0)))
    changed = image.ravel().copy()
    step = 4
    changed[pixel] += step
    after = tiny.outputs(changed.reshape(1, 28, 28))[0]
    gained = (outputs[7] - outputs[9]) - (after[7] - after[9])
    expected = found["gains"][pixel] * step / (255 - int(image.ravel()[pixel]))
    assert np.isclose(gained, expected, rtol=0.02)


def test_the_changed_pixels_are_read_as_wished_in_python_too(call: Call, tiny: Model) -> None:
    image = pixels()
    change = call("findChange", describe("tiny"), image.ravel().tolist(), 7, 9)
    changed = np.array(change["pixels"], np.uint8).reshape(28, 28)

    assert np.count_nonzero(changed != image) == change["count"] <= 120
    assert tiny.predict_proba(changed[np.newaxis])[0].argmax() == 9


def test_the_networks_come_in_groups_and_the_small_one_first(call: Call) -> None:
    names = ("cnn", "chang", "mine", "tiny", "zhang-readme", "zhang")
    models = [
        {"name": name, "parameter_count": 1, "description": "", "metrics": []} for name in names
    ]

    assert call("groupModels", models) == [
        ["Ours", ["tiny", "cnn"]],
        ["From five tutorials, trained as published", ["zhang", "chang"]],
        ["Your own", ["mine"]],
    ]
    assert call("findShownName", "zhang-readme", models) == "zhang"


@pytest.mark.parametrize(
    ("name", "column", "index", "called", "in_commands"),
    [
        ("tiny", 1, 4, "layer 1, neuron 5", "1:5"),
        ("tiny", 3, 7, "output “7”", "3:8"),
        ("cnn", 1, 24 * (24 * 5 + 6) + 7, "layer 1, map 8, row 6, column 7", "1:6,7,8"),
        ("cnn", 2, 0, "layer 1, pooled, map 1, row 1, column 1", "1.pool:1,1,1"),
        ("cnn", 8, 76, "layer 5, neuron 77", "5:77"),
    ],
)
def test_neurons_count_from_1_and_have_the_name_that_explain_takes(
    call: Call, name: str, column: int, index: int, called: str, in_commands: str
) -> None:
    model = load_model(name)
    traced = trace(model, pixels())
    layer, place = parse_neuron(traced, in_commands)

    assert call("names", describe(name), [[column, index]]) == [[called, in_commands]]
    [found] = call("sumNeurons", describe(name), pixels().ravel().tolist(), [[column, index]])
    assert found["sum"] == pytest.approx(sum_of_neuron(traced.layers[layer], place).total, abs=1e-4)
