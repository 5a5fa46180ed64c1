"""Workers with another working directory find the files that a command names by relative paths."""

from pathlib import Path

import pytest

from glassnet.cluster.paths import make_data_absolute, make_model_absolute


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "runs" / "own").mkdir(parents=True)
    for name in ("digits.csv", "runs/own/model.safetensors"):
        (tmp_path / name).touch()
    return tmp_path


def test_relative_paths_of_data_become_absolute_and_keep_their_column(folder: Path) -> None:
    assert make_data_absolute("digits.csv") == str(folder / "digits.csv")
    assert make_data_absolute("digits.csv#label") == str(folder / "digits.csv#label")


def test_a_model_of_ones_own_becomes_its_file(folder: Path) -> None:
    assert make_model_absolute("runs/own") == str(folder / "runs/own/model.safetensors")


def test_names_stay(folder: Path) -> None:
    (folder / "cnn").mkdir()

    assert make_data_absolute("mnist") == "mnist"
    assert make_data_absolute("missing.csv") == "missing.csv"
    assert make_model_absolute("cnn") == "cnn"
    assert make_model_absolute("unknown") == "unknown"
