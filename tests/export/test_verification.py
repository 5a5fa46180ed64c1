"""Every export answers as its model: on networks of all layers, and on digits with the models that ship."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from glassnet.data import LabeledImages
from glassnet.export import KINDS, export_model, verify_export
from glassnet.export.c.float32 import ACTIVATIONS as C_ACTIVATIONS
from glassnet.export.c.float32 import LAYERS as C_LAYERS
from glassnet.export.onnx_graph import WRITERS
from glassnet.export.python.source import CALLS
from glassnet.export.steps import list_steps
from glassnet.export.writing import Kind
from glassnet.models import Model, load_model, shipped_names
from glassnet.nn import Parameters
from glassnet.nn.catalog import PARTS

PACKAGES = {"onnx": ("onnx", "onnxruntime")}


def export(model: Model, kind: Kind, folder: Path, **settings: Any):
    for package in PACKAGES.get(kind, ()):
        pytest.importorskip(package)
    return export_model(model, kind, folder / "network", **settings)


def test_the_models_of_these_tests_have_every_layer_and_activation_that_exports_know(
    every_model: list[Model],
) -> None:
    used = {step.kind for model in every_model for step in list_steps(model)}

    assert used == set(CALLS) == set(WRITERS) == {*C_LAYERS, *C_ACTIVATIONS}
    # Others are refused by name.
    assert used < {*PARTS["layer"], *PARTS["activation"]}


@pytest.mark.parametrize("kind", KINDS)
def test_every_layer_and_activation_answers_alike(
    kind: Kind, model: Model, noise: LabeledImages, tmp_path: Path
) -> None:
    found = verify_export(export(model, kind, tmp_path), model, noise)

    assert found.count == 40
    assert found.other_answers == 0
    assert found.largest_difference < 1e-5
    assert found.passed


def test_the_network_alone_in_onnx_has_the_same_outputs(
    model: Model, noise: LabeledImages, tmp_path: Path
) -> None:
    found = verify_export(export(model, "onnx", tmp_path, processing=False), model, noise)

    assert found.passed


@pytest.mark.parametrize(
    ("name", "kind"),
    [*(("tiny", kind) for kind in KINDS), *(("cnn", kind) for kind in ("onnx", "python", "js"))],
)
def test_shipped_models_answer_alike_on_digits(
    name: str, kind: Kind, digits: LabeledImages, tmp_path: Path
) -> None:
    chosen = load_model(name)
    found = verify_export(export(chosen, kind, tmp_path), chosen, digits.take(slice(100)))

    assert found.passed
    assert found.accuracy == found.model_accuracy > 0.9


def test_eight_bits_cost_little_accuracy(digits: LabeledImages, tmp_path: Path) -> None:
    tiny = load_model("tiny")
    found = verify_export(
        export(tiny, "c", tmp_path, numbers="int8"), tiny, digits.take(slice(2000))
    )

    assert found.passed
    assert found.model_accuracy - found.accuracy <= 0.001
    assert found.largest_difference > 1e-4


def test_an_export_of_another_network_does_not_pass(digits: LabeledImages, tmp_path: Path) -> None:
    tiny = load_model("tiny")
    other = Parameters(tiny.parameters.layout, tiny.parameters.vector * np.float32(0.99))
    found = verify_export(
        export(replace(tiny, parameters=other), "python", tmp_path), tiny, digits.take(slice(50))
    )

    assert not found.passed
    assert found.largest_difference > 1e-5


@pytest.mark.full
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", [*shipped_names()])
def test_ten_thousand_digits_are_answered_alike(
    name: str, kind: Kind, digits: LabeledImages, tmp_path: Path
) -> None:
    chosen = load_model(name)
    found = verify_export(export(chosen, kind, tmp_path), chosen, digits)
    print(name, kind, found.to_plain())  # noqa: T201 - the figures of docs/export.md

    assert found.passed


@pytest.mark.full
@pytest.mark.parametrize("name", [*shipped_names()])
def test_ten_thousand_digits_in_eight_bits(
    name: str, digits: LabeledImages, tmp_path: Path
) -> None:
    chosen = load_model(name)
    found = verify_export(export(chosen, "c", tmp_path, numbers="int8"), chosen, digits)
    print(name, "int8", found.to_plain())  # noqa: T201 - the figures of docs/export.md

    assert found.passed
