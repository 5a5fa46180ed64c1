"""The file of a sweep: which recipe, which settings to search, how many trials.

recipe = "standard"          # a name, or a TOML file
data = "mnist"               # without it, the recipe's
trials = 30
seeds = 1                    # trainings of each trial
metric = "accuracy"          # of the validation split; or "loss"
prune = true                 # stop trials that are worse than the median at the same epoch
[settings]                   # changes of the recipe that all trials have
epochs = 3
[search]                     # see `cluster.search`
learning_rate = { low = 0.0003, high = 0.03, log = true }
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Literal, Self

from glassnet.cluster.search import Searched, Values, apply_values, read_search
from glassnet.errors import (
    SettingError,
    did_you_mean,
    expect_one_of,
    expect_positive,
    format_error,
)
from glassnet.recipes import Recipe
from glassnet.text_file import read_text, read_toml
from glassnet.tutorials import find_recipe

Metric = Literal["accuracy", "loss"]
METRICS = ("accuracy", "loss")


@dataclass(frozen=True)
class Sweep:
    """What is searched, and how."""

    recipe: Recipe
    searched: tuple[Searched, ...]
    trials: int = 20
    seeds: int = 1
    metric: Metric = "accuracy"
    prune: bool = True
    text: str = field(default="", repr=False)

    @property
    def maximizes(self) -> bool:
        """Whether more of the metric is better."""
        return self.metric == "accuracy"

    def with_trials(self, trials: int) -> Self:
        """The same sweep with another number of trials."""
        return replace(self, trials=trials)

    def recipe_of(self, values: Values) -> Recipe:
        """The recipe of a trial with these values."""
        recipe = apply_values(self.recipe, values, "the sweep")
        settings = ", ".join(f"{name} {value}" for name, value in values.items())
        return recipe.with_changes(description=f"{recipe.name} with {settings}")


KINDS: Final = {
    "recipe": str, "data": str, "trials": int, "seeds": int, "metric": str, "prune": bool,
    "settings": dict, "search": dict,
}  # fmt: skip
"""What each setting of the file is."""

KIND_NAMES: Final = {str: "text", int: "a whole number", bool: "true or false", dict: "a table"}


def read_sweep(path: Path) -> Sweep:
    """The sweep in a TOML file. Raises `SettingError` where it is none, and what a recipe raises."""
    expected, remedy = "a sweep in TOML", "See docs/cluster.md."
    text = read_text(path, expected, remedy)
    return build_sweep(read_toml(path, expected, remedy), text, path)


def build_sweep(table: dict[str, Any], text: str, path: Path) -> Sweep:
    """The sweep that a table describes; a recipe's file is looked for beside `path`."""
    where = str(path)
    for name in table:
        if name not in KINDS:
            raise SettingError(f"{where}: unknown setting {name!r}. {did_you_mean(name, KINDS)}")
    for name, kind in KINDS.items():
        if type(table.get(name, kind())) is not kind:
            expected, got = f"{name} to be {KIND_NAMES[kind]}", repr(table[name])[:80]
            raise SettingError(format_error(where, expected, got, "See docs/cluster.md."))
    recipe = _find_recipe(table.get("recipe", "standard"), path.parent)
    if "data" in table:
        recipe = recipe.with_changes(data=table["data"])
    recipe = apply_values(recipe, table.get("settings", {}), f"{where}, settings")
    trials, seeds = table.get("trials", 20), table.get("seeds", 1)
    expect_positive(where, "trials", trials)
    expect_positive(where, "seeds", seeds)
    metric = table.get("metric", "accuracy")
    expect_one_of(where, "metric", metric, METRICS)
    searched = read_search(table.get("search", {}), f"{where}, search")
    return Sweep(recipe, searched, trials, seeds, metric, table.get("prune", True), text)


def _find_recipe(name: str, folder: Path) -> Recipe:
    beside = folder / name
    return find_recipe(str(beside) if name.endswith(".toml") and beside.exists() else name)
