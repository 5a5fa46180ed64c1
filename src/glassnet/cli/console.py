"""Where commands write: one place decides on colour, width and quiet.

Reports go to standard output, progress and trouble to standard error. When JSON goes to standard
output (`--json -`), the report moves to standard error, so that a program reads JSON and nothing else.
"""

from __future__ import annotations

import json
import os
import sys
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

from cyclopts import Parameter

if TYPE_CHECKING:
    from rich.console import Console

STANDARD_STREAM: Final = Path("-")
"""The file name that stands for standard input or output."""

# A file or a pipe has no width of its own: wide enough that no table is folded.
WIDTH_WITHOUT_TERMINAL: Final = 120


def refuse_options(kind: Any, value: Any) -> None:
    """Keep a misspelt option from passing as a file: for parameters that take "-" as a file."""
    for each in value if isinstance(value, tuple) else (value,):
        if str(each).startswith("-") and Path(each) != STANDARD_STREAM:
            raise ValueError(f'Not an option of this command; a file of this name is "./{each}".')


JsonFile = Annotated[
    Path | None,
    Parameter(
        name="--json",
        allow_leading_hyphen=True,
        validator=refuse_options,
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


def write_json(target: Path | None, plain: Any) -> None:
    """Write plain values as JSON to a file, or to standard output for "-"; nothing for None.

    Numbers that are not finite become null: JSON has no word for them. Raises OSError.
    """
    if target is None:
        return
    text = json.dumps(_finite(plain), indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    if target == STANDARD_STREAM:
        sys.stdout.write(text)
    else:
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
