"""One drawing of a file of strokes, whatever the format."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.data.errors import DataError

REPAIR: Final = "Repair or remove this drawing."
MAX_LABEL_LENGTH: Final = 80

Stroke = NDArray[np.float64]


class Drawing(NamedTuple):
    """One drawing: strokes `(points, 2)` each; label and writer where given.

    `where` says for messages which one it is: the file, and the line or the drawing.
    """

    line: int
    strokes: tuple[Stroke, ...]
    label: str | None
    writer: str | None
    where: str = ""


def make_stroke(where: str, points: Sequence[Sequence[float]]) -> Stroke:
    """A stroke of finite numbers, y downwards. Raises DataError for other numbers."""
    stroke = np.array(points, np.float64).reshape(-1, 2)
    if not np.isfinite(stroke).all():
        raise DataError.at(where, "finite numbers", "others", REPAIR)
    return stroke


def clean_label(where: str, label: str) -> str | None:
    """A label without blanks around it; None for an empty one. Raises DataError for a long one."""
    label = label.strip()
    if len(label) > MAX_LABEL_LENGTH:
        expected = f"a label of at most {MAX_LABEL_LENGTH} characters"
        raise DataError.at(where, expected, f"{label[:40]!r}...", REPAIR)
    return label or None
