"""`glassnet ablate`, `prune`, `quantize` and `robustness`: tables, plots and JSON."""

import json
from pathlib import Path
from typing import Any

import pytest

from glassnet.cli import main
from glassnet.explain import measure, prune
from glassnet.models import load_model
from glassnet.models.fitting import as_dataset
from glassnet.models.measuring import choose_split


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[dict[str, Any], str]:
    """The JSON and the report of one command."""
    assert main([*arguments, "--json", "-"]) == 0
    captured = capsys.readouterr()
    return json.loads(captured.out), captured.err


def test_prune_reports_the_accuracy_for_each_share(
    idx_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plot = tmp_path / "pruning.png"
    data = ["--data", str(idx_folder), "--out", str(plot)]
    said, report = run(capsys, "prune", "tiny", *data, "--keep", "1", "--keep", "0.2")

    model = load_model("tiny")
    images = choose_split(as_dataset(idx_folder), None, (model.recipe,))
    expected = measure(model, images, 0.2, prune(model.network, model.parameters, 0.2))
    assert [each["setting"] for each in said["measurements"]] == [1, 0.2]
    assert said["measurements"][1]["accuracy"] == expected.accuracy
    assert said["measurements"][1]["weights"] == 2592
    assert [each["bytes"] for each in said["measurements"]] == [
        4 * 13002,
        4 * (2592 + 42) + 12960 // 8,
    ]
    assert "12.2" in report
    assert said["digest"] == images.digest()
    assert f"{expected.accuracy:.2%}" in report
    assert plot.stat().st_size > 5000


def test_quantize_compares_bits_with_the_model_itself(
    idx_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["quantize", "tiny", "--data", str(idx_folder), "--no-plots"]
    said, _ = run(capsys, *arguments, "--bits", "8", "--bits", "2")

    whole, eight, two = said["measurements"]
    assert [whole["setting"], eight["setting"], two["setting"]] == [32, 8, 2]
    assert whole["bytes"] == 4 * 13002
    assert eight["bytes"] == 12960 + 4 * (42 + 42)
    assert abs(eight["accuracy"] - whole["accuracy"]) < 0.03
    assert two["accuracy"] < whole["accuracy"] - 0.2
    assert said["plots"] == []


def test_robustness_measures_each_change(
    idx_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ["--data", str(idx_folder), "--out", str(tmp_path / "plots")]
    said, report = run(capsys, "robustness", "tiny", *data, "--change", "shift", "--change", "fgsm")

    assert [each["change"] for each in said["changes"]] == ["shift", "fgsm"]
    for each in said["changes"]:
        accuracies = [point["accuracy"] for point in each["measurements"]]
        assert accuracies[-1] < accuracies[0] - 0.2
    assert "pixels" in report
    assert sorted(path.name for path in (tmp_path / "plots").iterdir()) == ["fgsm.png", "shift.png"]


def test_ablate_ranks_the_neurons_of_a_layer(
    idx_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ["--data", str(idx_folder), "--examples", "60", "--out", str(tmp_path / "ablation.png")]
    said, report = run(capsys, "ablate", "tiny", *data, "--layer", "2", "--noise", "0.5")

    assert said["examples"] == 60
    assert len(said["neurons"]) == 16
    for each in said["neurons"]:
        assert each["cost"] == pytest.approx(said["accuracy"] - each["accuracy"])
    worst = max(said["neurons"], key=lambda each: each["cost"])
    rows = report.split("neuron of layer 2")[1].splitlines()
    assert rows[1].split()[0] == str(worst["number"])
    assert "without biases" in report


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["robustness", "tiny", "--change", "blurr"], "Did you mean 'blur'"),
        (["robustness", "tiny", "--strength", "0.1"], "expects one --change"),
        (["quantize", "tiny", "--bits", "16"], "bits from 2 to 8"),
        (
            ["ablate", "tiny", "--layer", "3", "--data", "DATA", "--examples", "10"],
            "no hidden layer",
        ),
    ],
)
def test_what_cannot_be_measured_is_one_message(
    arguments: list[str],
    message: str,
    small_data_file: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([str(small_data_file) if each == "DATA" else each for each in arguments]) == 2

    assert message in capsys.readouterr().err
