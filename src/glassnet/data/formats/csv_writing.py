"""CSV for spreadsheets: no cell becomes a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Final

from glassnet.errors import escape_controls

# What a spreadsheet takes for a formula, at the beginning of a cell.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
PLAIN_NUMBER: Final = re.compile(r"[+-]?\d+([.,]\d+)?(e[+-]?\d+)?", re.ASCII)


def escape_formula(cell: str) -> str:
    """The cell's text; an apostrophe comes before what a spreadsheet would compute.

    Numbers are left as they are, and so are single characters, such as the class "+".
    """
    is_formula = len(cell) > 1 and cell.lstrip(" ").startswith(FORMULA_STARTS)
    return f"'{cell}" if is_formula and not PLAIN_NUMBER.fullmatch(cell) else cell


def to_csv(rows: Iterable[Sequence[str]]) -> str:
    """The rows as CSV, a line for each; control characters are written as escapes."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(
        [escape_formula(escape_controls(_to_unicode(cell))) for cell in row] for row in rows
    )
    return text.getvalue()


def _to_unicode(cell: str) -> str:
    """Names of files may be no Unicode."""
    return cell.encode("utf-8", "replace").decode()
