"""`glassnet reproduce` runs the tutorials and writes what their claims are compared with."""

import json
from pathlib import Path

import numpy as np
import pytest

from glassnet.cli import main
from glassnet.data.formats.idx import write_idx
from glassnet.data.simulated import simulate
from glassnet.models import load_model
from glassnet.nn import SoftmaxCrossEntropy
from glassnet.tutorials import TUTORIALS

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def idx_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Enough digits that `zhang` can hold out 1,000."""
    folder = tmp_path_factory.mktemp("digits")
    for prefix, count in (("train", 1200), ("t10k", 100)):
        digits = simulate(np.random.default_rng(count), count)
        write_idx(folder / f"{prefix}-images-idx3-ubyte", digits.images)
        write_idx(folder / f"{prefix}-labels-idx1-ubyte", digits.labels.astype(np.uint8))
    return folder


def test_each_tutorial_is_reported_with_its_seeds_accuracies_and_log(
    idx_folder: Path, capsys: Captured
) -> None:
    options = ["--seeds", "2", "--epochs", "11", "--data", str(idx_folder), "--json", "-"]

    assert main(["reproduce", *options]) == 0

    reports = json.loads(capsys.readouterr().out)
    assert [report["name"] for report in reports] == list(TUTORIALS)
    for report in reports:
        assert len(report["seeds"]) == len(report["train_accuracy"]) == 2
        assert len(report["seconds"]) == len(report["test_accuracy"]) == 2
        assert report["claims"]
    log = next(report["log"] for report in reports if report["name"] == "wang")
    assert [line["iteration"] for line in log] == [0, 10]
    assert set(log[0]) == {"iteration", "cost", "accuracy_percent"}


def test_tutorials_with_the_same_recipe_are_run_once(idx_folder: Path, capsys: Captured) -> None:
    main(["reproduce", "zhang", "zhang-readme", "--epochs", "1", "--data", str(idx_folder)])

    assert capsys.readouterr().out.count("seed 0:") == 1


def test_example_predictions_and_models_are_saved(idx_folder: Path) -> None:
    options = ["--epochs", "1", "--data", str(idx_folder), "--out", "shown", "--models", "made"]

    assert main(["reproduce", "markmusic27", *options]) == 0

    assert Path("shown/markmusic27-predictions.png").stat().st_size > 1000
    assert load_model(Path("made/markmusic27.safetensors")).made_by == (
        f"glassnet reproduce markmusic27 --data {idx_folder} --epochs 1"
    )


def test_without_deviations_the_correct_network_is_run(idx_folder: Path) -> None:
    options = ["--no-deviations", "--epochs", "1", "--data", str(idx_folder), "--models", "made"]

    assert main(["reproduce", "wang", *options]) == 0

    model = load_model(Path("made/wang.safetensors"))
    assert model.recipe.loss == SoftmaxCrossEntropy()
    assert model.made_by.endswith("--no-deviations")


def test_errata_are_checked_and_their_effects_measured(idx_folder: Path, capsys: Captured) -> None:
    options = ["--errata", "--seeds", "2", "--epochs", "1", "--data", str(idx_folder)]

    assert main(["reproduce", "markmusic27", *options, "--json", "e.json", "--out", "drawn"]) == 0

    plain = json.loads(Path("e.json").read_text())
    assert (
        plain["made_by"]
        == f"glassnet reproduce markmusic27 --errata --seeds 2 --data {idx_folder} --epochs 1"
    )
    assert plain["seeds"] == [0, 1]
    for each in plain["errata"]:
        assert len(each["effect"]["right"]) == len(each["effect"]["written"]) == 2
        assert Path(f"drawn/{each['key']}.png").stat().st_size > 1000
    said = capsys.readouterr().out
    assert said.count("as written it fails, corrected it holds") == len(plain["errata"]) == 3
    assert "difference" in said


@pytest.mark.parametrize("columns", [80, 50])
def test_no_cell_of_the_table_is_cut(
    columns: int, idx_folder: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    main(["reproduce", "--seeds", "2", "--epochs", "11", "--data", str(idx_folder)])

    table = capsys.readouterr().out.partition("Claims and measurements")[2]
    assert "…" not in table
    assert max(map(len, table.splitlines())) <= columns
    if columns == 80:
        assert "85.903333 % log" in table
        assert "zhang-readme" in table


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["wong"], "unknown tutorial 'wong'; choose from chang, markmusic27, wang"),
        (["chang", "--rate-as-printed"], "wang among the tutorials"),
        (["wang", "--seeds", "0"], "at least 1, got 0"),
        (["wang", "--json", "digits.txt/x.json"], "is not writable"),
        (["--errata", "--seeds", "1"], "2 to 30 seeds for errata, got 1"),
        (
            ["--errata", "--rate-as-printed"],
            "none of --rate-as-printed, --no-deviations and --models",
        ),
        (["wong", "--errata"], "Did you mean 'wang'"),
    ],
)
def test_a_wrong_call_runs_nothing(
    arguments: list[str], message: str, tmp_path: Path, capsys: Captured
) -> None:
    (tmp_path / "digits.txt").touch()

    assert main(["reproduce", *arguments]) == 2

    captured = capsys.readouterr()
    assert captured.out == ""
    assert message in " ".join(captured.err.split())
