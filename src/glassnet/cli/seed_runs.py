"""The trainings of `glassnet reproduce` on workers, ahead of its reports."""

from __future__ import annotations

from collections.abc import Iterable

from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from glassnet.cli.console import error_console
from glassnet.cli.pools import pool_for
from glassnet.cluster.reproducing import run_seeds
from glassnet.recipes import Recipe
from glassnet.tutorials.reproduction import SeedResult, identify


def train_ahead(
    recipes: Iterable[Recipe], data: str, workers: int, cluster: str | None
) -> dict[Recipe, SeedResult]:
    """The results of all recipes, by `identify`; none where this process is to train them itself."""
    if workers == 1 and cluster is None:
        return {}
    chosen, done = list(recipes), dict[Recipe, SeedResult]()
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    errors = error_console()
    with (
        pool_for(workers, cluster, errors) as pool,
        Bar(*columns, console=errors, transient=True, disable=not errors.is_terminal) as bar,
    ):
        task = bar.add_task("training", total=len(set(map(identify, chosen))))
        for recipe, result in run_seeds(chosen, data, pool):
            done[identify(recipe)] = result
            bar.update(task, completed=len(done))
    return done
