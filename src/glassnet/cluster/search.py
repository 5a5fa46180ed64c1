"""What a sweep searches: ranges and choices for settings of a recipe, named by their place in it.

[search]
learning_rate = { low = 0.0003, high = 0.03, log = true }
batch_size = [32, 64, 128]
"layers.0.units" = { low = 32, high = 256, step = 32 }
optimizer = ["adam", "momentum"]
"optimizer.momentum" = { low = 0.8, high = 0.99, when = { optimizer = "momentum" } }
"""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Final

from glassnet.cluster.pool import ClusterError
from glassnet.errors import SettingError, format_error
from glassnet.recipes import Recipe, recipe_from_plain, recipe_to_plain

Values = dict[str, Any]

MAX_NUMBER: Final = 1e300  # what comes of larger ones is not finite


@dataclass(frozen=True)
class Range:
    """Numbers from `low` to `high`, whole ones where both are whole; `log`: log-uniform."""

    low: float
    high: float
    log: bool = False
    step: float | None = None


@dataclass(frozen=True)
class Choice:
    """One of these values."""

    values: tuple[Any, ...]


@dataclass(frozen=True)
class Searched:
    """A setting, what it may be, and the values of other settings that it needs."""

    name: str
    domain: Range | Choice
    when: Values = field(default_factory=dict)

    def applies(self, chosen: Values) -> bool:
        """Whether the settings that were chosen before ask for this one."""
        return all(name in chosen and chosen[name] == value for name, value in self.when.items())


def read_search(table: dict[str, Any], where: str) -> tuple[Searched, ...]:
    """The settings to search. Raises `SettingError` for anything that is no range or choice."""
    searched = tuple(
        _read_searched(name, value, f"{where}, {name}") for name, value in table.items()
    )
    if not searched:
        hint = (
            "Add a table [search], such as learning_rate = { low = 0.001, high = 0.1, log = true }."
        )
        raise SettingError(format_error(where, "settings to search", "none", hint))
    for number, each in enumerate(searched):
        known = {other.name for other in searched[:number]}
        for name in each.when:
            if name not in known:
                raise SettingError(
                    format_error(
                        f"{where}, {each.name}",
                        "a setting that is searched above",
                        name,
                        "Move the setting that `when` names to a line above.",
                    )
                )
    return searched


def _read_searched(name: str, value: Any, where: str) -> Searched:
    table = dict(value) if isinstance(value, dict) else {"choices": value}
    when = table.pop("when", {})
    if not isinstance(when, dict):
        remedy = 'Write when = { optimizer = "momentum" }.'
        raise SettingError(format_error(f"{where}, when", "a table", repr(when)[:80], remedy))
    if set(table) == {"choices"} and isinstance(table["choices"], list) and table["choices"]:
        return Searched(name, Choice(tuple(table["choices"])), when)
    if {"low", "high"} <= set(table) <= {"low", "high", "log", "step"}:
        _check_range(table, where)
        return Searched(name, Range(**table), when)
    raise SettingError(
        format_error(
            where,
            "a list of values, or a table of low and high",
            json.dumps(value, default=str),
            "Write [32, 64], or { low = 0.001, high = 0.1, log = true }.",
        )
    )


def _check_range(table: dict[str, Any], where: str) -> None:
    log = table.get("log", False)
    numbers = [table[name] for name in ("low", "high", "step") if name in table]
    if any(isinstance(each, bool) or not isinstance(each, int | float) for each in numbers):
        remedy = "Write them without quotes."
        raise SettingError(format_error(where, "numbers", str(numbers), remedy))
    if any(not abs(each) <= MAX_NUMBER for each in numbers) or not isinstance(log, bool):
        expected, remedy = f"numbers up to {MAX_NUMBER:g}, and log = true or false", "Change it."
        raise SettingError(format_error(where, expected, str(table)[:80], remedy))
    low, high, *step = numbers
    if low > high or (log and (low <= 0 or step)) or (step and step[0] <= 0):
        hint = (
            "low must be at most high, and the step above 0; a logarithmic range begins above 0 and has no "
            "step."
        )
        raise SettingError(format_error(where, "a range", f"{low} to {high}", hint))


def suggest(trial: Any, searched: tuple[Searched, ...]) -> Values:
    """The values of a new trial, chosen by Optuna; those that do not apply are left out."""
    chosen: Values = {}
    for each in searched:
        if each.applies(chosen):
            chosen[each.name] = _suggest_one(trial, each)
    return chosen


def _suggest_one(trial: Any, searched: Searched) -> Any:
    domain = searched.domain
    if isinstance(domain, Choice):
        # Optuna keeps texts and numbers only.
        options = {json.dumps(value, default=str): value for value in domain.values}
        return options[trial.suggest_categorical(searched.name, list(options))]
    whole = all(isinstance(each, int) for each in (domain.low, domain.high, domain.step or 1))
    ask: Callable[..., Any] = trial.suggest_int if whole else trial.suggest_float
    step = domain.step if domain.step is not None else (1 if whole else None)
    return ask(searched.name, domain.low, domain.high, step=step, log=domain.log)


def apply_values(recipe: Recipe, values: Values, where: str) -> Recipe:
    """The recipe with these settings. Raises `SettingError` for a place that the recipe does not have."""
    plain = deepcopy(recipe_to_plain(recipe))
    for name, value in values.items():
        if name == "learning_rate":
            plain["schedule"] = {"type": "constant", "rate": value}
        else:
            _put(plain, name, value, where)
    return recipe_from_plain(plain, where)


def _put(table: Any, name: str, value: Any, where: str) -> None:
    first, _, rest = name.partition(".")
    key: Any = first
    if isinstance(table, list):
        if not (first.isdecimal() and len(first) < 5 and int(first) < len(table)):
            expected = f"a number below {len(table)} for its part"
            raise SettingError(format_error(f"{where}, {name}", expected, first, "Count from 0."))
        key = int(first)
    elif not isinstance(table, dict):
        remedy = "Name a setting as it stands in the recipe, such as layers.0.units."
        raise SettingError(
            format_error(f"{where}, {name}", "a part with settings", repr(table), remedy)
        )
    if not rest:
        table[key] = value
        return
    child = table[key] if isinstance(table, list) else table.get(first, {})
    # A part that had only a name gets settings.
    table[key] = {"type": child} if isinstance(child, str) else child
    _put(table[key], rest, value, where)


def import_optuna() -> Any:
    """The module `optuna`. Raises `ClusterError` with the command that installs it."""
    try:
        import optuna
    except ImportError as error:
        raise ClusterError(
            "A sweep needs Optuna. Install it with: pip install 'glassnet[cluster]'"
        ) from error
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    return optuna
