"""Runs for the service to show: one that is finished, and ones that train as in a terminal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.serve.runs.clients import LONG

from glassnet.data.labeled_images import Dataset
from glassnet.models.run_folder import RunFolder
from glassnet.nn import Dense, ReLU
from glassnet.recipes import Recipe

START = "import sys; from glassnet.cli import main; sys.exit(main())"


@pytest.fixture(scope="session")
def finished_run(small_dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one finished run, `done`."""
    recipe = Recipe(
        name="small",
        layers=(Dense(24, ReLU()), Dense(10)),
        epochs=3,
        batch_size=32,
        validation=0,
        input_shape=(784,),
    )
    root = tmp_path_factory.mktemp("runs")
    list(RunFolder(recipe, small_dataset, root / "done", "glassnet train small").start())
    return root


@pytest.fixture
def terminal_run(tmp_path: Path) -> Iterator[Callable[[Path], subprocess.Popen[bytes]]]:
    """Starts `glassnet train` in a process of its own, as in a terminal."""
    started: list[subprocess.Popen[bytes]] = []
    recipe = tmp_path / "long.toml"
    lines = [f"{key} = {json.dumps(value)}" for key, value in LONG.items() if key != "layers"]
    layers = "".join(
        f'\n[[layers]]\ntype = "dense"\nunits = {each["units"]}\n' for each in LONG["layers"]
    )
    recipe.write_text("\n".join(lines) + layers)

    def start(folder: Path, *options: str) -> subprocess.Popen[bytes]:
        arguments = ["train", str(recipe), "--out", str(folder), "--no-plots", *options]
        if folder.exists():
            arguments = ["train", "--resume", str(folder), "--no-plots", *options]
        child = subprocess.Popen(
            [sys.executable, "-c", START, *arguments],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=dict(os.environ),
        )
        started.append(child)
        return child

    yield start
    for child in started:
        child.kill()
        child.wait()
