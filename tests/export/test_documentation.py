"""The programs in docs/export.md do what the page says."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from glassnet.cli import main
from glassnet.export import export_model, import_model
from glassnet.export.c.compiling import STRICT
from glassnet.export.runners import find_node, run_program
from glassnet.models import load_model

PAGE = (Path(__file__).parent.parent.parent / "docs" / "export.md").read_text("utf-8")


def find_code(language: str, number: int = 0) -> str:
    code = re.findall(rf"^ *```{language}\n(.*?)^ *```", PAGE, re.DOTALL | re.MULTILINE)[number]
    indent = len(code) - len(code.lstrip(" "))
    return "\n".join(line[indent:] for line in code.splitlines()) + "\n"


def test_the_python_program_verifies_its_export(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    code = find_code("python").replace(".test\n", ".test.take(slice(50))\n")

    exec(compile(code, "export.md", "exec"), {})  # noqa: S102 - our own page

    assert capsys.readouterr().out == "True\n"


def test_the_program_for_onnx_reads_a_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("onnxruntime")
    monkeypatch.chdir(tmp_path)
    export_model(load_model("cnn"), "onnx", tmp_path / "digits.onnx")

    exec(compile(find_code("python", 1), "export.md", "exec"), {})  # noqa: S102 - our own page

    assert capsys.readouterr().out == "1\n"


def test_the_c_program_reads_a_one(tmp_path: Path) -> None:
    if shutil.which("gcc") is None:
        pytest.skip("needs gcc")
    assert main(["export", "cnn", "--to", "c", "--out", str(tmp_path / "digits.c")]) == 0
    (tmp_path / "main.c").write_text(find_code("c"))
    command = ["gcc", *STRICT, "main.c", "digits.c", "-lm", "-o", "main"]
    subprocess.run(command, cwd=tmp_path, check=True)

    assert re.fullmatch(r"1 with \d\d\.\d %\n", run_program([tmp_path / "main"]))


def test_the_module_reads_a_one(tmp_path: Path) -> None:
    node = find_node()
    if node is None:
        pytest.skip("needs Node")
    export_model(load_model("cnn"), "js", tmp_path / "digits.js")
    (tmp_path / "main.mjs").write_text(find_code("js").replace("./digits.js", "./digits.mjs"))
    shutil.move(tmp_path / "digits.js", tmp_path / "digits.mjs")

    label, confidence, seven = run_program([node, tmp_path / "main.mjs"]).split()
    assert label == "1"
    assert float(confidence) > 0.99 > 0.01 > float(seven)


def test_the_recipe_takes_a_state_dict(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    shapes = {
        "conv.weight": (8, 1, 3, 3),
        "conv.bias": (8,),
        "fc.weight": (10, 1568),
        "fc.bias": (10,),
    }
    arrays = {name: rng.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}
    save_file(arrays, tmp_path / "state.safetensors")
    (tmp_path / "net.toml").write_text(find_code("toml"))

    model = import_model(
        tmp_path / "state.safetensors", tmp_path / "net.toml", mean=0.1307, std=0.3081
    )

    assert model.network.output_shape == (10,)
    assert model.network.input_shape == (28, 28, 1)
