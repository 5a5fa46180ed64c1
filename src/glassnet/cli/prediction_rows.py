"""The result of `glassnet predict` for one input, and its forms in JSON and CSV."""

from __future__ import annotations

import io
from collections.abc import Sequence
from csv import writer as csv_writer
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from glassnet.cli.console import write_text
from glassnet.models import Ensemble, Model, Reading

COLUMNS: Final = ("input", "label", "confidence", "reason")


@dataclass(frozen=True)
class Row:
    """The result for one input: a reading, or the reason why it could not be read."""

    name: str
    reading: Reading | None = None
    error: str = ""


def row_to_plain(row: Row, classifier: Model | Ensemble) -> dict[str, Any]:
    """A row as plain values, for JSON."""
    if row.reading is None:
        return {"input": row.name, "error": row.error}
    probabilities, place = row.reading.probabilities, row.reading.rendering.place
    return {
        "input": row.name,
        "label": row.reading.label,
        "digit": row.reading.digit,
        "confidence": row.reading.confidence,
        "reason": row.reading.reason,
        "probabilities": None
        if probabilities is None
        else dict(zip(classifier.class_names, map(float, probabilities), strict=True)),
        **({} if place is None else {"place": place._asdict()}),
    }


def write_rows(target: Path | None, rows: Sequence[Row]) -> None:
    """Write a CSV with a line for each row; the reason is why there is no label."""
    if target is None:
        return
    text = io.StringIO()
    lines = csv_writer(text, lineterminator="\n")
    lines.writerow(COLUMNS)
    for row in rows:
        reading = row.reading
        if reading is None:
            lines.writerow([row.name, "", "", row.error])
            continue
        confidence = "" if reading.confidence is None else f"{reading.confidence:.6f}"
        lines.writerow([row.name, reading.label or "", confidence, reading.reason])
    # Names of files may be no Unicode.
    write_text(target, text.getvalue().encode("utf-8", "replace").decode())
