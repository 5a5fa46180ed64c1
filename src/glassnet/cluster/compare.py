"""Two recipes over the same seeds: the paired difference of a metric, with an interval."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from glassnet.cluster.datasets import load_once
from glassnet.cluster.paths import make_data_absolute
from glassnet.cluster.pool import Pool
from glassnet.cluster.ranking import MeanInterval, mean_interval
from glassnet.errors import SettingError, format_error
from glassnet.models.fitting import fit_recipe
from glassnet.recipes import Recipe, recipe_from_plain, recipe_to_plain
from glassnet.training import Diverged, TrainingState, evaluate, prepare, train

Split = Literal["validation", "test"]


@dataclass(frozen=True)
class SeedTask:
    """One training: which recipe of the two, its table with the seed, the split to measure."""

    side: int
    recipe: dict[str, Any]
    split: Split


@dataclass(frozen=True)
class SeedDone:
    """The accuracy of one training, 0 to 1."""

    side: int
    seed: int
    accuracy: float


@dataclass(frozen=True)
class Difference:
    """The accuracies of both recipes, seed by seed, and the interval of b - a."""

    seeds: tuple[int, ...]
    a: tuple[float, ...]
    b: tuple[float, ...]
    difference: MeanInterval


def run_pairs(a: Recipe, b: Recipe, seeds: int, split: Split, pool: Pool) -> Iterator[SeedDone]:
    """Train both recipes with each seed from their own seed on; yields each training that ends.

    Raises `SettingError` where training diverges or there is no such split.
    """
    if not pool.is_local:
        a, b = (each.with_changes(data=make_data_absolute(each.data)) for each in (a, b))
    tasks = [
        SeedTask(side, recipe_to_plain(recipe.with_changes(seed=recipe.seed + number)), split)
        for number in range(seeds)
        for side, recipe in enumerate((a, b))
    ]
    for number, accuracy in pool.run(measure_seed, tasks):
        yield SeedDone(tasks[number].side, number // 2, accuracy)


def compare(done: list[SeedDone]) -> Difference:
    """The paired difference of all seeds of which both trainings ended."""
    found = {(each.side, each.seed): each.accuracy for each in done}
    seeds = tuple(sorted({seed for side, seed in found if (1 - side, seed) in found}))
    a, b = (tuple(found[side, seed] for seed in seeds) for side in (0, 1))
    return Difference(seeds, a, b, mean_interval([y - x for x, y in zip(a, b, strict=True)]))


def measure_seed(task: SeedTask) -> float:
    """The accuracy of one training, on a worker."""
    recipe = recipe_from_plain(task.recipe, "the recipe")
    dataset = load_once(recipe.data, recipe.seed)
    recipe = fit_recipe(recipe, dataset)
    prepared, state = prepare(recipe, dataset), TrainingState.begin(recipe)
    for event in train(recipe, prepared, state):
        if isinstance(event, Diverged):
            hint = "Lower the learning rate."
            got = f"a loss that is not finite, seed {recipe.seed}"
            raise SettingError(format_error(recipe.name, "training to the end", got, hint))
    if task.split not in prepared.splits:
        hint = "Take other data, or the other split by --split."
        raise SettingError(format_error(recipe.name, f"a {task.split} split", "none", hint))
    split = prepared.split(task.split)
    return evaluate(recipe.network, state.kept, recipe.loss, split).accuracy
