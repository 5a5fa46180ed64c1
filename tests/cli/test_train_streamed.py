"""`glassnet train --stream` trains on more than fits into its memory, to the bits of a resumed run."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from glassnet.cli import main
from glassnet.data.simulated import simulate
from glassnet.models import load_model

SMALL = """
epochs = {epochs}
batch_size = 512
validation = 500
layers = [{{ type = "dense", units = 8, activation = "relu" }}, {{ type = "dense", units = "classes" }}]
"""
# In a process of its own: the most memory after a small training set, and after a large one.
MEASURE = """
import json, resource, sys
from glassnet.cli import main
peaks = []
for name in ("small", "large"):
    status = main(["train", "small.toml", "--data", name, "--stream", "--out", f"run-{name}", "--no-plots"])
    assert status == 0
    peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
print(json.dumps(peaks))
"""


def write_digits(folder: Path, count: int) -> Path:
    """Simulated ink, repeated."""
    digits = simulate(np.random.default_rng(0), 1000)
    folder.mkdir()
    for name, array in (("x_train", digits.images), ("y_train", digits.labels.astype(np.uint8))):
        header = {
            "descr": array.dtype.str,
            "fortran_order": False,
            "shape": (count, *array.shape[1:]),
        }
        with (folder / f"{name}.npy").open("wb") as file:
            np.lib.format.write_array_header_1_0(file, header)
            for start in range(0, count, 1000):
                file.write(array[: count - start].tobytes())
    return folder


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured as Linux counts it")
@pytest.mark.parametrize("images", [160_000, pytest.param(2_000_000, marks=pytest.mark.full)])
def test_memory_does_not_grow_with_the_data(images: int, tmp_path: Path) -> None:
    (tmp_path / "small.toml").write_text(SMALL.format(epochs=1))
    write_digits(tmp_path / "small", 20_000)
    write_digits(tmp_path / "large", images)

    done = subprocess.run(
        [sys.executable, "-c", MEASURE], capture_output=True, text=True, check=True
    )

    small, large = json.loads(done.stdout.splitlines()[-1])
    megabytes = images * 784 / 1e6
    assert large - small < 40 < megabytes / 3


def run(*arguments: str) -> Any:
    return main(["train", *arguments, "--no-plots"])


def test_killed_and_resumed_it_ends_with_the_same_bits(tmp_path: Path) -> None:
    (tmp_path / "small.toml").write_text(SMALL.format(epochs=4))
    write_digits(tmp_path / "digits", 40_000)
    command = ["small.toml", "--data", "digits", "--stream"]
    assert run(*command, "--out", "whole") == 0
    process = subprocess.Popen(
        [sys.executable, "-m", "glassnet", "train", *command, "--out", "killed", "--no-plots"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not list(Path("killed").glob("checkpoint*")):
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()

    assert run("--resume", "killed") == 0

    whole, resumed = load_model("whole"), load_model("killed")
    assert whole.made_by.endswith("--stream")
    assert whole.recipe.order == "blocks"
    np.testing.assert_array_equal(whole.parameters.vector, resumed.parameters.vector)


def test_a_set_without_parts_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--data", "mnist", "--stream") == 2

    assert "leave --stream out" in capsys.readouterr().err
