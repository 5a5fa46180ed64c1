"""`glassnet reproduce` runs the documents and writes what the claims are held against."""

import json
from pathlib import Path

import pytest

from glassnet.cli import main
from glassnet.models import load_model
from glassnet.recipes import DOCUMENTS

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    """The documents with as many examples as the small set has."""
    for name in ("zhang", "zhang-readme"):
        recipe = DOCUMENTS[name].recipe.with_changes(examples=300, validation=100)
        monkeypatch.setitem(vars(DOCUMENTS[name]), "recipe", recipe)


@pytest.mark.usefixtures("brief")
def test_each_document_is_reported_with_its_seeds_accuracies_and_log(
    idx_folder: Path, capsys: Captured
) -> None:
    options = ["--seeds", "2", "--epochs", "11", "--data", str(idx_folder), "--json", "-"]

    assert main(["reproduce", *options]) == 0

    reports = json.loads(capsys.readouterr().out)
    assert [report["name"] for report in reports] == list(DOCUMENTS)
    for report in reports:
        assert len(report["seeds"]) == len(report["train_accuracy"]) == 2
        assert len(report["seconds"]) == len(report["test_accuracy"]) == 2
        assert report["claims"]
    log = next(report["log"] for report in reports if report["name"] == "wang")
    assert [line["iteration"] for line in log] == [0, 10]
    assert set(log[0]) == {"iteration", "cost", "accuracy_percent"}


@pytest.mark.usefixtures("brief")
def test_documents_with_the_same_recipe_are_run_once(idx_folder: Path, capsys: Captured) -> None:
    main(["reproduce", "zhang", "zhang-readme", "--epochs", "1", "--data", str(idx_folder)])

    assert capsys.readouterr().out.count("seed 0:") == 1


def test_example_predictions_and_models_are_saved(idx_folder: Path) -> None:
    options = ["--epochs", "1", "--data", str(idx_folder), "--out", "shown", "--models", "made"]

    assert main(["reproduce", "markmusic27", *options]) == 0

    assert Path("shown/markmusic27-predictions.png").stat().st_size > 1000
    assert load_model(Path("made/markmusic27.safetensors")).made_by == (
        f"glassnet reproduce markmusic27 --data {idx_folder} --epochs 1"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["wong"], "chang, markmusic27, wang"),
        (["chang", "--rate-as-printed"], "wang among the documents"),
        (["wang", "--seeds", "0"], "at least 1, got 0"),
        (["wang", "--json", "digits.txt/x.json"], "is not writable"),
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
