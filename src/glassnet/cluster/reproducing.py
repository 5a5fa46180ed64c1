"""Trainings of the tutorials over seeds, on a pool."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from glassnet.cluster.datasets import load_once
from glassnet.cluster.paths import make_data_absolute
from glassnet.cluster.pool import Pool
from glassnet.recipes import Recipe
from glassnet.tutorials.reproduction import SeedResult, identify, run_seed


@dataclass(frozen=True)
class SeedRun:
    """One training: the recipe with its seed, and the data set by its name or path."""

    recipe: Recipe
    data: str


def run_seeds(
    recipes: Iterable[Recipe], data: str, pool: Pool
) -> Iterator[tuple[Recipe, SeedResult]]:
    """Train each recipe, the same ones once; yields each one that ends, with its result."""
    different = list({identify(each): each for each in recipes}.values())
    data = data if pool.is_local else make_data_absolute(data)
    tasks = [SeedRun(each, data) for each in different]
    for number, result in pool.run(run_one_seed, tasks):
        yield different[number], result


def run_one_seed(task: SeedRun) -> SeedResult:
    """On a worker: one training to its end."""
    *_, result = run_seed(task.recipe, load_once(task.data, 0))
    if not isinstance(result, SeedResult):
        raise RuntimeError("A run ended without a result.")
    return result
