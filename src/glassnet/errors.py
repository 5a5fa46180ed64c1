"""The errors of this library, and the four parts of their messages: where, expected, received, remedy."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterable
from difflib import get_close_matches
from math import inf
from numbers import Integral
from typing import Final

# Control characters but the line break; marks that turn the direction of text; lone surrogates.
CONTROLS: Final = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)


class GlassnetError(Exception):
    """An error that the caller can fix; its message says how."""


class ShapeError(GlassnetError, ValueError):
    """An array has the wrong shape."""


class SettingError(GlassnetError, ValueError):
    """A setting has an invalid value."""


class DtypeError(GlassnetError, TypeError):
    """An array has the wrong dtype."""


def format_error(where: str, expected: str, got: str, remedy: str) -> str:
    """The four parts as one message: "Dense(100) expects ..., got .... Do this."."""
    return f"{where} expects {expected}, got {got}. {remedy}"


def format_problem(where: object, problem: str, remedy: str) -> str:
    """The message about a file or an option: "seven.png: no such file. Check the path."."""
    return f"{where}: {problem}. {remedy}"


def escape_controls(text: str) -> str:
    """The text with its control characters as escapes, such as \\x1b: what a file says is only shown."""
    return CONTROLS.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), text)


# What to do about an error of the operating system, by the name of its number.
OS_REMEDIES: Final = {
    "ENOSPC": "Free some space, or write to another disk.",
    "EDQUOT": "Your share of this disk is used up: remove files, or write to another disk.",
    "EFBIG": "The system allows no file of this size: raise the limit (ulimit -f), or write less.",
    "EACCES": "Ask for the right to do this, or choose another place.",
    "EPERM": "Ask for the right to do this, or choose another place.",
    "EROFS": "This disk can only be read: choose another place.",
    "ENOENT": "Check the path.",
    "ENOTDIR": "A part of the path is a file: check the path.",
    "EISDIR": "This is a folder: name a file.",
    "EEXIST": "There is something of this name: choose another one.",
    "ENAMETOOLONG": "Choose a shorter name.",
    "EMFILE": "Too many files are open: raise the limit (ulimit -n).",
    "ENFILE": "Too many files are open on this machine: end other programs.",
    "EIO": "The disk reports a failure: copy what you can, and check it.",
    "ESTALE": "The network drive is gone: connect it again.",
    "EBUSY": "Another program uses it: end that one.",
    "ELOOP": "Links lead in a circle: check the path.",
}


def describe_os_error(error: OSError, where: str = "") -> str:
    """What an error of the operating system is about, what it is, and what to do."""
    name = error.filename if error.filename is not None else where
    shown = name.decode("utf-8", "backslashreplace") if isinstance(name, bytes) else str(name)
    remedy = OS_REMEDIES.get(errno.errorcode.get(error.errno or 0, ""), "")
    problem = error.strerror or str(error) or type(error).__name__
    return f"{shown + ': ' if shown else ''}{problem}. {remedy}".strip()


def did_you_mean(tried: str, known: Iterable[str]) -> str:
    """A remedy for an unknown name: the closest known one, else the list of all."""
    names = list(known)
    close = get_close_matches(tried, names, 1)
    if close:
        return f"Did you mean {close[0]!r}?"
    return f"Choose from: {', '.join(names) or 'none'}."


def expect_positive(where: str, name: str, value: float) -> None:
    """Raise `SettingError` unless `value` is above zero, and finite."""
    if value == inf:
        raise SettingError(
            format_error(where, f"a finite {name}", "inf", "Choose a smaller number.")
        )
    if not value > 0:
        raise SettingError(
            format_error(where, f"{name} above 0", repr(value), "Choose a larger number.")
        )


def expect_at_least(where: str, name: str, value: float, least: float) -> None:
    """Raise `SettingError` unless `value` is at least `least`, and finite."""
    if not least <= value < inf:
        remedy = f"Choose a finite number from {least} on."
        raise SettingError(format_error(where, f"{name} of at least {least}", repr(value), remedy))


def expect_in_closed_interval(where: str, name: str, value: float, low: float, high: float) -> None:
    """Raise `SettingError` unless `low <= value <= high`."""
    if not low <= value <= high:
        remedy = "Choose a number between them."
        raise SettingError(format_error(where, f"{name} from {low} to {high}", repr(value), remedy))


def expect_count(where: str, name: str, value: int) -> None:
    """Raise `SettingError` unless `value` is a whole number above zero."""
    if not isinstance(value, Integral):
        remedy = "Write a whole number, such as 10."
        raise SettingError(format_error(where, f"a whole number of {name}", repr(value), remedy))
    expect_positive(where, name, value)


def expect_one_of(where: str, name: str, value: str, choices: tuple[str, ...]) -> None:
    """Raise `SettingError` unless `value` is among `choices`."""
    if value not in choices:
        named = " or ".join(map(repr, choices))
        raise SettingError(
            format_error(where, f"{name} to be {named}", repr(value), "Choose one of these.")
        )


def expect_in_half_open_interval(
    where: str, name: str, value: float, low: float, high: float
) -> None:
    """Raise `SettingError` unless `low <= value < high`."""
    if not low <= value < high:
        raise SettingError(
            format_error(
                where, f"{name} in [{low}, {high})", repr(value), f"Choose {name} in this range."
            )
        )


def expect_image(where: str, input_shape: tuple[int, ...]) -> tuple[int, ...]:
    """The shape itself; raises `ShapeError` unless it is (height, width, channels)."""
    if len(input_shape) != 3:
        raise ShapeError(
            format_error(
                where,
                "images of shape (batch, height, width, channels)",
                f"({', '.join(['batch', *map(str, input_shape)])})",
                "Give the network an input_shape of (height, width, channels).",
            )
        )
    return input_shape
