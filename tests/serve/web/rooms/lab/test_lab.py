"""What the page's labs compute equals what `glassnet.explain` does, on the same network and digits."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from glassnet import explain
from glassnet.data import LabeledImages
from glassnet.data.simulated import simulate
from glassnet.models import Model, load_model
from glassnet.serve.api.descriptions import describe_model
from glassnet.serve.api.registry import LoadedModel
from glassnet.serve.api.replies import encode_json

SCRIPT = Path(__file__).parent / "lab_parts.mjs"
Ask = Callable[..., list[Any]]


@pytest.fixture(scope="module")
def tiny() -> Model:
    return load_model("tiny")


@pytest.fixture(scope="module")
def digits() -> LabeledImages:
    return simulate(np.random.default_rng(2), 200)


@pytest.fixture(scope="module")
def ask(run_node: Callable[[Path, Any], Any]) -> Ask:
    """Asks the page's modules for several things at once."""

    def ask(model: Model, digits: LabeledImages, *asked: dict[str, Any]) -> list[Any]:
        loaded = LoadedModel.check(model.name, model)
        described = encode_json(describe_model(loaded, default=True, parameters=True))
        return run_node(
            SCRIPT,
            {
                "description": json.loads(described),
                "images": base64.b64encode(digits.images.tobytes()).decode(),
                "labels": digits.labels.tolist(),
                "asked": list(asked),
            },
        )

    return ask


def test_knocked_out_neurons_cost_the_same(ask: Ask, tiny: Model, digits: LabeledImages) -> None:
    asked = [{"what": "costs", "layer": layer} for layer in ("1", "2")]
    single = {"what": "accuracy", "layer": "2", "neurons": [3]}
    first, second, one = ask(tiny, digits, *asked, single)

    for layer, found in (("1", first), ("2", second)):
        assert found == [each.correct for each in explain.ablate_neurons(tiny, digits, layer)]
    assert one == second[3]


def test_a_filter_of_a_convolution_costs_the_same(ask: Ask, digits: LabeledImages) -> None:
    cnn, few = load_model("cnn"), digits.take(slice(0, 10))
    (found,) = ask(cnn, few, {"what": "costs", "layer": "1"})

    assert found == [each.correct for each in explain.ablate_neurons(cnn, few, "1")]


def test_changed_weights_are_the_same(ask: Ask, tiny: Model, digits: LabeledImages) -> None:
    network, parameters = tiny.network, tiny.parameters
    noisy, bare, pruned, rounded = ask(
        tiny,
        digits,
        {"what": "weightNoise", "strength": 0.5, "seed": 3},
        {"what": "noBiases"},
        {"what": "prune", "kept": 0.3},
        {"what": "quantize", "bits": 3},
    )

    expected = explain.add_weight_noise(network, parameters, 0.5, np.random.default_rng(3))
    assert np.allclose(noisy, expected.vector, atol=1e-7)
    assert np.array_equal(bare, explain.remove_biases(parameters).vector)
    assert np.array_equal(pruned, explain.prune(network, parameters, 0.3).vector)
    quantized = explain.dequantize(parameters, explain.quantize(network, parameters, 3))
    assert np.array_equal(rounded, quantized.vector)


def test_accuracies_over_a_curve_are_the_same(ask: Ask, tiny: Model, digits: LabeledImages) -> None:
    shares, bits = [1, 0.3, 0.1], [8, 3, 2]
    curves = ask(
        tiny,
        digits,
        {"what": "curve", "kind": "prune", "settings": shares},
        {"what": "curve", "kind": "quantize", "settings": bits},
    )

    network, parameters = tiny.network, tiny.parameters
    pruned = [explain.prune(network, parameters, share) for share in shares]
    rounded = [
        explain.dequantize(parameters, explain.quantize(network, parameters, each)) for each in bits
    ]
    for found, changed in zip(curves, (pruned, rounded), strict=True):
        expected = [explain.measure(tiny, digits, 0, each).correct for each in changed]
        assert [point["correct"] for point in found] == expected


@pytest.mark.parametrize("change", explain.CHANGES)
def test_changed_images_are_the_same(
    ask: Ask, tiny: Model, digits: LabeledImages, change: str
) -> None:
    few, strength = digits.take(slice(0, 12)), explain.CHANGES[change].strengths[2]
    (found,) = ask(tiny, few, {"what": "changed", "change": change, "strength": strength})

    rng = np.random.default_rng(0)
    expected = explain.CHANGES[change].apply(tiny, few, strength, rng)
    apart = np.abs(np.array(found).reshape(expected.shape) - expected.astype(int))
    # The sign of a derivative that is nearly 0 may differ.
    assert (apart > 1).mean() < (0.01 if change in {"fgsm", "iterated"} else 0.0001)


