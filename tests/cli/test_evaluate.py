"""`glassnet evaluate` measures a model, and says on what."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from glassnet.cli import main
from glassnet.cli.console import report_console
from glassnet.cli.evaluation_view import EvaluationView
from glassnet.data import DownloadError
from glassnet.data.labeled_images import Dataset, LabeledImages
from glassnet.data.simulated import simulate_strokes
from glassnet.models import Ensemble, Metric, Model, evaluate, save_model
from glassnet.nn import Dense
from glassnet.recipes import Recipe

Captured = pytest.CaptureFixture[str]
HEAD = ["recall", "precision", "images"]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def stroke_file(tmp_path: Path) -> Path:
    rng, path = np.random.default_rng(3), tmp_path / "drawn.jsonl"
    lines = [
        {
            "label": number % 10,
            "writer": f"writer {number % 4}",
            "strokes": [stroke.tolist() for stroke in simulate_strokes(rng, number % 10)],
        }
        for number in range(40)
    ]
    path.write_text("\n".join(map(json.dumps, lines)))
    return path


def metrics(*arguments: str | Path, capsys: Captured) -> dict[str, Any]:
    """What `glassnet evaluate ARGUMENTS --json -` prints."""
    assert main(["evaluate", *map(str, arguments), "--no-plots", "--json", "-"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_accuracy_comes_with_its_interval_and_its_set(
    small_model: Model, small_model_file: Path, idx_folder: Path, small_dataset: Dataset, capsys
) -> None:
    test = small_dataset.split("test")
    evaluation = small_model.evaluate(test)

    assert main(["evaluate", str(small_model_file), "--data", str(idx_folder), "--no-plots"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"{small_model_file} on small test (100), digest {test.digest()[:12]}"
    wrong = 100 - evaluation.correct
    assert lines[1] == f"accuracy {evaluation.interval}, {wrong} mistakes"
    assert lines[2] == f"reproduces the recorded {evaluation.accuracy:.2%}"
    assert lines[3].startswith(f"calibration error {evaluation.calibration_error:.2%}")


def test_every_class_has_its_recall_and_precision(
    small_model_file: Path, idx_folder: Path, small_model: Model, small_dataset: Dataset, capsys
) -> None:
    main(["evaluate", str(small_model_file), "--data", str(idx_folder), "--no-plots"])

    evaluation = small_model.evaluate(small_dataset.split("test"))
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    start = next(number for number, row in enumerate(rows) if row[-3:] == HEAD)
    for label, counts in enumerate(evaluation.confusion):
        row = rows[start + 1 + label]
        assert row[:11] == [
            str(label),
            *(str(c) if c or i == label else "·" for i, c in enumerate(counts)),
        ]
        assert row[-1] == str(counts.sum())


def test_json_holds_every_metric(
    small_model_file: Path, idx_folder: Path, small_dataset: Dataset, capsys: Captured
) -> None:
    plain = metrics(small_model_file, "--data", idx_folder, capsys=capsys)

    assert plain["model"] == str(small_model_file)
    assert plain["digest"] == small_dataset.split("test").digest()
    assert plain["accuracy_low"] < plain["accuracy"] < plain["accuracy_high"]
    assert plain["reproduces_recorded"] is True
    assert len(plain["mistakes"]) == plain["examples"] - plain["correct"]
    confidences = [each["confidence"] for each in plain["mistakes"]]
    assert confidences == sorted(confidences, reverse=True)
    assert all(each["label"] != each["prediction"] for each in plain["mistakes"])


def test_an_accuracy_that_is_not_reproduced_is_reported(
    small_model: Model, idx_folder: Path, small_dataset: Dataset, tmp_path: Path, capsys
) -> None:
    test = small_dataset.split("test")
    actual = small_model.evaluate(test).accuracy
    wrong = Metric("small test (100)", test.digest(), actual + 0.02)
    save_model(replace(small_model, metrics=(wrong,)), tmp_path / "other.safetensors")

    assert main(["evaluate", "other.safetensors", "--data", str(idx_folder), "--no-plots"]) == 0

    assert f"2 images away from the recorded {actual + 0.02:.2%}" in capsys.readouterr().out


def test_several_models_are_measured_together(
    small_model: Model, rejecting_model: Model, small_dataset: Dataset, idx_folder: Path, capsys
) -> None:
    save_model(small_model, Path("one.safetensors"))
    save_model(rejecting_model, Path("two.safetensors"))

    plain = metrics("one.safetensors", "two.safetensors", "--data", idx_folder, capsys=capsys)

    together = Ensemble((small_model, rejecting_model)).evaluate(small_dataset.split("test"))
    assert plain["model"] == "one.safetensors + two.safetensors"
    assert plain["accuracy"] == together.accuracy
    assert plain["recorded_accuracy"] is None


def test_what_one_model_held_out_another_may_have_been_trained_on(
    small_model: Model, idx_folder: Path, capsys: Captured
) -> None:
    for seed in (3, 4):
        recipe = small_model.recipe.with_changes(seed=seed, validation=30)
        save_model(replace(small_model, recipe=recipe), Path(f"{seed}.safetensors"))
    arguments = ["--data", str(idx_folder), "--split", "validation", "--no-plots"]

    assert main(["evaluate", "3.safetensors", "3.safetensors", *arguments]) == 0
    assert main(["evaluate", "3.safetensors", "4.safetensors", *arguments]) == 2
    assert "got 30 of all by seed 3, 30 of all by seed 4" in capsys.readouterr().err


def test_a_model_trained_on_a_part_holds_out_other_images(
    small_model: Model, idx_folder: Path, capsys: Captured
) -> None:
    for examples in (None, 100):
        recipe = small_model.recipe.with_changes(validation=30, examples=examples)
        save_model(replace(small_model, recipe=recipe), Path(f"{examples}.safetensors"))
    both = ["None.safetensors", "100.safetensors"]

    assert (
        main(["evaluate", *both, "--data", str(idx_folder), "--split", "validation", "--no-plots"])
        == 2
    )
    assert "got 30 of all by seed 0, 30 of 100 by seed 0" in capsys.readouterr().err


def test_a_set_that_is_not_in_the_record_is_compared_with_nothing(
    small_model_file: Path, idx_folder: Path, capsys: Captured
) -> None:
    plain = metrics(small_model_file, "--data", idx_folder, "--split", "train", capsys=capsys)

    assert plain["set"] == "small train (400)"
    assert plain["recorded_accuracy"] is None


def test_the_validation_split_is_the_one_that_the_recipe_holds_out(
    small_model: Model, idx_folder: Path, tmp_path: Path, capsys: Captured
) -> None:
    recipe = small_model.recipe.with_changes(validation=30)
    save_model(replace(small_model, recipe=recipe), tmp_path / "m.safetensors")

    plain = metrics("m.safetensors", "--data", idx_folder, "--split", "validation", capsys=capsys)

    assert plain["set"] == "small validation (30)"


def test_the_only_split_there_is_is_taken_and_writers_are_measured(
    small_model_file: Path, stroke_file: Path, capsys: Captured
) -> None:
    plain = metrics(small_model_file, "--data", stroke_file, capsys=capsys)

    assert plain["set"] == "drawn.jsonl (40)"
    assert plain["writers"]["count"] == 4

    main(["evaluate", str(small_model_file), "--data", str(stroke_file), "--no-plots"])
    assert "4 writers: median " in capsys.readouterr().out


def test_without_data_it_takes_what_the_recipe_names(
    small_model: Model, idx_folder: Path, tmp_path: Path, capsys: Captured
) -> None:
    recipe = small_model.recipe.with_changes(data=str(idx_folder))
    save_model(replace(small_model, recipe=recipe), tmp_path / "m.safetensors")

    assert metrics("m.safetensors", capsys=capsys)["set"] == "small test (100)"


def test_pictures_are_drawn_into_a_folder(
    small_model_file: Path, stroke_file: Path, tmp_path: Path, capsys: Captured
) -> None:
    pytest.importorskip("matplotlib", reason="pictures need matplotlib")
    arguments = [str(small_model_file), "--data", str(stroke_file), "--out", "pictures"]

    assert main(["evaluate", *arguments, "--json", "report.json"]) == 0

    expected = {"confusion-matrix.png", "mistakes.png", "mistakes-ink.png", "calibration.png"}
    assert {path.name for path in (tmp_path / "pictures").iterdir()} == expected
    plain = json.loads((tmp_path / "report.json").read_text())
    assert {Path(each).name for each in plain["plots"]} == expected
    assert "Plots in pictures: confusion-matrix.png" in capsys.readouterr().out


def test_without_matplotlib_the_metrics_come_all_the_same(
    small_model_file: Path, idx_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)

    assert main(["evaluate", str(small_model_file), "--data", str(idx_folder)]) == 0

    shown = capsys.readouterr().out
    assert "accuracy " in shown
    assert "pip install 'glassnet[plot]'" in shown


def test_without_mnist_the_way_out_is_named(
    small_model_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    def unreachable(*_: object) -> None:
        raise DownloadError("train-images: no mirror has it.")

    monkeypatch.setattr("glassnet.cli.measuring.load", unreachable)

    assert main(["evaluate", str(small_model_file)]) == 1

    message = capsys.readouterr().err
    assert "no mirror has it. Set GLASSNET_DATA to a folder that holds mnist/" in message
    assert "--data simulated" in message


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["--data", "nowhere"], 2, "'nowhere'"),
        (["--split", "tst"], 2, "--split"),
        (["--data", "drawn.jsonl", "--split", "test"], 2, "unknown split 'test'"),
    ],
)
def test_a_wrong_set_is_refused(
    arguments: list[str], status: int, words: str, small_model_file: Path, stroke_file, capsys
) -> None:
    assert main(["evaluate", str(small_model_file), *arguments]) == status
    assert words in capsys.readouterr().err


def test_data_of_other_classes_is_refused(
    small_model: Model, idx_folder: Path, tmp_path: Path, capsys: Captured
) -> None:
    clothes = tuple(f"garment {number}" for number in range(10))
    save_model(replace(small_model, class_names=clothes), tmp_path / "clothes.safetensors")

    assert main(["evaluate", "clothes.safetensors", "--data", str(idx_folder)]) == 2
    assert "its own classes, garment 0" in capsys.readouterr().err


def test_no_mistakes_are_shown_as_such(
    small_model: Model, small_model_file: Path, stroke_file: Path, tmp_path: Path, capsys
) -> None:
    lines = stroke_file.read_text().splitlines()
    first = json.loads(lines[0])
    first["label"] = small_model.read_strokes(first["strokes"]).digit
    (tmp_path / "one.jsonl").write_text(json.dumps(first))

    assert main(["evaluate", str(small_model_file), "--data", "one.jsonl", "--no-plots"]) == 0

    shown = capsys.readouterr().out
    assert ", 0 mistakes" in shown
    assert "confident mistakes" not in shown


def test_many_classes_are_shown_class_by_class_within_80_columns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    rng, names = np.random.default_rng(0), tuple(f"class {number}" for number in range(62))
    recipe = Recipe(name="many", layers=(Dense(62),), input_shape=(784,))
    save_model(Model(recipe, recipe.initial_parameters(), names), tmp_path / "many.safetensors")
    images = rng.integers(0, 256, (620, 28, 28)).astype(np.uint8)
    data = LabeledImages(images, np.arange(620) % 62, "many", names)
    evaluation = evaluate("many.safetensors", data)

    EvaluationView(report_console()).show("many", evaluation, None)

    shown = capsys.readouterr().out
    assert "most often taken for" in shown
    assert max(map(len, shown.splitlines()[1:])) <= 80
    assert all(f"class {number} " in shown for number in range(62))


@pytest.mark.parametrize("columns", ["20", "40"])
def test_no_word_is_cut_off_on_a_narrow_terminal(
    small_model: Model,
    small_dataset: Dataset,
    columns: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Captured,
) -> None:
    monkeypatch.setenv("COLUMNS", columns)

    EvaluationView(report_console()).show("small", evaluate(small_model, small_dataset), None)

    shown = capsys.readouterr().out
    assert "precision" in shown
    assert "…" not in shown
