"""Quick, Draw!: a drawing in each line, raw or simplified, as Google publishes them.

{"word": "circle", "drawing": [[[x, x, ...], [y, y, ...]], ...], "key_id": "...", "recognized": true, ...}

The raw files have a third list for each stroke, the times, which are not read.
"""

from __future__ import annotations

from typing import Any, Final

from glassnet.data.errors import DataError

REPAIR: Final = "Repair or remove this line."


def is_quick_draw(entry: Any) -> bool:
    """Whether an entry of a stroke file is one of Quick, Draw!."""
    return isinstance(entry, dict) and "drawing" in entry and "strokes" not in entry


def convert_entry(where: str, entry: dict[str, Any]) -> dict[str, Any]:
    """The same drawing as an entry of our stroke files. Raises DataError for other content."""
    strokes = entry["drawing"]
    if not isinstance(strokes, list) or not all(map(_is_stroke, strokes)):
        expected = "strokes as [[x, x, ...], [y, y, ...]], both of the same length"
        raise DataError.at(where, expected, "others", REPAIR)
    points = [[list(each) for each in zip(*stroke[:2], strict=True)] for stroke in strokes]
    return {"strokes": points, "label": entry.get("word")}


def _is_stroke(stroke: Any) -> bool:
    return (
        isinstance(stroke, list)
        and len(stroke) in (2, 3)
        and all(isinstance(each, list) for each in stroke)
        and len(stroke[0]) == len(stroke[1])
    )
