"""`glassnet models` lists the models of the package, and shows the record of one."""

import json
from pathlib import Path

import pytest

from glassnet.cli import main

Captured = pytest.CaptureFixture[str]


def test_every_model_has_a_row_with_its_size_and_accuracy(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["models"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["name", "network", "parameters", "kB", "test", "accuracy"]
    tiny = next(line for line in lines if line.startswith("tiny"))
    assert "784-16-16-10" in tiny
    assert "13,002" in tiny
    assert tiny.rstrip().endswith("97.05% MNIST test")
    assert lines[-1].startswith("The default model is cnn.")
    assert max(map(len, lines)) <= 80


def test_json_has_the_record_of_each_model(capsys: Captured) -> None:
    assert main(["models", "--json", "-"]) == 0

    every = {each["name"]: each for each in json.loads(capsys.readouterr().out)}
    assert (every["cnn"]["default"], every["tiny"]["default"]) == (True, False)
    assert every["tiny"]["made_by"] == "glassnet train tiny"
    assert every["tiny"]["bytes"] > 4 * every["tiny"]["parameters"]
    assert every["cnn"]["rejects"] is True
    assert every["cnn"]["calibration"]["temperature"] > 0


def test_one_model_has_a_record(small_model_file: Path, capsys: Captured) -> None:
    assert main(["models", str(small_model_file)]) == 0

    shown = capsys.readouterr().out
    for words in ("small, seed 0", "12,730 in float32", "0 1 2 3 4 5 6 7 8 9",
                  "small train (400), digest ", "of small test (100)", "small.toml"):  # fmt: skip
        assert words in shown


def test_an_unknown_model_is_a_wrong_call(capsys: Captured) -> None:
    assert main(["models", "tinny"]) == 2
    assert "Did you mean 'tiny'?" in capsys.readouterr().err


def test_a_damaged_model_is_a_failure(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "half.safetensors").write_bytes(b"half")

    assert main(["models", str(tmp_path / "half.safetensors")]) == 1
    assert "Restore the file or make it again." in capsys.readouterr().err
