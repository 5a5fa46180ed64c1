"""`glassnet models` lists what ships with the package, and tells all about one model."""

import json
import shutil
from pathlib import Path

import pytest

from glassnet.cli import main

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def package(small_model_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if these two came with the package."""
    for name in ("mlp", "tiny"):
        shutil.copy(small_model_file, tmp_path / f"{name}.safetensors")
    monkeypatch.setattr("glassnet.models.shipped.FOLDER", tmp_path)


def test_every_model_has_a_row_with_its_size_and_figures(package: None, capsys: Captured) -> None:
    assert main(["models"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["name", "network", "parameters", "kB", "read", "right"]
    assert lines[1].startswith("mlp   784, dense 16 relu, dense 10      12,730  5")
    assert lines[1].rstrip().endswith("of small validation (100)")
    assert lines[2].rstrip().endswith("of small test (100)")
    assert lines[-1].startswith("mlp reads when none is named.")


def test_json_has_all_that_the_files_say(package: None, capsys: Captured) -> None:
    assert main(["models", "--json", "-"]) == 0

    mlp, tiny = json.loads(capsys.readouterr().out)
    assert (mlp["name"], mlp["default"]) == ("mlp", True)
    assert (tiny["name"], tiny["default"]) == ("tiny", False)
    assert tiny["made_by"] == "glassnet train small.toml"
    assert tiny["bytes"] > 4 * tiny["parameters"]


def test_one_model_is_told_in_full(small_model_file: Path, capsys: Captured) -> None:
    assert main(["models", str(small_model_file)]) == 0

    shown = capsys.readouterr().out
    for words in ("small, seed 0", "12,730 in float32", "0 1 2 3 4 5 6 7 8 9",
                  "small train (400), digest ", "of small test (100)", "small.toml"):  # fmt: skip
        assert words in shown


def test_a_build_without_models_says_how_to_make_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setattr("glassnet.models.shipped.FOLDER", tmp_path)

    assert main(["models"]) == 0
    assert "glassnet train" in capsys.readouterr().out


def test_an_unknown_model_is_a_wrong_call(package: None, capsys: Captured) -> None:
    assert main(["models", "tinny"]) == 2
    assert "Did you mean 'tiny'?" in capsys.readouterr().err


def test_a_damaged_model_is_a_failure(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "half.safetensors").write_bytes(b"half")

    assert main(["models", str(tmp_path / "half.safetensors")]) == 1
    assert "Restore the file or make it again." in capsys.readouterr().err
