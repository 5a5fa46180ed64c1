"""`glassnet explain` shows the forward and backward pass of a digit."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from glassnet.cli import main
from glassnet.data.labeled_images import Dataset
from glassnet.models import load_model

Captured = pytest.CaptureFixture[str]
SEVEN = {"strokes": [[[20, 20], [80, 20], [50, 60], [40, 110]]]}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "drawn.jsonl").write_text(f'{{"strokes": []}}\n{json.dumps(SEVEN)}\n')
    (tmp_path / "seven.jsonl").write_text(json.dumps(SEVEN))
    Image.new("L", (90, 90), 255).save(tmp_path / "blank.png")
    monkeypatch.chdir(tmp_path)


def explained(*arguments: str, capsys: Captured) -> dict[str, Any]:
    assert main(["explain", *arguments, "--json", "-"]) == 0
    return json.loads(capsys.readouterr().out)


def complaint(*arguments: str, capsys: Captured) -> str:
    assert main(["explain", *arguments]) == 2
    return capsys.readouterr().err


def test_it_shows_the_layers_the_outputs_a_sum_and_derivatives(capsys: Captured) -> None:
    assert main(["explain", "tiny", "seven.jsonl"]) == 0

    said = capsys.readouterr().out
    assert "predicted 7" in said
    assert "3      dense 10" in said
    assert 'layer 3, neuron 8, output "7": z = sum of input x weight + bias' in said
    assert "1.weights:" in said
    assert "one step w - 0.1 dL/dw" in said


@pytest.mark.parametrize("model", ["tiny", "cnn"])
def test_json_has_every_number(model: str, capsys: Captured) -> None:
    said = explained(model, "seven.jsonl", "--label", "1", capsys=capsys)

    assert (said["label"], said["prediction"]) == ("1", "7")
    assert np.shape(said["image"]) == (28, 28)
    last = said["layers"][-1]
    read = np.ravel(said["layers"][-2]["outputs"])
    sums = read @ np.array(last["parameters"]["weights"]) + last["parameters"]["bias"]
    assert np.allclose(last["sums"], sums)
    assert np.allclose(last["gradients"]["weights"], np.outer(read, last["d_sums"]))
    assert np.size(said["d_image"]) == 784
    for each in said["nudges"]:
        assert each["slope"] == pytest.approx(each["derivative"], rel=1e-4, abs=1e-9)


def test_one_sum_adds_up(capsys: Captured) -> None:
    said = explained("cnn", "seven.jsonl", "--neuron", "1:6,7,8", capsys=capsys)
    neuron = said["neuron"]

    terms = np.multiply(neuron["inputs"], neuron["weights"])
    assert (neuron["layer"], neuron["number"]) == ("1", [6, 7, 8])
    assert neuron["sum"] == said["layers"][0]["sums"][5][6][7]
    assert terms.sum() + neuron["bias"] == pytest.approx(neuron["sum"])


def test_a_parameter_can_be_nudged(capsys: Captured) -> None:
    arguments = ["tiny", "seven.jsonl", "--nudge", "1.weights:301,6", "--nudge", "3.bias:8"]
    nudges = explained(*arguments, capsys=capsys)["nudges"]

    assert [(each["name"], each["number"]) for each in nudges] == [
        ("1.weights", [301, 6]),
        ("3.bias", [8]),
    ]
    tiny = load_model("tiny").parameters
    assert nudges[0]["value"] == pytest.approx(float(tiny["1.weights"][300, 5]))


def test_a_drawing_is_chosen_by_its_line(capsys: Captured) -> None:
    said = explained("tiny", "drawn.jsonl", "--line", "2", capsys=capsys)

    assert said["prediction"] == "7"


def test_an_image_of_a_data_set_is_chosen_by_its_index(
    idx_folder: Path, small_dataset: Dataset, capsys: Captured
) -> None:
    said = explained("tiny", "--data", str(idx_folder), "--index", "2", capsys=capsys)

    assert said["input"] == "small test, image 2"
    assert np.array_equal(said["image"], small_dataset.split("test").images[2])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["tiny", "blank.png"], "nothing stands out from the paper"),
        (["tiny", "drawn.jsonl"], "nothing was drawn"),
        (["tiny", "drawn.jsonl", "--line", "3"], "a line from 1 to 2"),
        (["tiny", "seven.jsonl", "--label", "ten"], "Unknown class 'ten'"),
        (["tiny", "seven.jsonl", "--neuron", "4:1"], "There is no layer '4'. Choose from: 1, 2, 3"),
        (["tiny", "seven.jsonl", "--neuron", "3"], "LAYER:NEURON"),
        (
            ["tiny", "seven.jsonl", "--neuron", "3:11"],
            "A neuron of layer 3 expects a number from 1 to 10, got 11",
        ),
        (["tiny", "seven.jsonl", "--nudge", "1.weights"], "NAME:ENTRY"),
        (
            ["tiny", "seven.jsonl", "--nudge", "weights:1,2"],
            "Unknown parameters 'weights'. Did you mean",
        ),
        (["tiny", "seven.jsonl", "seven.jsonl"], "one model and one file"),
        (["tiny"], "pictures or stroke files"),
        (["tiny", "--nope"], "Unknown option '--nope'"),
    ],
)
def test_what_cannot_be_explained_is_refused(
    arguments: list[str], message: str, capsys: Captured
) -> None:
    assert message in complaint(*arguments, capsys=capsys)


def test_the_nearest_training_images_are_shown(mnist_folder: Path, capsys: Captured) -> None:
    assert main(["explain", "tiny", "seven.jsonl", "--nearest", "3"]) == 0
    said = capsys.readouterr().out
    assert "the nearest of 60,000 images of MNIST train, by pixels: 3 of 3 are 7" in said
    assert "by the outputs of the last hidden layer: 3 of 3 are 7" in said

    nearest = explained("tiny", "seven.jsonl", "--nearest", "3", capsys=capsys)["nearest"]
    assert nearest["images"] == 60_000
    for way in ("pixels", "hidden"):
        assert [each["label"] for each in nearest[way]] == ["7", "7", "7"]
        distances = [each["distance"] for each in nearest[way]]
        assert distances == sorted(distances)
        assert distances[0] > 0


def test_without_asking_nothing_is_said_of_nearest_images(capsys: Captured) -> None:
    assert "nearest" not in explained("tiny", "seven.jsonl", capsys=capsys)


def test_pooling_belongs_to_the_layer_before_it(capsys: Captured) -> None:
    assert main(["explain", "cnn", "seven.jsonl", "--neuron", "1.pool:3,4,2"]) == 0

    said = capsys.readouterr().out
    assert "layer 1.pool, neuron 3,4,2: z = the largest of its inputs" in said
    assert "\n1.pool  max_pool2d" in said
