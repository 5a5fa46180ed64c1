"""Model files pass between Python and the page in both directions, with the same answers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from glassnet.data.formats.idx_folder import read_idx_folder
from glassnet.data.labeled_images import LabeledImages
from glassnet.engine.kernel import using
from glassnet.explain import trace
from glassnet.models import Model, load_model, read_model
from glassnet.recipes import recipe_to_plain

Pack = Callable[[Any], dict[str, Any]]
RunNode = Callable[..., str]

# Answers closer than this may go either way.
TIE = 1e-5


def shipped_file(name: str) -> Path:
    import glassnet.models

    return Path(glassnet.models.__file__).parent / "shipped" / f"{name}.safetensors"


@pytest.mark.parametrize("name", ["tiny", "mlp", "cnn", "wang", "zhang", "markmusic27"])
def test_a_shipped_model_predicts_as_in_python(
    name: str, simulated_digits: LabeledImages, run_node: RunNode, pack: Pack
) -> None:
    model, images = load_model(name), simulated_digits.images[:20]
    with using("reference"):
        outputs = model.outputs(images)
        scores = model.score_outputs(outputs)
    data = {
        "images": pack(images.reshape(-1)),
        "outputs": pack(outputs),
        "probabilities": pack(scores.probabilities),
        "margins": None if scores.margins is None else pack(scores.margins),
        "vector": pack(model.parameters.vector),
    }
    run_node("model-file.test.mjs", data, str(shipped_file(name)))


@pytest.mark.parametrize("name", ["tiny", "wang"])
def test_a_file_that_the_page_wrote_loads_in_python_and_gives_the_same_answers(
    name: str, simulated_digits: LabeledImages, run_node: RunNode, tmp_path: Path
) -> None:
    model, path = load_model(name), tmp_path / "written.safetensors"
    data = {"recipe": recipe_to_plain(model.recipe), "temperature": 1.0}
    run_node("write-model.mjs", data, str(shipped_file(name)), str(path))
    written = read_model(path)
    assert written.recipe == model.recipe
    assert written.class_names == model.class_names
    assert written.made_by == "trained in the page: café"
    np.testing.assert_array_equal(written.parameters.vector, model.parameters.vector)
    with using("reference"):
        images = simulated_digits.images[:20]
        np.testing.assert_array_equal(written.outputs(images), model.outputs(images))


def test_damaged_files_are_refused(run_node: RunNode) -> None:
    run_node("damage.test.mjs", None, str(shipped_file("tiny")))


def compare_classes(model: Model, digits: LabeledImages, run_node: RunNode, tmp_path: Path) -> None:
    """Both predict the same class for every image, unless Python's two best are all but equal."""
    images, classes = tmp_path / "images", tmp_path / "classes"
    images.write_bytes(digits.images.tobytes())
    run_node("classify.mjs", None, str(shipped_file(model.name)), str(images), str(classes))
    found = np.frombuffer(classes.read_bytes(), np.uint8)
    with using("reference"):
        outputs = model.outputs(digits.images)
    best = np.sort(outputs, axis=1)
    apart = found != outputs.argmax(axis=1)
    clear = best[:, -1] - best[:, -2] > TIE
    assert not (apart & clear).any()
    assert len(found) == len(digits)


def test_ten_thousand_digits_are_classified_as_in_python(
    mnist_folder: Path, run_node: RunNode, tmp_path: Path
) -> None:
    digits = read_idx_folder(mnist_folder, "MNIST").split("test")
    compare_classes(load_model("tiny"), digits, run_node, tmp_path)


@pytest.mark.parametrize("name", ["mlp", "cnn"])
def test_some_digits_are_classified_as_in_python_by_large_models(
    name: str, mnist_folder: Path, run_node: RunNode, tmp_path: Path
) -> None:
    digits = read_idx_folder(mnist_folder, "MNIST").split("test").take(slice(300))
    compare_classes(load_model(name), digits, run_node, tmp_path)


@pytest.mark.slow
@pytest.mark.full
@pytest.mark.parametrize("name", ["mlp", "cnn"])
def test_ten_thousand_digits_are_classified_as_in_python_by_large_models(
    name: str, mnist_folder: Path, run_node: RunNode, tmp_path: Path
) -> None:
    digits = read_idx_folder(mnist_folder, "MNIST").split("test")
    compare_classes(load_model(name), digits, run_node, tmp_path)


@pytest.mark.parametrize("name", ["tiny", "cnn", "markmusic27"])
def test_a_traced_pass_has_pythons_numbers_under_pythons_names(
    name: str, simulated_digits: LabeledImages, run_node: RunNode, pack: Pack
) -> None:
    image = simulated_digits.images[3]
    with using("reference"):
        traced = trace(load_model(name), image, "4")
    names = ("inputs", "sums", "outputs", "d_outputs", "d_sums", "d_inputs")
    layers = [
        {
            "name": layer.name,
            **{each: pack(getattr(layer, each)) for each in names},
            "gradients": {own: pack(array) for own, array in layer.gradients.items()},
        }
        for layer in traced.layers
    ]
    data = {
        "image": pack(image.reshape(-1)),
        "label": 4,
        "layers": layers,
        "loss": traced.loss,
        "probabilities": pack(traced.probabilities),
    }
    run_node("trace.test.mjs", data, str(shipped_file(name)))
