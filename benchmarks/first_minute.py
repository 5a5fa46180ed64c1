"""What a newcomer waits for: `python -m benchmarks.first_minute [--repeats N]`.

Each thing is done in a fresh process with a home and a cache of its own, empty ("first time") or as
the first time left it ("again"). Medians of wall time, and of processor time of all processes
together, which another program on the machine disturbs less.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
from PIL import Image

from benchmarks.machine import describe
from benchmarks.processes import child_environment
from benchmarks.table import row, time_text

COLUMNS = ("what", "when", "wall time", "processor time", "required", "reached")


@dataclass(frozen=True)
class Command:
    """A command, what it is allowed to take the first time and again, in seconds of wall time."""

    name: str
    arguments: tuple[str, ...]
    first: float
    again: float


def list_commands(picture: Path) -> Iterator[Command]:
    """All that is timed; the limits hold for two cores at 2.8 GHz that do nothing else."""
    glassnet = ("-m", "glassnet")
    yield Command("`import glassnet`", ("-c", "import glassnet"), 0.15, 0.15)
    yield Command("`glassnet --help`", (*glassnet, "--help"), 0.25, 0.25)
    yield Command("`glassnet predict one.png`", (*glassnet, "predict", str(picture)), 1.5, 0.6)
    for recipe in ("standard", "tiny"):
        name = f"`glassnet train {recipe}`, to the first examples"
        yield Command(name, ("-m", "benchmarks.first_minute", "--train", recipe), 5.0, 5.0)


def time_once(command: Command, home: Path) -> tuple[float, float]:
    """Wall time and processor time of one process with its children."""
    environment = child_environment() | {
        "HOME": str(home),
        "NUMBA_CACHE_DIR": str(home / "kernels"),
    }
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
    subprocess.run(
        [sys.executable, *command.arguments], env=environment, check=True, capture_output=True
    )
    wall, after = perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def measure(command: Command, repeats: int) -> Iterator[str]:
    """Two rows: first time, and again."""
    first, again = [], []
    for _ in range(repeats):
        with tempfile.TemporaryDirectory() as folder:
            first.append(time_once(command, Path(folder)))
            again.append(time_once(command, Path(folder)))
    for when, times, limit in (
        ("first time", first, command.first),
        ("again", again, command.again),
    ):
        wall, processor = (median(each) for each in zip(*times, strict=True))
        reached = "yes" if wall <= limit else "no"
        times_text = time_text(wall), time_text(processor)
        yield row([command.name, when, *times_text, time_text(limit), reached])


def train_until_first_examples(recipe: str) -> None:
    """Train as `glassnet train` does, to the first event that has seen examples."""
    from glassnet.data import load
    from glassnet.training import Progress, prepare, resolve_recipe, train
    from glassnet.tutorials import find_recipe

    chosen = find_recipe(recipe)
    dataset = load(chosen.data)
    resolved = resolve_recipe(chosen, dataset)
    for event in train(resolved, prepare(resolved, dataset)):
        if isinstance(event, Progress):
            return


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser("python -m benchmarks.first_minute", description=__doc__)
    parser.add_argument("--repeats", type=int, default=5, help="fresh homes for each row")
    parser.add_argument("--train", metavar="RECIPE", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.train:
        train_until_first_examples(options.train)
        return
    machine = describe()
    load = ", ".join(f"{each:.1f}" for each in machine["load"] or ())
    print(f"{machine['cpu']}, {machine['cpus']} CPUs, load {load}, commit {machine['commit']}\n")
    print(row(list(COLUMNS)), row(["---"] * len(COLUMNS)), sep="\n")
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "one.png"
        _draw(picture)
        for command in list_commands(picture):
            for line in measure(command, options.repeats):
                print(line, flush=True)


def _draw(path: Path) -> None:
    """A vertical line, which is a 1."""
    pixels = np.full((280, 280), 255, np.uint8)
    pixels[60:220, 130:150] = 0
    Image.fromarray(pixels).save(path)


if __name__ == "__main__":
    main()
