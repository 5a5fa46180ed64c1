"""How this library words what went wrong: where, what was expected, what came, what to do."""

from __future__ import annotations

from math import inf
from numbers import Integral


class GlassnetError(Exception):
    """Something that the caller can put right; its text says how."""


class ShapeError(GlassnetError, ValueError):
    """An array, or the inputs of a layer, have the wrong shape."""


class SettingError(GlassnetError, ValueError):
    """A setting has a value that makes no sense."""


class DtypeError(GlassnetError, TypeError):
    """Numbers of one precision met numbers of another."""


def sentence(where: str, expected: str, got: str, remedy: str) -> str:
    """The four parts as one text, as in "Dense(100) expects ..., got .... Do this."."""
    return f"{where} expects {expected}, got {got}. {remedy}"


def expect_positive(where: str, name: str, value: float) -> None:
    """Raise `SettingError` unless `value` is above zero, and finite."""
    if value == inf:
        raise SettingError(sentence(where, f"a finite {name}", "inf", "Choose a smaller number."))
    if not value > 0:
        raise SettingError(
            sentence(where, f"{name} above 0", repr(value), "Choose a larger number.")
        )


def expect_at_least(where: str, name: str, value: float, least: float) -> None:
    """Raise `SettingError` unless `value` is at least `least`, and finite."""
    if not least <= value < inf:
        remedy = f"Choose a finite number from {least} on."
        raise SettingError(sentence(where, f"{name} of at least {least}", repr(value), remedy))


def expect_within(where: str, name: str, value: float, low: float, high: float) -> None:
    """Raise `SettingError` unless `low <= value <= high`."""
    if not low <= value <= high:
        remedy = "Choose a number between them."
        raise SettingError(sentence(where, f"{name} from {low} to {high}", repr(value), remedy))


def expect_count(where: str, name: str, value: int) -> None:
    """Raise `SettingError` unless `value` is a whole number above zero."""
    if not isinstance(value, Integral):
        remedy = "Write a whole number, such as 10."
        raise SettingError(sentence(where, f"a whole number of {name}", repr(value), remedy))
    expect_positive(where, name, value)


def expect_one_of(where: str, name: str, value: str, choices: tuple[str, ...]) -> None:
    """Raise `SettingError` unless `value` is among `choices`."""
    if value not in choices:
        named = " or ".join(map(repr, choices))
        raise SettingError(
            sentence(where, f"{name} to be {named}", repr(value), "Choose one of these.")
        )


def expect_between(where: str, name: str, value: float, low: float, high: float) -> None:
    """Raise `SettingError` unless `low <= value < high`."""
    if not low <= value < high:
        raise SettingError(
            sentence(
                where, f"{name} in [{low}, {high})", repr(value), f"Choose {name} in this range."
            )
        )
