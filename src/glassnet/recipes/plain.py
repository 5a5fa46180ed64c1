"""Recipes as plain values: TOML that a person writes, JSON in run folders and model files."""

from __future__ import annotations

import tomllib
from dataclasses import MISSING, asdict, fields, is_dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from glassnet.errors import format_error
from glassnet.nn import SettingError, from_plain, to_plain
from glassnet.nn.catalog import build
from glassnet.recipes.recipe import EarlyStopping, Recipe, Settling
from glassnet.recipes.slips import Slips

ONE_PART: Final = {
    "loss": "loss",
    "optimizer": "optimizer",
    "schedule": "schedule",
    "averaging": "averaging",
}
MANY_PARTS: Final = {"layers": "layer", "gradient_rules": "gradient_rule"}
TEXTS: Final = ("name", "description", "data", "order", "precision", "generator")
FIELDS: Final = {each.name: each for each in fields(Recipe)}


def recipe_to_plain(recipe: Recipe) -> dict[str, Any]:
    """The recipe as a table of plain values, without what is left at its default."""
    return {
        name: _field_to_plain(name, value)
        for name, each in FIELDS.items()
        if (value := getattr(recipe, name)) != each.default or name in ("schedule", "optimizer")
    }


def _field_to_plain(name: str, value: Any) -> Any:
    if name in MANY_PARTS:
        return [to_plain(part) for part in value]
    if name in ONE_PART:
        return to_plain(value)
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return list(value) if isinstance(value, tuple) else value


def recipe_from_plain(plain: dict[str, Any], where: str) -> Recipe:
    """The recipe that a table describes; the inverse of `recipe_to_plain`.

    `learning_rate = 0.1` is short for a constant schedule. Raises `SettingError` for unknown names
    and for values of the wrong kind, and says what there is.
    """
    table = dict(plain)
    if "learning_rate" in table:
        if "schedule" in table:
            raise SettingError(
                format_error(where, "learning_rate or schedule", "both", "Leave one of them out.")
            )
        table["schedule"] = {"type": "constant", "rate": table.pop("learning_rate")}
    _check_names(table, where)
    named = str(table["name"])
    plain_name = named not in ("", ".", "..") and not set(named) & set("/\\\0")
    _expect(plain_name, where, "a name that can be a folder's", table["name"])
    return Recipe(**{name: _field_from_plain(name, value, where) for name, value in table.items()})


def _check_names(table: dict[str, Any], where: str) -> None:
    for name in table:
        if name not in FIELDS:
            close = get_close_matches(name, [*FIELDS, "learning_rate"], 1)
            hint = f"Did you mean {close[0]!r}?" if close else f"There are: {', '.join(FIELDS)}."
            raise SettingError(format_error(where, "settings of a recipe", repr(name), hint))
    for name, each in FIELDS.items():
        if each.default is MISSING and name not in table:
            raise SettingError(
                format_error(where, f"a value for {name!r}", "none", f"Write {name} = ...")
            )


def _field_from_plain(name: str, value: Any, where: str) -> Any:
    place = f"{where}, {name}"
    if name in MANY_PARTS:
        _expect(isinstance(value, list), place, "a list of tables", value)
        return tuple(
            from_plain(MANY_PARTS[name], part, f"{place} {number}")
            for number, part in enumerate(value, start=1)
        )
    if name in ONE_PART:
        return from_plain(ONE_PART[name], value, place)
    if name in ("slips", "stopping", "settling", "augmentation"):
        return _settings_from_plain(name, value, place)
    if name == "input_shape":
        whole = isinstance(value, list) and all(type(each) is int for each in value)
        _expect(whole, place, "a list of whole numbers", value)
        return tuple(value)
    _expect_kind(name, value, place)
    return value


def _settings_from_plain(name: str, value: Any, place: str) -> Any:
    from glassnet.data.augmentation import Augmentation

    kinds = {
        "slips": Slips,
        "stopping": EarlyStopping,
        "settling": Settling,
        "augmentation": Augmentation,
    }
    _expect(isinstance(value, dict), place, "a table", value)
    return build(kinds[name], value, place)


def _expect_kind(name: str, value: Any, place: str) -> None:
    if name == "batch_size" and value == "full":
        return
    text = name in TEXTS
    number = 'a whole number, or "full"' if name == "batch_size" else "a whole number"
    _expect(type(value) is (str if text else int), place, "text" if text else number, value)


def _expect(holds: bool, place: str, expected: str, value: Any) -> None:
    if not holds:
        raise SettingError(format_error(place, expected, repr(value), "See docs/recipes.md."))


def read_recipe(path: Path) -> Recipe:
    """The recipe in a TOML file. Raises `SettingError` with file and place where it is wrong."""
    try:
        plain = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingError(
            format_error(str(path), "a file", error.strerror or str(error), "Check the path.")
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingError(
            format_error(str(path), "a recipe in TOML", str(error), "See docs/recipes.md.")
        ) from None
    return recipe_from_plain({"name": path.stem, **plain}, str(path))