@pytest.mark.parametrize("change", ["fgsm", "blur", "rotation"])
def test_the_least_that_fools_it_is_the_first_strength_that_does(
    ask: Ask, tiny: Model, digits: LabeledImages, change: str
) -> None:
    strengths = [0.05 * i if change == "fgsm" else 0.5 * i for i in range(1, 30)]
    one = digits.take(slice(4, 5))
    label = int(tiny.outputs(one.images)[0].argmax())
    settings = {"index": 4, "label": label, "kind": change, "strengths": strengths}
    (found,) = ask(tiny, digits, {"what": "smallest", **settings})

    own = replace(one, labels=np.array([label], one.labels.dtype))
    for strength in strengths:
        rng = np.random.default_rng(0)
        changed = explain.CHANGES[change].apply(tiny, own, strength, rng)
        best = int(tiny.outputs(changed)[0].argmax())
        if best != label:
            assert found == {"strength": strength, "label": best}
            return
    assert found is None


def test_robustness_is_the_same(ask: Ask, tiny: Model, digits: LabeledImages) -> None:
    asked = [
        {"what": "curve", "kind": change, "settings": list(explain.CHANGES[change].strengths[:4])}
        for change in ("fgsm", "rotation")
    ]
    for change, points in zip(("fgsm", "rotation"), ask(tiny, digits, *asked), strict=True):
        expected = explain.measure_robustness(
            tiny, digits, change, explain.CHANGES[change].strengths[:4]
        )
        for point, measured in zip(points, expected, strict=True):
            assert abs(point["correct"] - measured.correct) <= 1


def test_what_is_seen_is_the_same(ask: Ask, tiny: Model, digits: LabeledImages) -> None:
    image, label = digits.images[1], int(digits.labels[1])
    gradient, occluded, dreamed, plane = ask(
        tiny,
        digits,
        {"what": "gradient", "index": 1, "output": label},
        {"what": "occlusion", "index": 1, "label": label, "size": 5},
        {"what": "dream", "label": 3, "smoothness": 1, "steps": 12},
        {"what": "plane", "corners": [0, 1, 2], "side": 11},
    )

    assert np.allclose(gradient, explain.output_gradient(tiny, image, label).ravel(), atol=1e-5)
    expected = explain.occlude(tiny, image, label, size=5).ravel()
    assert np.allclose(occluded, expected, atol=1e-4)
    dream = np.rint(255 * explain.dream(tiny, 3, steps=12))
    assert np.abs(np.array(dreamed) - dream).max() <= 1
    scores = explain.map_decisions(tiny, *digits.images[:3], side=11)
    assert plane["classes"] == scores.probabilities.argmax(axis=1).tolist()
    assert np.allclose(plane["confidences"], scores.probabilities.max(axis=1), atol=1e-4)


def test_convolutions_dream_too(ask: Ask, digits: LabeledImages) -> None:
    cnn = load_model("cnn")
    (dreamed,) = ask(
        cnn, digits.take(slice(0, 1)), {"what": "dream", "label": 7, "smoothness": 1, "steps": 4}
    )

    dream = np.rint(255 * explain.dream(cnn, 7, steps=4)).ravel()
    assert np.abs(np.array(dreamed) - dream).max() <= 1


def test_preparing_undoes_what_a_page_without_it_does(
    ask: Ask, tiny: Model, digits: LabeledImages
) -> None:
    handling = {"size": 0.5, "corner": 1, "thin": 0}
    raw, spoiled, unchanged = ask(
        tiny,
        digits,
        {"what": "raw", "handling": handling},
        {"what": "spoil", "handling": handling},
        {"what": "spoil", "handling": {"size": 1, "corner": 0, "thin": 0}},
    )
    images = np.array(spoiled).reshape(-1, 28, 28)
    (prepared,) = ask(tiny, digits, {"what": "prepare"})

    assert np.array_equal(unchanged, digits.images.ravel())
    assert not images[:, 14:, 14:].any()
    assert raw["raw"] < 60 < 120 < raw["prepared"]
    assert np.abs(np.array(prepared) - digits.images.ravel()).mean() < 6
