"""What recording events and snapshots costs: python -m benchmarks.recording [RECIPE] [EPOCHS].

The time that recording takes is measured by itself, in one process, so that the load of the machine does not
hide it. The required share of training time is at most 5 %.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Final

from glassnet.data.sources import load
from glassnet.models.fitting import fit_recipe
from glassnet.models.recording import recording
from glassnet.models.snapshots import list_snapshots
from glassnet.recipes import Recipe
from glassnet.training import TrainingState, prepare, train
from glassnet.tutorials import find_recipe

MAX_SHARE: Final = 0.05
DEFAULT: Final = ("tiny", "standard")


def measure(recipe: Recipe) -> tuple[float, float, int, int]:
    """Seconds of the whole run and of recording, the number of snapshots, and bytes of all files."""
    dataset = load(recipe.data, recipe.seed)
    recipe = fit_recipe(recipe, dataset)
    prepared, state, spent = prepare(recipe, dataset), TrainingState.begin(recipe), 0.0
    with tempfile.TemporaryDirectory() as name:
        folder, began = Path(name), perf_counter()
        with recording(recipe, prepared, state, folder, True, perf_counter) as recorder:
            for event in train(recipe, prepared, state):
                started = perf_counter()
                recorder.record(event)
                spent += perf_counter() - started
        seconds = perf_counter() - began
        sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
        return seconds, spent, len(list_snapshots(folder)), sum(sizes)


def _chosen() -> Iterator[Recipe]:
    names = sys.argv[1:2] or list(DEFAULT)
    for name in names:
        recipe = find_recipe(name)
        epochs = int(sys.argv[2]) if len(sys.argv) > 2 else min(recipe.epochs, 2)
        yield recipe.with_changes(epochs=epochs)


def main() -> int:
    """Print a line for each recipe; return 1 where recording takes more than it may."""
    worst = 0.0
    for recipe in _chosen():
        seconds, spent, snapshots, size = measure(recipe)
        share = spent / (seconds - spent)
        worst = max(worst, share)
        print(
            f"{recipe.name}: {recipe.epochs} epochs in {seconds:.2f} s, recording {spent * 1e3:.1f} ms "
            f"({share:.2%} of training), {snapshots} snapshots, {size / 1e6:.2f} MB"
        )
    return int(worst > MAX_SHARE)


if __name__ == "__main__":
    sys.exit(main())
