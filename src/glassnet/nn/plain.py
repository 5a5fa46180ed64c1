"""Parts as plain values, texts, numbers, lists and tables, and back: for TOML and JSON."""

from __future__ import annotations

from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from glassnet.errors import SettingError, ShapeError, did_you_mean, format_error
from glassnet.nn.catalog import KINDS, NAMES, PARTS, SYNONYMS

# What fits a field of this type, in words, and what to write instead of anything else.
SCALARS: dict[Any, tuple[tuple[type, ...], str, str]] = {
    int: ((int,), "a whole number", "Write a whole number, such as 10."),
    float: ((int, float), "a number", "Write a number, such as 0.1, without quotes."),
    bool: ((bool,), "true or false", "Write true or false, without quotes."),
    str: ((str,), "text", "Write it in quotes."),
}


def to_plain(part: Any) -> str | dict[str, Any]:
    """A part as plain values: its name alone, or a table of its name and its settings."""
    name, settings = NAMES[type(part)], settings_to_plain(part)
    return {"type": name, **settings} if settings else name


def settings_to_plain(part: Any) -> dict[str, Any]:
    """The settings of a dataclass that differ from their defaults, as plain values."""
    return {
        each.name: _value_to_plain(value)
        for each in fields(part)
        if (value := getattr(part, each.name)) != each.default
    }


def _value_to_plain(value: Any) -> Any:
    if type(value) in NAMES:
        return to_plain(value)
    if is_dataclass(value):
        return settings_to_plain(value)
    return [_value_to_plain(each) for each in value] if isinstance(value, tuple) else value


def from_plain(kind: str, plain: Any, where: str) -> Any:
    """The part of this kind that `plain` describes; the inverse of `to_plain`.

    Raises `SettingError` for unknown names and settings, and lists the known ones.
    """
    table = {"type": plain} if isinstance(plain, str) else plain
    if not isinstance(table, dict) or not isinstance(table.get("type"), str):
        expected = f"the name of a known {kind}, or a table with its name as type"
        choices = f"Choose from: {', '.join(PARTS[kind])}."
        raise SettingError(format_error(where, expected, repr(plain), choices))
    name = SYNONYMS.get(table["type"], table["type"])
    if name not in PARTS[kind]:
        raise SettingError(f"{where}: unknown {kind} {name!r}. {did_you_mean(name, PARTS[kind])}")
    settings = {key: value for key, value in table.items() if key != "type"}
    return build(PARTS[kind][name], settings, f"{where}, {name}")


def build(part: type, settings: dict[str, Any], where: str) -> Any:
    """A dataclass with these settings, given as plain values.

    Raises `SettingError` for unknown and missing settings and for values of the wrong type, and what the
    dataclass itself raises, with the place.
    """
    known, hints = {each.name: each for each in fields(part)}, type_hints(part)
    for name in settings:
        if name not in known:
            raise SettingError(f"{where}: unknown setting {name!r}. {did_you_mean(name, known)}")
    for name, each in known.items():
        if _is_required(each) and name not in settings:
            raise SettingError(
                format_error(where, f"a value for {name!r}", "none", f"Write {name} = ...")
            )
    values = {
        name: value_from_plain(hints[name], value, f"{where}, {name}")
        for name, value in settings.items()
    }
    try:
        return part(**values)
    except (SettingError, ShapeError) as error:
        raise type(error)(f"{where}: {error}") from None


def value_from_plain(hint: Any, plain: Any, where: str) -> Any:
    """A value of this type from plain values. Raises `SettingError` for anything that does not fit."""
    if hint in KINDS:
        return from_plain(KINDS[hint], plain, where)
    if get_origin(hint) in (Union, UnionType):
        return _one_of(get_args(hint), plain, where)
    if get_origin(hint) is tuple:
        return _tuple(get_args(hint), plain, where)
    if isinstance(hint, type) and is_dataclass(hint):
        if not isinstance(plain, dict):
            raise SettingError(
                format_error(where, "a table", repr(plain), "Write { name = value, ... }.")
            )
        return build(hint, plain, where)
    if not _fits(hint, plain):
        raise SettingError(format_error(where, _describe(hint), repr(plain), _remedy(hint, plain)))
    return plain


@cache
def type_hints(part: type) -> dict[str, Any]:
    """The types of a dataclass's fields by name, with all names in them resolved."""
    return get_type_hints(part)


def _one_of(hints: tuple[Any, ...], plain: Any, where: str) -> Any:
    """A value of the first of these types that `plain` fits."""
    if plain is None and NoneType in hints:
        return None
    choices = [hint for hint in hints if hint is not NoneType]
    if len(choices) == 1:
        return value_from_plain(choices[0], plain, where)
    for hint in choices:
        try:
            return value_from_plain(hint, plain, where)
        except SettingError:
            continue
    expected = " or ".join(map(_describe, choices))
    raise SettingError(format_error(where, expected, repr(plain), "Choose one of these."))


def _tuple(hints: tuple[Any, ...], plain: Any, where: str) -> tuple[Any, ...]:
    types = hints
    if isinstance(plain, list) and hints[-1] is Ellipsis:
        types = hints[:1] * len(plain)
    if not isinstance(plain, list) or len(plain) != len(types):
        raise SettingError(format_error(where, _describe(tuple), repr(plain), "Write [...]."))
    return tuple(
        value_from_plain(hint, each, f"{where} {number}")
        for number, (hint, each) in enumerate(zip(types, plain, strict=True), start=1)
    )


def _fits(hint: Any, plain: Any) -> bool:
    if get_origin(hint) is Literal:
        return any(plain == each and type(plain) is type(each) for each in get_args(hint))
    return type(plain) in SCALARS[hint][0]


def _describe(hint: Any) -> str:
    if get_origin(hint) is Literal:
        return " or ".join(f'"{each}"' for each in get_args(hint))
    return SCALARS[hint][1] if hint in SCALARS else "a list"


def _remedy(hint: Any, plain: Any) -> str:
    if get_origin(hint) is Literal:
        return did_you_mean(str(plain), map(str, get_args(hint)))
    return SCALARS[hint][2]


def _is_required(each: Field[Any]) -> bool:
    return each.default is MISSING and each.default_factory is MISSING
