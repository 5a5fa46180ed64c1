"""`glassnet compare`: the difference of two recipes over seeds."""

from __future__ import annotations

from dataclasses import asdict
from typing import Literal

from rich.text import Text

from glassnet.cli.console import Count, JsonFile, error_console, report_console, write_json
from glassnet.cli.pools import pool_for
from glassnet.cluster.compare import SeedDone, run_pairs
from glassnet.cluster.compare import compare as compare_seeds
from glassnet.tutorials import find_recipe


def compare(
    a: str,
    b: str,
    *,
    seeds: Count = 5,
    split: Literal["validation", "test"] = "validation",
    epochs: Count | None = None,
    examples: Count | None = None,
    workers: Count = 1,
    cluster: str | None = None,
    json: JsonFile = None,
) -> int:
    """Train two recipes with the same seeds, and show their paired difference with its interval.

    Parameters
    ----------
    a
        A recipe's name, or a TOML file.
    b
        The other recipe.
    seeds
        The number of trainings of each recipe.
    split
        What accuracy is measured on. Choose by validation; the test split is for reports.
    epochs
        The number of epochs of both, instead of their own.
    examples
        Train on so many examples, drawn at random, instead of all.
    workers
        The number of processes that train at a time.
    cluster
        The address of a Dask scheduler whose workers train.
    """
    changes = {"epochs": epochs, "examples": examples}
    changes = {name: value for name, value in changes.items() if value is not None}
    first, second = (find_recipe(name).with_changes(**changes) for name in (a, b))
    recipes = (first, second)
    console, done = report_console(json), list[SeedDone]()
    with pool_for(workers, cluster, error_console()) as pool:
        for each in run_pairs(first, second, seeds, split, pool):
            done.append(each)
            name = recipes[each.side].name
            console.print(Text(f"{name}, seed {each.seed}: {each.accuracy:.2%} of {split}"))
    found = compare_seeds(done)
    interval = found.difference
    bounds = (
        ""
        if interval.low is None or interval.high is None
        else f" (95 %: {100 * interval.low:+.2f} to {100 * interval.high:+.2f})"
    )
    console.print(
        Text(
            f"{second.name} - {first.name}: {100 * interval.mean:+.2f} points{bounds}, "
            f"{len(found.seeds)} seeds",
            "bold",
        )
    )
    write_json(json, {"recipes": [first.name, second.name], "split": split, **asdict(found)})
    return 0
