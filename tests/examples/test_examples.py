"""The examples run, and do what they say."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from glassnet.data.formats.idx import write_idx
from glassnet.data.labeled_images import Dataset

EXAMPLES = Path(__file__).parent.parent.parent / "examples"


def run(name: str, *arguments: str) -> str:
    """What an example prints."""
    command = [sys.executable, str(EXAMPLES / name), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_example_is_tested() -> None:
    tested = Path(__file__).read_text()

    assert all(f'"{path.name}"' in tested for path in EXAMPLES.glob("*.py"))


@pytest.fixture
def idx_folder(small_dataset: Dataset, tmp_path: Path) -> Path:
    for prefix, split in (("train", "train"), ("t10k", "test")):
        data = small_dataset.split(split)
        write_idx(tmp_path / f"{prefix}-images-idx3-ubyte", data.images)
        write_idx(tmp_path / f"{prefix}-labels-idx1-ubyte", data.labels.astype(np.uint8))
    return tmp_path


def test_a_network_is_trained_measured_and_used(idx_folder: Path) -> None:
    printed = run("train_mnist.py", str(idx_folder), "--epochs", "2")

    assert re.findall(r"epoch (\d): validation accuracy", printed) == ["1", "2"]
    assert re.search(r"test accuracy \d+\.\d\d% \(95 %", printed)
    assert re.search(r"the drawing is read as \d, with a confidence of", printed)


def test_xor_is_learned() -> None:
    last = run("xor.py").splitlines()[-2].split()

    assert last[0] == "1000"
    assert [round(float(share)) for share in last[2:]] == [0, 1, 1, 0]
    assert float(last[1]) < 0.05


def test_a_layer_of_one_s_own_is_checked_and_trained() -> None:
    printed = run("your_own_layer.py")

    error = re.search(r"largest relative error (\S+)", printed)
    accuracy = re.search(r"test accuracy (\S+)%", printed)
    assert error is not None
    assert float(error[1]) < 1e-6
    assert accuracy is not None
    assert float(accuracy[1]) > 95
