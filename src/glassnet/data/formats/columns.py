"""Which column of a table is the label, which one only numbers the rows, and which ones are pixels."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from glassnet.data.errors import DataError
from glassnet.errors import did_you_mean

LABEL_NAMES: Final = (
    "label", "labels", "class", "target", "y", "digit", "character", "letter", "fine_label",
)  # fmt: skip
PACKED: Final = re.compile(r"\s*[\d.]+(\s+[\d.]+){3,}\s*")
INDEX_NAMES: Final = frozenset({
    "", "id", "index", "idx", "imageid", "image_id", "row", "number", "__index_level_0__",
})  # fmt: skip


def find_label_column(names: Sequence[str], wanted: str | None, where: str) -> str:
    """The name of the column of labels: `wanted`, or one with a usual name. Raises DataError."""
    found = find_usual_label(names) if wanted is None else wanted
    if found is None or found not in names:
        # Hundreds of numbered pixels are no choice.
        choice = [name for name in names if not name[-1:].isdecimal()] or names[:20]
        remedy = "Name it with --label-column." if wanted is None else did_you_mean(wanted, choice)
        expected = "a column named label" if wanted is None else f"a column named {wanted}"
        raise DataError.at(where, expected, shorten_names(names), remedy)
    return found


def find_usual_label(names: Sequence[str]) -> str | None:
    """The column whose name says that it is the label; None where there is none."""
    lowered = {name.strip().lower(): name for name in reversed(names)}
    return next((lowered[each] for each in LABEL_NAMES if each in lowered), None)


def is_index_name(name: str) -> bool:
    """Whether a column of this name only numbers the rows."""
    lowered = name.strip().lower()
    return lowered in INDEX_NAMES or lowered.startswith("unnamed:")


def find_pixel_columns(names: Sequence[str]) -> list[int]:
    """The columns of most names that differ in numbers only: pixel0, pixel1, ..., or 1x1, 1x2, ...

    None where these are not a square number of columns.
    """
    stems = [re.sub(r"\d+", "", name) if re.search(r"\d", name) else None for name in names]
    counts = Counter(stem for stem in stems if stem is not None)
    if not counts:
        return []
    stem, count = counts.most_common(1)[0]
    if count < 4 or math.isqrt(count) ** 2 != count:
        return []
    return [at for at, each in enumerate(stems) if each == stem]


def unpack_pixels(
    names: list[str] | None, rows: list[list[str]]
) -> tuple[list[str] | None, list[list[str]]]:
    """Names and rows with a column for each pixel, where one cell of a row holds all of them.

    FER2013 and others have columns such as label and pixels, the latter with numbers between blanks.
    """
    packed = [at for at, cell in enumerate(rows[0]) if PACKED.fullmatch(cell)]
    if len(packed) != 1:
        return names, rows
    (at,) = packed
    unpacked = [
        [*row[:at], *row[at].split(), *row[at + 1 :]] if at < len(row) else row for row in rows
    ]
    if names is not None:
        count = len(unpacked[0]) - len(rows[0]) + 1
        names = [*names[:at], *(f"pixel{number}" for number in range(count)), *names[at + 1 :]]
    return names, unpacked


def is_numbered_header(cells: Sequence[str]) -> bool:
    """Whether cells are the names that pandas gives to columns: 0, 1, 2, ..., and one that may not."""
    numbers = [cell for cell in cells if cell.isdecimal()]
    if len(numbers) < max(4, len(cells) - 2):
        return False
    return any(numbers == [str(start + at) for at in range(len(numbers))] for start in (0, 1))


def shorten_names(names: Sequence[str]) -> str:
    """Some names of columns, for a message."""
    shown = ", ".join(map(repr, names[:5]))
    return f"{shown} and {len(names) - 5} more" if len(names) > 5 else shown
