"""`glassnet export` writes and checks what it says, and refuses what does not fit; `import` reads it back."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from glassnet.cli import main
from glassnet.models import load_model

Captured = pytest.CaptureFixture[str]


def test_a_python_file_is_written_and_verified_on_own_data(
    small_model_file: Path, idx_folder: Path, tmp_path: Path, capsys: Captured
) -> None:
    call = ["export", str(small_model_file), "--to", "python", "--out", str(tmp_path / "digits.py")]
    assert (
        main([*call, "--verify", "--data", str(idx_folder), "--json", str(tmp_path / "said")]) == 0
    )

    shown = capsys.readouterr().out
    assert f"Wrote {small_model_file} as {tmp_path / 'digits.py'} (" in shown
    assert "Verified on small test (100): the same answers, probabilities within " in shown
    said = json.loads((tmp_path / "said").read_text())
    assert said["kind"] == "python"
    assert [Path(each["path"]).name for each in said["files"]] == ["digits.py"]
    assert said["verification"]["passed"] is True
    assert said["verification"]["count"] == 100


def test_c_says_its_sizes(tmp_path: Path, capsys: Captured) -> None:
    call = ["export", "tiny", "--to", "c", "--int8", "--out", str(tmp_path / "digits")]
    assert main(call) == 0

    shown = capsys.readouterr().out
    assert "Constants 13,296 bytes, static buffers 96 bytes." in shown
    assert {path.name for path in tmp_path.iterdir()} == {
        "digits.c",
        "digits.h",
        "digits_example.c",
    }


def test_the_ranges_of_eight_bits_come_from_the_data(idx_folder: Path, tmp_path: Path) -> None:
    texts = []
    for data in (["--data", str(idx_folder)], []):
        call = ["export", "tiny", "--to", "c", "--int8", "--out", str(tmp_path / "digits.c"), *data]
        assert main(call) == 0
        texts.append((tmp_path / "digits.c").read_text())

    assert texts[0] != texts[1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--to", "java", "--out", "a.java"], "java"),
        (["--to", "python", "--out", "a.c"], "expects a file *.py, got a.c. Write a.py."),
        (["--to", "js", "--out", "a.js", "--int8"], "Leave it out, or export to c."),
        (["--to", "json", "--out", "a.json", "--no-processing"], "or export to onnx."),
    ],
)
def test_what_does_not_fit_is_a_wrong_call(
    arguments: list[str],
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Captured,
) -> None:
    monkeypatch.chdir(tmp_path)

    assert main(["export", "tiny", *arguments]) == 2
    assert words in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_images_of_another_shape_decide_no_ranges(tmp_path: Path, capsys: Captured) -> None:
    call = ["export", "tiny", "--to", "c", "--int8", "--out", str(tmp_path / "digits.c")]

    assert main([*call, "--data", "sklearn-digits"]) == 1
    assert "of shape (1000, 8, 8)" in capsys.readouterr().err


@pytest.mark.parametrize("kind", ["npz", "json"])
def test_parameters_go_out_and_come_back(kind: str, tmp_path: Path, capsys: Captured) -> None:
    out, again = tmp_path / f"tiny.{kind}", tmp_path / "again.safetensors"
    assert main(["export", "tiny", "--to", kind, "--out", str(out)]) == 0
    assert main(["import", str(out), "--out", str(again), "--json", str(tmp_path / "said")]) == 0

    tiny, found = load_model("tiny"), load_model(again)
    assert np.array_equal(found.parameters.vector, tiny.parameters.vector)
    assert (found.recipe, found.calibration, found.metrics) == (
        tiny.recipe,
        tiny.calibration,
        tiny.metrics,
    )
    assert json.loads((tmp_path / "said").read_text())["architecture"].startswith(
        "784, dense 16 relu"
    )
    assert f"glassnet evaluate {again} --data mnist" in capsys.readouterr().out


def test_arrays_from_elsewhere_get_their_classes_by_name(tmp_path: Path) -> None:
    weights = np.random.default_rng(0).normal(size=(784, 3)).astype(np.float32)
    np.savez(tmp_path / "net.npz", W1=weights, b1=np.zeros(3, np.float32))
    (tmp_path / "net.toml").write_text('layers = [{ type = "dense", units = "classes" }]')
    call = ["import", str(tmp_path / "net.npz"), "--recipe", str(tmp_path / "net.toml")]
    call += ["--classes", "a, b, c", "--mean", "0.5", "--std", "0.25"]

    assert main([*call, "--out", str(tmp_path / "model.safetensors")]) == 0

    model = load_model(tmp_path / "model.safetensors")
    assert model.class_names == ("a", "b", "c")
    images = np.full((1, 28, 28), 255, np.uint8)
    np.testing.assert_allclose(model.outputs(images)[0], weights.sum(axis=0) * 2, rtol=1e-3)


def test_a_file_that_is_not_there_is_a_failure(tmp_path: Path, capsys: Captured) -> None:
    for suffix in (".npz", ".safetensors", ".onnx", ".json"):
        status = main(
            ["import", str(tmp_path / f"no{suffix}"), "--out", str(tmp_path / "m.safetensors")]
        )
        assert status in (1, 2)
        assert f"no{suffix}" in capsys.readouterr().err


def test_a_file_of_another_type_is_a_wrong_call(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "net.pt").write_bytes(b"")

    assert main(["import", str(tmp_path / "net.pt"), "--out", str(tmp_path / "m.safetensors")]) == 2
    assert ".onnx, .npz, .json, .safetensors" in capsys.readouterr().err
