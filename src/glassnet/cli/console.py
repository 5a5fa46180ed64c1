"""Where commands write, with color and width decided in one place.

Reports go to standard output, progress and errors to standard error. With `--json -` the report goes to
standard error, so that standard output holds JSON and nothing else.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from cyclopts import Parameter, Token
from cyclopts.validators import Number

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

STANDARD_STREAM: Final = Path("-")
"""The file name that stands for standard input or output."""

# For files and pipes, which have no width: wide enough that no table is folded.
WIDTH_WITHOUT_TERMINAL: Final = 120
MAX_TABLE_WIDTH: Final = 10_000


def _check_target(kind: Any, value: Any) -> None:
    """Before any work: refuse a misspelled option taken for a file, and a file that cannot be written."""
    if value is None or value == STANDARD_STREAM:
        return
    if str(value).startswith("-"):
        raise ValueError(
            "Not an option of this command; for a file of this name, give the whole path."
        )
    _check_writable(value)


def _check_writable(target: Path) -> None:
    nearest = next(folder for folder in target.absolute().parents if folder.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK):
        raise ValueError(f"{target} is not writable: see {nearest}.")
    if target.exists() and not os.access(target, os.W_OK | (os.X_OK if target.is_dir() else 0)):
        raise ValueError(f"{target} is not writable.")


def _to_whole(kind: Any, tokens: Sequence[Token]) -> int:
    """Refuse a fraction instead of rounding it."""
    try:
        return int(tokens[0].value)
    except ValueError:
        raise ValueError(f"Expected a whole number, got {tokens[0].value!r}.") from None


WholeNumber = Annotated[int, Parameter(converter=_to_whole)]
"""A whole number."""

Count = Annotated[int, Parameter(converter=_to_whole, validator=Number(gte=1))]
"""A whole number of at least 1."""


def _to_batch_size(kind: Any, tokens: Sequence[Token]) -> int | str:
    """A whole number, or "full"."""
    if tokens[0].value == "full":
        return "full"
    try:
        return int(tokens[0].value)
    except ValueError:
        raise ValueError(f'Expected a whole number or "full", got {tokens[0].value!r}.') from None


BatchSize = Annotated[int | Literal["full"], Parameter(converter=_to_batch_size)]
"""A number of examples, or all of them."""

Seed = Annotated[int, Parameter(converter=_to_whole, validator=Number(gte=0))]
"""The option `--seed` of commands with randomness."""

Target = Annotated[Path, Parameter(validator=_check_target)]
"""A file or folder to write, checked before any work."""

JsonFile = Annotated[
    Path | None,
    Parameter(
        name="--json",
        allow_leading_hyphen=True,
        validator=_check_target,
        help="Write the report as JSON to this file; - is standard output.",
    ),
]
"""The option `--json FILE` of every command with a report."""


CsvFile = Annotated[
    Path | None,
    Parameter(name="--csv", allow_leading_hyphen=True, validator=_check_target),
]
"""The option `--csv FILE`."""

TableFile = Annotated[
    Path | None,
    Parameter(name="--table", allow_leading_hyphen=True, validator=_check_target),
]
"""The option `--table FILE`."""


def report_console(json_target: Path | None = None) -> Console:
    """The console for the report: standard output, unless JSON goes there."""
    return _console(to_errors=json_target == STANDARD_STREAM)


def error_console() -> Console:
    """The console for progress and errors: standard error."""
    return _console(to_errors=True)


def write_json(target: Path | None, plain: Any) -> None:
    """Write plain values as JSON in ASCII to a file, making its folder, or to standard output for "-".

    Numbers that are not finite become null, since JSON has none. Raises OSError.
    """
    if target is None:
        return
    write_text(target, json.dumps(_finite(plain), indent=2, allow_nan=False) + "\n")


def write_text(target: Path, text: str) -> None:
    """Write text to a file, making its folder, or to standard output for "-". Raises OSError."""
    if target == STANDARD_STREAM:
        sys.stdout.write(text)
        return
    from glassnet.data.output_file import write_output

    write_output(target, text.encode())


def print_table(console: Console, table: Table) -> None:
    """Print a table with all of its columns, however narrow the terminal is."""
    from rich.measure import Measurement

    wide = console.options.update(max_width=MAX_TABLE_WIDTH)
    needed = Measurement.get(console, wide, table).minimum
    if needed > console.width:
        table.width = needed
    console.print(table, crop=False)


def _console(to_errors: bool) -> Console:
    from glassnet.cli.escaping import EscapingConsole

    stream = sys.stderr if to_errors else sys.stdout
    has_width = stream.isatty() or "COLUMNS" in os.environ
    # Without markup: brackets in a file's own text are no styles and no links.
    return EscapingConsole(
        stderr=to_errors,
        highlight=False,
        markup=False,
        emoji=False,
        width=None if has_width else WIDTH_WITHOUT_TERMINAL,
    )


def _finite(plain: Any) -> Any:
    if isinstance(plain, dict):
        return {key: _finite(value) for key, value in plain.items()}
    if isinstance(plain, list | tuple):
        return [_finite(value) for value in plain]
    return None if isinstance(plain, float) and not isfinite(plain) else plain
