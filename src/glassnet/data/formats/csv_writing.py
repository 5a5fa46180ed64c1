"""CSV for spreadsheets: no cell becomes a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Final

FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
PLAIN_NUMBER: Final = re.compile(r"[+-]?\d+([.,]\d+)?", re.ASCII)


def escape_formula(cell: str) -> str:
    """The cell's text; with an apostrophe before it where a spreadsheet would compute it.

    Such cells begin with = + - @ or a control character, and are no number.
    """
    if cell.startswith(FORMULA_STARTS) and not PLAIN_NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def to_csv(rows: Iterable[Sequence[str]]) -> str:
    """The rows as CSV, a line for each."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(
        [escape_formula(cell) for cell in row] for row in rows
    )
    # Names of files may be no Unicode.
    return text.getvalue().encode("utf-8", "replace").decode()
