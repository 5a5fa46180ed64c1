"""The public parts by name, and the way between parts and plain values.

A recipe in TOML and a model file in JSON both speak of parts by these names; nothing else can be
built from a file.
"""

from __future__ import annotations

from dataclasses import MISSING, fields, is_dataclass
from difflib import get_close_matches
from typing import Any

from glassnet.errors import SettingError, format_error
from glassnet.nn import convolution, layers, normalization, pooling
from glassnet.nn.activations import ACTIVATIONS
from glassnet.nn.averaging import AVERAGES
from glassnet.nn.initializers import INITIALIZERS
from glassnet.nn.losses import LOSSES
from glassnet.nn.optimizers import OPTIMIZERS
from glassnet.nn.regularization import GRADIENT_RULES
from glassnet.nn.schedules import SCHEDULES

PARTS: dict[str, dict[str, type]] = {
    "activation": ACTIVATIONS,
    "initializer": INITIALIZERS,
    "layer": layers.LAYERS | convolution.LAYERS | pooling.LAYERS | normalization.LAYERS,
    "loss": LOSSES,
    "optimizer": OPTIMIZERS,
    "schedule": SCHEDULES,
    "gradient_rule": GRADIENT_RULES,
    "averaging": AVERAGES,
}

NAMES = {part: name for kind in PARTS.values() for name, part in kind.items()}

# Fields that hold parts themselves, by their annotation, and the kind that belongs there.
NESTED = {"Activation": "activation", "Initializer": "initializer", "Schedule": "schedule"}

# Fields that hold numbers, by their annotation: what fits, and what to write.
PLAIN: dict[str, tuple[tuple[type, ...], str]] = {
    "int": ((int,), "Write a whole number, such as 10."),
    "float": ((int, float), "Write a number, such as 0.1, without quotes."),
    "bool": ((bool,), "Write true or false, without quotes."),
}


def to_plain(part: Any) -> str | dict[str, Any]:
    """A part as plain values: its name alone, or a table of its name and its settings."""
    settings = {
        each.name: to_plain(value) if is_dataclass(value) else value
        for each in fields(part)
        if (value := getattr(part, each.name)) != each.default
    }
    name = NAMES[type(part)]
    return {"type": name, **settings} if settings else name


def from_plain(kind: str, plain: Any, where: str) -> Any:
    """The part of this kind that `plain` describes; the inverse of `to_plain`.

    Raises `SettingError` for unknown names and settings, and says what there is.
    """
    table = {"type": plain} if isinstance(plain, str) else plain
    if not isinstance(table, dict) or not isinstance(table.get("type"), str):
        raise SettingError(
            format_error(
                where, f"the name of its {kind}, or a table with a type", repr(plain), _known(kind)
            )
        )
    part = PARTS[kind].get(table["type"])
    if part is None:
        raise SettingError(
            format_error(where, f"a known {kind}", repr(table["type"]), _known(kind, table["type"]))
        )
    settings = {key: value for key, value in table.items() if key != "type"}
    place = f"{where}, {table['type']}"
    return build(part, settings, place)


def build(part: type, settings: dict[str, Any], place: str) -> Any:
    """A dataclass with these settings. Raises `SettingError` for unknown, missing and ill-typed ones."""
    known = {each.name: each for each in fields(part)}
    for name in settings:
        if name not in known:
            close = get_close_matches(name, known, 1)
            hint = (
                f"Did you mean {close[0]!r}?" if close else f"It has: {', '.join(known) or 'none'}."
            )
            raise SettingError(format_error(place, "settings that it has", repr(name), hint))
    missing = [n for n, each in known.items() if each.default is MISSING and n not in settings]
    if missing:
        raise SettingError(
            format_error(place, f"a value for {missing[0]!r}", "none", f"Write {missing[0]} = ...")
        )
    values = {n: _value(known[n].type, n, value, place) for n, value in settings.items()}
    try:
        return part(**values)
    except SettingError as error:
        raise SettingError(f"{place}: {error}") from None


def _value(annotation: Any, name: str, value: Any, place: str) -> Any:
    if annotation in NESTED:
        return from_plain(NESTED[annotation], value, f"{place}, {name}")
    if annotation in PLAIN:
        types, remedy = PLAIN[annotation]
        if not isinstance(value, types) or isinstance(value, bool) != (bool in types):
            raise SettingError(
                format_error(place, f"{name} of type {annotation}", repr(value), remedy)
            )
    return tuple(value) if isinstance(value, list) else value


def _known(kind: str, tried: str = "") -> str:
    close = get_close_matches(tried, PARTS[kind], 1)
    guess = f"Did you mean {close[0]!r}? " if close else ""
    return f"{guess}There are: {', '.join(PARTS[kind])}."
