"""`glassnet plan`: how a network would be run, and why."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table

from glassnet.cli.console import JsonFile, print_table, report_console, write_json
from glassnet.data.labeled_images import Dataset
from glassnet.data.sources import find_or_fallback, load
from glassnet.engine import Plan, plan_prediction
from glassnet.recipes import Recipe
from glassnet.training import resolve_recipe
from glassnet.training.updates import plan_updates
from glassnet.tutorials import find_recipe


def plan(
    recipe: str = "standard",
    *,
    data: str | None = None,
    json: JsonFile = None,
) -> int:
    """Show how a recipe's network is run: what is compiled, how images are read, and why.

    Parameters
    ----------
    recipe
        The name of a recipe, or a TOML file with one.
    data
        The data to plan for, as in `glassnet train`. Without it, the recipe's own.
    """
    chosen = find_recipe(recipe)
    dataset, note = _load(chosen, data)
    chosen = resolve_recipe(chosen, dataset)
    images = dataset.split("train").images
    plans = {
        "training": plan_updates(chosen, images),
        "prediction": plan_prediction(chosen.network, images),
    }
    write_json(json, {"recipe": chosen.name, **{name: _to_plain(p) for name, p in plans.items()}})
    console = report_console(json)
    if note:
        console.print(note)
    console.print(f"{chosen.name} on {dataset.split('train')}")
    for name, each in plans.items():
        _show(console, name, each)
    return 0


def _load(recipe: Recipe, data: str | None) -> tuple[Dataset, str | None]:
    """The data, and the reason where simulated digits stand in for MNIST."""
    if data is None and recipe.data == "mnist":
        return find_or_fallback(recipe.seed)
    return load(data or recipe.data, recipe.seed), None


def _to_plain(plan: Plan) -> list[dict[str, Any]]:
    return [asdict(decision) for decision in plan.decisions]


def _show(console: Console, name: str, plan: Plan) -> None:
    table = Table(name, "how", "why", box=None, padding=(0, 2, 0, 0), title_justify="left")
    for decision in plan.decisions:
        table.add_row(decision.part, decision.how, decision.why)
    print_table(console, table)
