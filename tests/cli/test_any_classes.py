"""Data of any classes and any image size: train, evaluate and predict by the commands."""

import importlib.util
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from glassnet.cli import main
from glassnet.data.formats.idx import write_idx
from glassnet.models import load_model

RUN = Path("runs/small-001")
RECIPE = """
layers = [{ type = "dense", units = 32, activation = "relu" }, { type = "dense", units = "classes" }]
epochs = 12
batch_size = 16
learning_rate = 0.01
"""


@dataclass(frozen=True)
class Expected:
    """What commands should find in the data at `source`."""

    source: str
    class_names: tuple[str, ...]
    input_size: int


def draw_bars(rng: np.random.Generator, classes: int, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Images `(count, 30, 26)` with one bright row of 26 columns, whose place is the class, and noise."""
    labels = np.arange(count) % classes
    images = rng.integers(0, 60, (count, 30, 26)).astype(np.uint8)
    images[np.arange(count), labels] = 255
    return images, labels


def write_letters(folder: Path) -> Expected:
    """IDX files as EMNIST's letters: 26 classes, labeled from 1 to 26."""
    rng = np.random.default_rng(0)
    folder.mkdir()
    for prefix, count in (("train", 520), ("t10k", 104)):
        images, labels = draw_bars(rng, 26, count)
        write_idx(folder / f"{prefix}-images-idx3-ubyte", images)
        write_idx(folder / f"{prefix}-labels-idx1-ubyte", (labels + 1).astype(np.uint8))
    return Expected(str(folder), tuple(str(label) for label in range(1, 27)), 30 * 26)


def write_pictures(folder: Path) -> Expected:
    """One sub-folder of pictures for each of three classes."""
    names = ("circle", "cross", "square")
    images, labels = draw_bars(np.random.default_rng(1), 3, 90)
    for number, (image, label) in enumerate(zip(images, labels, strict=True)):
        path = folder / names[label] / f"{number}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(image).save(path)
    return Expected(str(folder), names, 28 * 28)


def take_sklearn_digits(folder: Path) -> Expected:
    if importlib.util.find_spec("sklearn") is None:
        pytest.skip("needs scikit-learn")
    return Expected("sklearn-digits", tuple("0123456789"), 8 * 8)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    """What a command writes as JSON."""
    assert main([*arguments, "--json", "-"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("write", [write_letters, write_pictures, take_sklearn_digits])
def test_it_is_trained_measured_and_predicted_by_class_name(
    write: Callable[[Path], Expected],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    expected = write(tmp_path / "data")
    (tmp_path / "small.toml").write_text(RECIPE)
    data = ["--data", expected.source]

    assert main(["train", "small.toml", *data, "--no-plots"]) == 0
    capsys.readouterr()
    model = load_model(RUN)
    measured = run(capsys, "evaluate", str(RUN), *data, "--no-plots")
    predicted = run(capsys, "predict", str(RUN), *data, "--count", "5")

    assert model.class_names == expected.class_names
    assert model.network.output_shape == (len(expected.class_names),)
    assert measured["accuracy"] > 0.9
    assert [each["class"] for each in measured["per_class"]] == list(expected.class_names)
    for reading in predicted["readings"]:
        assert reading["label"] in expected.class_names
        assert set(reading["probabilities"]) == set(expected.class_names)


def test_a_run_of_named_classes_is_resumed_with_its_own_recipe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    source = write_letters(tmp_path / "data").source
    (tmp_path / "small.toml").write_text(RECIPE)
    main(["train", "small.toml", "--data", source, "--no-plots"])
    (RUN / "model.safetensors").unlink()

    assert main(["train", "--resume", str(RUN), "--no-plots"]) == 0

    assert len(load_model(RUN).class_names) == 26
