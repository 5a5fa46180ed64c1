"""What a model file and a run's description may hold, checked when they are read, all of it at once.

Whatever is not checked here would be met later: by a command that shows it, by the service that encodes
it as JSON, by a computation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any, Final

from glassnet.errors import CONTROLS

MAX_DEPTH: Final = 12
MAX_TEXT: Final = 10_000
MAX_ENTRIES: Final = 10_000
MAX_NAME: Final = 200
MAX_COMMAND: Final = 2_000
# Wide: fitted ones are from 0.05 to 20. Beyond, quotients overflow.
MIN_TEMPERATURE: Final = 1e-6
MAX_TEMPERATURE: Final = 1e6
MAX_INTEGER: Final = 1 << 63

Check = Callable[[Any], str | None]
"""What is wrong with a value, or None."""


def find_fault(table: Any, schema: Mapping[str, Check]) -> tuple[str, str] | None:
    """The entry of a table that is wrong, and what is there instead; None for one as the schema has it.

    Entries that the schema does not name are checked as plain values.
    """
    if not isinstance(table, dict):
        return "a table", _type_of(table)
    for name, check in schema.items():
        fault = check(table[name]) if name in table else "nothing"
        if fault is not None:
            return name, fault
    fault = is_plain({key: value for key, value in table.items() if key not in schema})
    return None if fault is None else ("others", fault)


def is_plain(value: Any, depth: int = 0) -> str | None:
    """A value of JSON, of limited size and depth, that can be written as JSON again."""
    if depth > MAX_DEPTH:
        return f"more than {MAX_DEPTH} levels"
    if isinstance(value, dict | list):
        if len(value) > MAX_ENTRIES:
            return f"more than {MAX_ENTRIES:,} entries"
        parts = [*value, *value.values()] if isinstance(value, dict) else value
        return next(filter(None, (is_plain(each, depth + 1) for each in parts)), None)
    if isinstance(value, str):
        return is_text(value)
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int):
        return None if -MAX_INTEGER <= value < MAX_INTEGER else "a number of too many digits"
    return None if isinstance(value, float) and isfinite(value) else "a number that is not finite"


def is_text(value: Any, most: int = MAX_TEXT) -> str | None:
    """Text of limited length that can be encoded."""
    if not isinstance(value, str):
        return _type_of(value)
    if len(value) > most:
        return f"more than {most:,} characters"
    return "half a character" if any("\ud800" <= each <= "\udfff" for each in value) else None


def is_command(value: Any) -> str | None:
    """One line of text, without control characters."""
    fault = is_text(value, MAX_COMMAND)
    if fault is None and ("\n" in value or CONTROLS.search(value)):
        return "control characters"
    return fault


def is_class_names(value: Any) -> str | None:
    """Two names or more, each once."""
    if not isinstance(value, list):
        return _type_of(value)
    if not 2 <= len(value) <= MAX_ENTRIES:
        return f"{len(value):,} names"
    fault = next(filter(None, (is_text(each, MAX_NAME) for each in value)), None)
    if fault is None and len(set(value)) < len(value):
        return "a name that is there twice"
    return fault


def is_calibration(value: Any) -> str | None:
    """A temperature above zero, and a threshold or none."""
    if not isinstance(value, dict) or value.keys() != {"temperature", "threshold"}:
        return "other entries than temperature and threshold"
    temperature, threshold = value["temperature"], value["threshold"]
    if not isinstance(temperature, float) or not MIN_TEMPERATURE <= temperature <= MAX_TEMPERATURE:
        return f"a temperature that is not from {MIN_TEMPERATURE:g} to {MAX_TEMPERATURE:g}"
    is_number = isinstance(threshold, float) and isfinite(threshold)
    return None if threshold is None or is_number else "a threshold that is no number"


def is_metrics(value: Any) -> str | None:
    """Accuracies from 0 to 1, each with its set and that set's digest."""
    if not isinstance(value, list):
        return _type_of(value)
    for each in value:
        if not isinstance(each, dict) or each.keys() != {"set", "digest", "accuracy"}:
            return "other entries than set, digest and accuracy"
        accuracy = each["accuracy"]
        if not isinstance(accuracy, float) or not 0 <= accuracy <= 1:
            return "an accuracy that is not from 0 to 1"
        fault = is_text(each["set"]) or is_text(each["digest"])
        if fault is not None:
            return fault
    return None


def is_whole_number(value: Any) -> str | None:
    """A number of things or of a place among them, from 0."""
    if not isinstance(value, int) or isinstance(value, bool):
        return _type_of(value)
    return None if 0 <= value < MAX_INTEGER else "a number out of range"


def is_share(value: Any) -> str | None:
    """A number from 0 to 1."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return _type_of(value)
    return None if 0 <= value <= 1 else "a number that is not from 0 to 1"


def is_listed_recipe(value: Any) -> str | None:
    """A table whose name is text and whose epochs are a number, where it has them."""
    fault = is_table(value)
    if fault is None:
        fault = is_text(value.get("name", ""), MAX_NAME) or is_whole_number(value.get("epochs", 0))
    return fault


def is_table(value: Any) -> str | None:
    """A table of plain values."""
    return is_plain(value) if isinstance(value, dict) else _type_of(value)


def _type_of(value: Any) -> str:
    return f"a value of type {type(value).__name__}"


MODEL_HEADER: Final[dict[str, Check]] = {
    "recipe": is_table,
    "class_names": is_class_names,
    "calibration": is_calibration,
    "metrics": is_metrics,
    "trained_on": is_text,
    "trained_on_digest": is_text,
    "made_by": is_command,
    "notes": is_table,
}
RUN_DESCRIPTION: Final[dict[str, Check]] = {"recipe": is_table, "made_by": is_command}
LISTED_RUN: Final[dict[str, Check]] = {"recipe": is_listed_recipe, "made_by": is_command}
CHECKPOINT_ABOUT: Final[dict[str, Check]] = {
    "recipe": is_table,
    "data": is_table,
    "made_by": is_command,
}
