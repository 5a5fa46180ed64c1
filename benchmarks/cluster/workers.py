"""Data-parallel training of `mlp`: two workers of one thread against one, and the ordinary training.

The recipe is trained as it is, on MNIST alone, and once more without augmentation: its gradients are then
computed sooner, and their exchange weighs more.
"""

from __future__ import annotations

from itertools import pairwise
from time import perf_counter
from typing import Any

from glassnet.cluster.dask_clusters import open_dask_pool
from glassnet.cluster.sharded import share_out
from glassnet.data import Dataset, load
from glassnet.recipes import Recipe
from glassnet.recipes.shipped import MLP
from glassnet.training import EpochDone, TrainingState, prepare, resolve_recipe, train
from glassnet.training.updates import Workers

SHARDS = 2
MIN_GAIN = {16384: 1.7, 4096: 1.3}
HEADING = (
    "\n| {} | batch | 1 worker, 1 thread | 2 workers, 1 thread each | gain | bar | `train`, 2 threads |\n"
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
)


def measure_workers(batches: list[int], examples: int, epochs: int) -> dict[str, Any]:
    """Examples a second for each size of a batch; prints a table for each recipe."""
    own = MLP.with_changes(simulated=0, non_digits=0, validation=0, examples=examples)
    recipes = {"mlp": own, "mlp without augmentation": own.with_changes(augmentation=None)}
    data, found = load("mnist"), dict[str, Any]()
    for name, recipe in recipes.items():
        recipe = recipe.with_changes(epochs=epochs + 1)
        speeds = [_with_workers(recipe, data, batches, count) for count in (1, 2)]
        speeds.append([_measure(_of_size(recipe, each), data) for each in batches])
        print(HEADING.format(name))
        for batch, one, two, ordinary in zip(batches, *speeds, strict=True):
            bar = MIN_GAIN.get(batch, "")
            print(
                f"| examples a second | {batch:,} | {one:,.0f} | {two:,.0f} | {two / one:.2f} | {bar} "
                f"| {ordinary:,.0f} |",
                flush=True,
            )
        found[name] = dict(zip(map(str, batches), zip(*speeds, strict=True), strict=True))
    return found


def _with_workers(recipe: Recipe, data: Dataset, batches: list[int], workers: int) -> list[float]:
    # Not `open_pool`: one worker of its own, not this process.
    with open_dask_pool(workers, None) as pool:
        return [
            _measure(sharded, data, share_out(sharded, prepare(sharded, data), pool))
            for batch in batches
            for sharded in [_of_size(recipe, batch).with_changes(shards=SHARDS)]
        ]


def _of_size(recipe: Recipe, batch: int) -> Recipe:
    return recipe.with_changes(batch_size=batch)


def _measure(recipe: Recipe, data: Dataset, workers: Workers | None = None) -> float:
    """Examples a second of the quickest epoch after the first one."""
    prepared = prepare(recipe, data)
    recipe = resolve_recipe(recipe, prepared)
    state, ends = TrainingState.begin(recipe), list[float]()
    for event in train(recipe, prepared, state, workers=workers):
        if isinstance(event, EpochDone):
            ends.append(perf_counter())
    return len(prepared.split("train")) / min(b - a for a, b in pairwise(ends))
