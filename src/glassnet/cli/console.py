"""Where commands write: one place decides on colour, width and quiet.

Reports go to standard output, progress and trouble to standard error. When JSON goes to standard
output (`--json -`), the report moves to standard error, so that a program reads JSON and nothing else.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import isfinite
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Annotated, Any, Final

from cyclopts import Parameter, Token
from cyclopts.validators import Number

if TYPE_CHECKING:
    from rich.console import Console

STANDARD_STREAM: Final = Path("-")
"""The file name that stands for standard input or output."""

# A file or a pipe has no width of its own: wide enough that no table is folded.
WIDTH_WITHOUT_TERMINAL: Final = 120

# Waiting longer, one wonders.
SECONDS_OF_SILENCE: Final = 4.0


def _check_target(kind: Any, value: Any) -> None:
    """Before any work: keep a misspelt option from passing as a file, and see that one can be written."""
    if value is None or value == STANDARD_STREAM:
        return
    if str(value).startswith("-"):
        raise ValueError("Not an option of this command; a file of this name needs its whole path.")
    _check_writable(value)


def _check_writable(target: Path) -> None:
    nearest = next(folder for folder in target.absolute().parents if folder.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK):
        raise ValueError(f"Nothing can be written at {target}: see {nearest}.")
    if target.exists() and not os.access(target, os.W_OK | (os.X_OK if target.is_dir() else 0)):
        raise ValueError(f"Nothing can be written at {target}: it is protected.")


def _whole(kind: Any, tokens: Sequence[Token]) -> int:
    """A fraction is a slip, not to be rounded."""
    try:
        return int(tokens[0].value)
    except ValueError:
        raise ValueError(f"Expected a whole number, got {tokens[0].value!r}.") from None


WholeNumber = Annotated[int, Parameter(converter=_whole)]
"""A whole number, as commands take them."""

Count = Annotated[int, Parameter(converter=_whole, validator=Number(gte=1))]
"""So many, at least one."""

Seed = Annotated[int, Parameter(converter=_whole, validator=Number(gte=0))]
"""The option `--seed` of commands that draw at random."""

Target = Annotated[Path, Parameter(validator=_check_target)]
"""A file or folder that is to be written: known to be possible before any work."""

JsonFile = Annotated[
    Path | None,
    Parameter(
        name="--json",
        allow_leading_hyphen=True,
        validator=_check_target,
        help="Write all figures as JSON to this file; - is standard output.",
    ),
]
"""The option `--json FILE` of every command that reports figures."""


def report_console(json_target: Path | None = None) -> Console:
    """Where a report goes: standard output, unless that is taken by JSON."""
    return _console(to_errors=json_target == STANDARD_STREAM)


def error_console() -> Console:
    """Where progress and trouble go: standard error."""
    return _console(to_errors=True)


@contextmanager
def told_if_slow() -> Iterator[None]:
    """What runs for the first time compiles its loops: who waits at a terminal should know."""
    console = error_console()
    text = "Compiling the loops for this machine, once: half a minute or so ..."
    telling = Timer(SECONDS_OF_SILENCE, lambda: console.print(text))
    telling.daemon = True
    if console.is_terminal:
        telling.start()
    try:
        yield
    finally:
        telling.cancel()


def write_json(target: Path | None, plain: Any) -> None:
    """Write plain values as JSON to a file, making its folder, or to standard output for "-".

    Numbers that are not finite become null: JSON has no word for them. Raises OSError.
    """
    if target is None:
        return
    text = json.dumps(_finite(plain), indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    if target == STANDARD_STREAM:
        sys.stdout.write(text)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def _console(to_errors: bool) -> Console:
    from rich.console import Console

    stream = sys.stderr if to_errors else sys.stdout
    has_width = stream.isatty() or "COLUMNS" in os.environ
    return Console(
        stderr=to_errors, highlight=False, width=None if has_width else WIDTH_WITHOUT_TERMINAL
    )


def _finite(plain: Any) -> Any:
    if isinstance(plain, dict):
        return {key: _finite(value) for key, value in plain.items()}
    if isinstance(plain, list | tuple):
        return [_finite(value) for value in plain]
    return None if isinstance(plain, float) and not isfinite(plain) else plain
