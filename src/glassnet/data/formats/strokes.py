"""Stroke files: JSON lines, each a digit as the pen drew it, rendered through the ink pipeline.

{"label": 4, "strokes": [[[x, y], [x, y], ...], ...], "writer": "who, if known"}
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple, NoReturn

import numpy as np
from numpy.typing import NDArray

from glassnet.data.download.bounded import MIB, opened
from glassnet.data.errors import DataError
from glassnet.data.labeled_images import LabeledImages
from glassnet.ink import from_strokes

LONGEST_LINE: Final = 4 * MIB
MOST_LINES: Final = 1_000_000
MOST_BYTES: Final = 1 << 30
REPAIR: Final = "Repair or remove this line."

Stroke = NDArray[np.float64]


class Drawing(NamedTuple):
    """One line of a stroke file: strokes `(points, 2)` each; label and writer where given."""

    line: int
    strokes: tuple[Stroke, ...]
    label: int | None
    writer: str | None


def is_stroke_file(path: Path) -> bool:
    """Whether the name says that this is a stroke file."""
    return path.name.endswith((".jsonl", ".jsonl.gz"))


def read_drawings(path: Path) -> Iterator[Drawing]:
    """The drawings of a stroke file, gzip or not, labelled or not. Raises DataError with the line."""
    for number, line in _lines(path):
        yield _parse(f"{path}, line {number}", number, line)


def read_strokes(path: Path, name: str) -> LabeledImages:
    """A labelled stroke file as images, with the strokes and the writers kept. Raises DataError."""
    drawings = list(read_drawings(path))
    if not drawings:
        raise DataError.at(path, "at least one drawing", "none", "Is the file complete?")
    writers = tuple(drawing.writer or "" for drawing in drawings)
    return LabeledImages(
        np.stack([_render(path, drawing) for drawing in drawings]),
        np.array([_label(path, drawing) for drawing in drawings], np.int64),
        name,
        writers=writers if any(writers) else None,
        strokes=tuple(drawing.strokes for drawing in drawings),
    )


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines that are not blank, with their numbers; stops before anything grows too large."""
    total = 0
    with opened(path) as (stream, _):
        for number in range(1, MOST_LINES + 2):
            line = stream.readline(LONGEST_LINE + 1)
            total += len(line)
            if len(line) > LONGEST_LINE or total > MOST_BYTES or (line and number > MOST_LINES):
                raise DataError.at(
                    f"{path}, line {number}",
                    f"at most {LONGEST_LINE:,} bytes a line, {MOST_LINES:,} lines "
                    f"and {MOST_BYTES:,} bytes",
                    "more",
                    "Cut the file into smaller ones.",
                )
            if not line:
                return
            if line.strip():
                yield number, line


def _parse(where: str, number: int, line: bytes) -> Drawing:
    try:
        entry = json.loads(line, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise DataError.at(where, "JSON", f"what is not ({error})", REPAIR) from None
    if not isinstance(entry, dict) or not isinstance(entry.get("strokes"), list):
        raise DataError.at(where, 'an object with "strokes"', _shown(entry), REPAIR)
    return Drawing(
        number,
        tuple(_stroke(where, stroke) for stroke in entry["strokes"]),
        _checked_label(where, entry.get("label")),
        _checked_writer(where, entry.get("writer")),
    )


def _stroke(where: str, points: Any) -> Stroke:
    """A stroke as an array. JSON's own numbers only: no text, no true, nothing that is missing."""
    well_formed = isinstance(points, list) and all(
        isinstance(point, list) and len(point) == 2 and {type(value) for value in point} <= NUMBERS
        for point in points
    )
    if not well_formed:
        raise DataError.at(where, "strokes as [[x, y], [x, y], ...]", _shown(points), REPAIR)
    try:
        stroke = np.array(points, np.float64).reshape(-1, 2)
    except OverflowError:
        raise DataError.at(where, "numbers in reach", "a larger one", REPAIR) from None
    if not np.isfinite(stroke).all():  # JSON writes such a number as 1e999
        raise DataError.at(where, "numbers in reach", "a larger one", REPAIR)
    return stroke


NUMBERS: Final = {int, float}


def _checked_label(where: str, label: Any) -> int | None:
    if label is not None and (type(label) is not int or not 0 <= label <= 9):
        raise DataError.at(where, "a label from 0 to 9", _shown(label), REPAIR)
    return label


def _checked_writer(where: str, writer: Any) -> str | None:
    if writer is not None and not isinstance(writer, str):
        raise DataError.at(where, "a writer as text", _shown(writer), REPAIR)
    return writer


def _label(path: Path, drawing: Drawing) -> int:
    if drawing.label is None:
        raise DataError.at(
            f"{path}, line {drawing.line}",
            "a label",
            "none",
            "Add it; drawings without labels are for glassnet predict.",
        )
    return drawing.label


def _render(path: Path, drawing: Drawing) -> NDArray[np.uint8]:
    where = f"{path}, line {drawing.line}"
    try:
        rendering = from_strokes(drawing.strokes, stages=False)
    except ValueError as error:
        raise DataError(f"{where}: {error}") from error
    if rendering.image is None:
        raise DataError.at(where, "a digit", f"none ({rendering.reason})", REPAIR)
    return rendering.image


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
