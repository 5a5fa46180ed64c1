"""Which column of a table is the label, and which one only numbers the rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from glassnet.data.errors import DataError
from glassnet.errors import did_you_mean

LABEL_NAMES: Final = (
    "label", "labels", "class", "target", "y", "digit", "character", "letter", "fine_label",
)  # fmt: skip
INDEX_NAMES: Final = frozenset({
    "", "id", "index", "idx", "imageid", "image_id", "row", "number", "__index_level_0__",
})  # fmt: skip


def find_label_column(names: Sequence[str], wanted: str | None, where: str) -> str:
    """The name of the column of labels: `wanted`, or one with a usual name. Raises DataError."""
    found = find_usual_label(names) if wanted is None else wanted
    if found is None or found not in names:
        remedy = (
            "Name it with --label-column." if wanted is None else did_you_mean(found or "", names)
        )
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


def shorten_names(names: Sequence[str]) -> str:
    """Some names of columns, for a message."""
    shown = ", ".join(map(repr, names[:5]))
    return f"{shown} and {len(names) - 5} more" if len(names) > 5 else shown
