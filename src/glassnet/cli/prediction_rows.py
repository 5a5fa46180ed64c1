"""What `glassnet predict` found, a row for each character: as text, JSON and CSV."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from rich.console import Console
from rich.table import Table
from rich.text import Text

from glassnet.cli.console import print_table, write_text
from glassnet.cli.formats import format_confidence
from glassnet.data.formats.csv_writing import to_csv
from glassnet.errors import escape_controls
from glassnet.ink.rendering import SIDE
from glassnet.models import Ensemble, Model, Reading
from glassnet.models.inputs import Input
from glassnet.models.reading import make_readings

MIN_SHOWN_SHARE: Final = 0.005
MAX_SHOWN_ROWS: Final = 1000
COLUMNS: Final = ("input", "label", "confidence", "reason")


@dataclass(frozen=True)
class Row:
    """The result for one input: a reading, or the reason why it could not be read."""

    name: str
    reading: Reading | None = None
    error: str = ""


def row_to_plain(row: Row, class_names: Sequence[str]) -> dict[str, Any]:
    """A row of the JSON report."""
    if row.reading is None:
        return {"input": row.name, "error": row.error}
    probabilities, place = row.reading.probabilities, row.reading.rendering.place
    names = row.reading.class_names or class_names
    return {
        "input": row.name,
        "label": row.reading.label,
        "digit": row.reading.digit,
        "confidence": row.reading.confidence,
        "reason": row.reading.reason,
        "probabilities": None
        if probabilities is None
        else dict(zip(names, map(float, probabilities), strict=True)),
        **({} if place is None else {"place": place._asdict()}),
    }


def write_rows(target: Path | None, rows: Sequence[Row]) -> None:
    """Write a CSV with a line for each row; the reason is why there is no label."""
    if target is not None:
        write_text(target, to_csv([COLUMNS, *map(_to_line, rows)]))


def _to_line(row: Row) -> Sequence[str]:
    if row.reading is None:
        return row.name, "", "", row.error
    confidence = row.reading.confidence
    shown = "" if confidence is None else f"{confidence:.6f}"
    return row.name, row.reading.label or "", shown, row.reading.reason


def show_rows(console: Console, rows: Sequence[Row], classifier: Model | Ensemble) -> None:
    """Print a table, and below it what could not be read."""
    table = Table("input", "prediction", box=None, padding=(0, 2, 0, 0))
    table.add_column("confidence", justify="right")
    table.add_column("runner-up")
    for row in rows[:MAX_SHOWN_ROWS]:
        table.add_row(Text(escape_controls(row.name)), *_cells(row, classifier))
    print_table(console, table)
    if len(rows) > MAX_SHOWN_ROWS:
        console.print(
            f"... and {len(rows) - MAX_SHOWN_ROWS:,} more; --csv FILE writes all of them."
        )
    for row in rows:
        show_error(console, row.name, row.error)


def show_error(console: Console, name: str, error: str) -> None:
    """Print why an input could not be read, if it could not."""
    if error:
        text = error if name in error else f"{name}: {error}"
        console.print(Text(text), style="red", soft_wrap=True)


def _cells(row: Row, classifier: Model | Ensemble) -> tuple[Text | str, ...]:
    if row.reading is None:
        return Text("unreadable", style="red"), "", ""
    if row.reading.label is None or row.reading.confidence is None:
        return Text(row.reading.reason, style="yellow"), "", ""
    return (
        Text(row.reading.label, style="bold green"),
        format_confidence(row.reading.confidence),
        _runner_up(row.reading, classifier),
    )


def _runner_up(reading: Reading, classifier: Model | Ensemble) -> str:
    """The second most probable class, unless its probability is negligible."""
    if reading.probabilities is None:
        return ""
    second = int(reading.probabilities.argsort()[-2])
    share = float(reading.probabilities[second])
    return f"{classifier.class_names[second]} {share:.1%}" if share >= MIN_SHOWN_SHARE else ""


def classify_inputs(classifier: Model | Ensemble, inputs: Sequence[Input]) -> list[Reading]:
    """The readings; images of an IDX file may have any size that the model takes."""
    renderings = [each.rendering for each in inputs]
    images = [each.image for each in renderings if each.image is not None]
    if not images or images[0].shape == (SIDE, SIDE):
        return classifier.read(renderings)
    return make_readings(renderings, classifier.class_names, classifier.score(np.stack(images)))
