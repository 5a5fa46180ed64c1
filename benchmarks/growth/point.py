"""One point, in a process of its own: `python -m benchmarks.growth.point NAME SIZE FOLDER` prints JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from statistics import median

from benchmarks.growth.series import SERIES, dataset_of
from benchmarks.product import compiling, train_network
from glassnet.data import Dataset, load

REPEATS = 3
MIN_EXAMPLES = 20_000  # of a timing: a small set is trained on for several epochs
LONG = 1_000_000  # examples that are trained on only once


def measure(name: str, size: int, folder: Path) -> dict[str, float]:
    """Median seconds of one epoch, its examples, and the peak of the process's memory in MB."""
    recipe = SERIES[name].recipe_of(size)
    dataset = dataset_of(name, size, folder)
    examples = len(dataset.split("train"))
    few = load("mnist").split("train").take(slice(MIN_EXAMPLES))
    epochs = max(1, -(-MIN_EXAMPLES // examples))
    repeated = recipe.with_changes(epochs=epochs)
    repeats = 1 if examples >= LONG else REPEATS
    with compiling():
        train_network(recipe.with_changes(order="shuffled"), Dataset("few", few))
        seconds = [train_network(repeated, dataset)[0] / epochs for _ in range(repeats)]
    return {"seconds": median(seconds), "examples": examples, "megabytes": _peak_megabytes()}


def _peak_megabytes() -> float:
    # Not `getrusage`: a process inherits its parent's peak.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    [line] = [each for each in status.splitlines() if each.startswith("VmHWM:")]
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))))
