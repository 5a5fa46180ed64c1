"""How this library words what went wrong: where, what was expected, what came, what to do."""

from __future__ import annotations


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
    """Raise `SettingError` unless `value` is above zero."""
    if not value > 0:
        raise SettingError(
            sentence(where, f"{name} above 0", repr(value), "Choose a larger number.")
        )


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
