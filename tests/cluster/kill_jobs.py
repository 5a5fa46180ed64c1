"""The jobs of `tests.cluster.kills`: how each is started, how far it is, and what must be true in the end."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from glassnet.cli import main
from glassnet.data import load
from glassnet.models import load_model

TRIALS = 16

NETWORK = """
data = "sklearn-digits"
epochs = {epochs}
batch_size = 64
validation = 300
shards = {shards}
layers = [{{ type = "dense", units = 16, activation = "relu" }}, {{ type = "dense", units = "classes" }}]
"""
SWEEP = """
recipe = "small.toml"
trials = {trials}
prune = false
[search]
learning_rate = {{ low = 0.001, high = 0.1, log = true }}
"""


@dataclass(frozen=True)
class Job:
    """A command that is killed, and given again until it ends."""

    name: str
    begin: Callable[[Path], list[str]]
    """The arguments of the command, for a folder of its own."""
    progress: Callable[[Path], int]
    """A number that grows while the job proceeds."""
    find_fault: Callable[[Path], str | None]
    """What is wrong with the result."""


def prepare_inputs(folder: Path, images: int) -> None:
    """Write what the jobs read."""
    (folder / "small.toml").write_text(NETWORK.format(epochs=60, shards=1), encoding="utf-8")
    (folder / "sharded.toml").write_text(NETWORK.format(epochs=60, shards=4), encoding="utf-8")
    (folder / "sweep.toml").write_text(SWEEP.format(trials=TRIALS), encoding="utf-8")
    digits = load("mnist").split("test").images
    np.save(folder / "images.npy", np.tile(digits, (-(-images // len(digits)), 1, 1))[:images])


def train_undisturbed(folder: Path) -> str:
    """Run the training alone; return its digest."""
    command = ["train", str(folder / "sharded.toml"), "--out", str(folder / "whole"), "--no-plots"]
    if main(command) != 0:
        raise RuntimeError("the training that is not disturbed failed")
    return _digest(folder / "whole")


def _digest(run: Path) -> str:
    return hashlib.sha256(load_model(run).parameters.vector.tobytes()).hexdigest()


def make_jobs(inputs: Path, digest: str, images: int) -> list[Job]:
    """One job of each kind."""

    def sweep(folder: Path) -> list[str]:
        return ["sweep", str(inputs / "sweep.toml"), "--out", str(folder / "out"), "--no-plots"]

    def train(folder: Path) -> list[str]:
        out = folder / "out"
        if (out / "recipe.json").exists():
            return ["train", "--resume", str(out), "--no-plots"]
        return ["train", str(inputs / "sharded.toml"), "--out", str(out), "--no-plots"]

    def bulk(folder: Path) -> list[str]:
        return [
            "predict",
            "cnn",
            "--bulk",
            str(inputs / "images.npy"),
            "--out",
            str(folder / "out"),
        ]

    def find_other_model(folder: Path) -> str | None:
        return None if _digest(folder / "out") == digest else "another model"

    def find_missing_record(folder: Path) -> str | None:
        return _find_missing_record(folder, images)

    return [
        Job(
            "sweep", sweep, lambda folder: _count(folder, "out/trials/*.json"), _find_missing_trial
        ),
        Job("training", train, _count_epochs, find_other_model),
        Job("bulk", bulk, lambda folder: _count(folder, "out/part-*.jsonl"), find_missing_record),
    ]


def _count(folder: Path, pattern: str) -> int:
    return len(list(folder.glob(pattern)))


def _count_epochs(folder: Path) -> int:
    metrics = folder / "out" / "metrics.jsonl"
    return len(metrics.read_bytes().splitlines()) if metrics.exists() else 0


def _find_missing_trial(folder: Path) -> str | None:
    found = sorted(each.name for each in (folder / "out" / "trials").iterdir())
    expected = [f"{number:04d}.json" for number in range(TRIALS)]
    if found != expected:
        return f"the trials {found}"
    for name in found:
        result = json.loads((folder / "out" / "trials" / name).read_text("utf-8"))["result"]
        if result["outcome"] != "done" or result["epochs"] != 60:
            return f"trial {name}: {result['outcome']} after {result['epochs']} epochs"
    return None


def _find_missing_record(folder: Path, images: int) -> str | None:
    parts = sorted((folder / "out").glob("part-*.jsonl"))
    lines = [line for part in parts for line in part.read_text("utf-8").splitlines()]
    inputs = [json.loads(line)["input"] for line in lines]
    if inputs != [str(number) for number in range(images)]:
        return f"{len(inputs)} records, {len(set(inputs))} different ones, of {images}"
    return None


def command_of(arguments: list[str]) -> list[str]:
    """The command line."""
    return [sys.executable, "-m", "glassnet", *arguments]
