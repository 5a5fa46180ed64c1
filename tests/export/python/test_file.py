"""An exported Python file runs with NumPy alone, and reads as code."""

from __future__ import annotations

import ast
import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from glassnet.data import LabeledImages
from glassnet.export import export_model
from glassnet.ink.centering import center
from glassnet.models import load_model

# Adds nothing but a folder with NumPy in it to the standard library.
ALONE = """
import runpy, sys
sys.path.insert(0, sys.argv[1])
sys.argv = sys.argv[2:]
sys.meta_path.insert(0, type("Only", (), {"find_spec": staticmethod(lambda name, *rest: exec(
    "raise ImportError(name)") if name.split(".")[0] in {"glassnet", "numba", "PIL", "scipy"} else None)}))
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def test_it_runs_in_an_environment_with_numpy_alone(digits: LabeledImages, tmp_path: Path) -> None:
    numpy = Path(np.__file__).parent
    bare = tmp_path / "bare"
    bare.mkdir()
    for folder in (numpy, numpy.parent / "numpy.libs"):
        if folder.exists():
            (bare / folder.name).symlink_to(folder)
    export_model(load_model("cnn"), "python", tmp_path / "digits")
    np.save(tmp_path / "images.npy", digits.images[:20])

    command = [sys.executable, "-I", "-S", "-c", ALONE, str(bare)]
    command += [str(tmp_path / "digits.py"), str(tmp_path / "images.npy")]
    done = subprocess.run(command, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
    labels = [line.split("\t")[0] for line in done.stdout.splitlines()]
    assert labels == [str(label) for label in load_model("cnn").predict(digits.images[:20])]


def test_the_network_is_there_as_code(tmp_path: Path) -> None:
    export_model(load_model("tiny"), "python", tmp_path / "digits.py")
    text = (tmp_path / "digits.py").read_text()

    assert "    x = dense(x, weights_1, bias_1)\n    x = relu(x)\n" in text
    imported = {
        alias.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert imported == {"base64", "sys", "numpy"}


def export_and_import(folder: Path) -> ModuleType:
    export_model(load_model("tiny"), "python", folder / "digits.py")
    spec = importlib.util.spec_from_file_location("digits", folder / "digits.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_images_that_the_network_would_read_wrong_are_refused(tmp_path: Path) -> None:
    module = export_and_import(tmp_path)

    assert module.predict(np.zeros((2, 784), np.uint8))[1].shape == (2, 10)
    for images in (np.zeros((2, 28, 28)), np.zeros((28, 28), np.uint8), np.uint8(1)):
        with pytest.raises(ValueError, match=r"uint8 \(count, 28, 28\), from 0 to 255; got "):
            module.predict(images)


@pytest.mark.parametrize("move", [(0, 0), (5, -6), (-9, 9)])
def test_ink_is_centered_as_in_the_pipeline(move: tuple[int, int], tmp_path: Path) -> None:
    module = export_and_import(tmp_path)
    image = np.zeros((28, 28), np.uint8)
    image[10:18, 12:15] = np.arange(24).reshape(8, 3) * 10
    image = np.roll(image, move, axis=(0, 1))
    expected = image.copy()
    center(expected[None])

    assert (module.center(image) == expected).all()
    assert not module.center(np.zeros((28, 28), np.uint8)).any()
