"""Stroke files: JSON lines, each one drawing as pen strokes, rendered by the ink pipeline.

{"label": 4, "strokes": [[[x, y], [x, y], ...], ...], "writer": "name, optional"}

A label is the name of a class: text, or a whole number from 0.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple, NoReturn

import numpy as np
from numpy.typing import NDArray

from glassnet.data.errors import DataError
from glassnet.data.formats.file_content import MIB, open_content
from glassnet.data.labeled_images import LabeledImages
from glassnet.data.labels import name_classes
from glassnet.ink import from_strokes

MAX_LABEL: Final = 1_000_000
MAX_LABEL_LENGTH: Final = 80
REPAIR: Final = "Repair or remove this line."

NUMBERS: Final = {int, float}

Stroke = NDArray[np.float64]


class Limits(NamedTuple):
    """What a stroke file may hold at most."""

    line_bytes: int = 4 * MIB
    lines: int = 1_000_000
    total_bytes: int = 1 << 30


DEFAULT_LIMITS: Final = Limits()


class Drawing(NamedTuple):
    """One line of a stroke file: strokes `(points, 2)` each; label and writer where given."""

    line: int
    strokes: tuple[Stroke, ...]
    label: str | None
    writer: str | None


def is_stroke_file(path: Path) -> bool:
    """Whether the name says that this is a stroke file."""
    return path.name.endswith((".jsonl", ".jsonl.gz"))


def read_drawings(path: Path, limits: Limits = DEFAULT_LIMITS) -> Iterator[Drawing]:
    """The drawings of a stroke file, gzip or not, labeled or not. Raises DataError with the line."""
    for number, line in _lines(path, limits):
        yield parse_drawing(f"{path}, line {number}", number, line)


def read_strokes(path: Path, name: str, limits: Limits = DEFAULT_LIMITS) -> LabeledImages:
    """A labeled stroke file as images, with the strokes and the writers kept. Raises DataError."""
    drawings = list(read_drawings(path, limits))
    if not drawings:
        raise DataError.at(path, "at least one drawing", "none", "Is the file complete?")
    writers = tuple(drawing.writer or "" for drawing in drawings)
    labels, class_names = name_classes([_require_label(path, drawing) for drawing in drawings])
    return LabeledImages(
        np.stack([_render(path, drawing) for drawing in drawings]),
        labels,
        name,
        class_names,
        writers=writers if any(writers) else None,
        strokes=tuple(drawing.strokes for drawing in drawings),
    )


def _lines(path: Path, limits: Limits) -> Iterator[tuple[int, bytes]]:
    """The lines that are not blank, with their numbers. Raises DataError beyond the limits."""
    total = 0
    with open_content(path) as (stream, _):
        for number in range(1, limits.lines + 2):
            line = stream.readline(limits.line_bytes + 1)
            total += len(line)
            too_many = bool(line) and number > limits.lines
            if len(line) > limits.line_bytes or total > limits.total_bytes or too_many:
                raise DataError.at(
                    f"{path}, line {number}",
                    f"at most {limits.line_bytes:,} bytes a line, {limits.lines:,} lines "
                    f"and {limits.total_bytes:,} bytes",
                    "more",
                    "Cut the file into smaller ones.",
                )
            if not line:
                return
            if line.strip():
                yield number, line


def parse_drawing(where: str, number: int, line: bytes) -> Drawing:
    """The drawing that one line holds. Raises DataError, which names `where`."""
    try:
        entry = json.loads(line, parse_constant=_reject_constant)
    except (ValueError, RecursionError) as error:
        raise DataError.at(where, "JSON", f"what is not ({error})", REPAIR) from None
    if not isinstance(entry, dict) or not isinstance(entry.get("strokes"), list):
        raise DataError.at(where, 'an object with "strokes"', _shown(entry), REPAIR)
    return Drawing(
        number,
        tuple(_stroke(where, stroke) for stroke in entry["strokes"]),
        _check_label(where, entry.get("label")),
        _check_writer(where, entry.get("writer")),
    )


def _stroke(where: str, points: Any) -> Stroke:
    """A stroke as an array. Only JSON numbers are accepted: no text, true or null."""
    well_formed = isinstance(points, list) and all(
        isinstance(point, list) and len(point) == 2 and {type(value) for value in point} <= NUMBERS
        for point in points
    )
    if not well_formed:
        raise DataError.at(where, "strokes as [[x, y], [x, y], ...]", _shown(points), REPAIR)
    try:
        stroke = np.array(points, np.float64).reshape(-1, 2)
    except OverflowError:
        raise DataError.at(where, "finite numbers", "a larger one", REPAIR) from None
    if not np.isfinite(stroke).all():  # JSON writes such a number as 1e999
        raise DataError.at(where, "finite numbers", "a larger one", REPAIR)
    return stroke


def _check_label(where: str, label: Any) -> str | None:
    number = type(label) is int and 0 <= label < MAX_LABEL
    text = isinstance(label, str) and 0 < len(label.strip()) <= MAX_LABEL_LENGTH
    if label is not None and not number and not text:
        expected = "a label as text or as a whole number from 0"
        raise DataError.at(where, expected, _shown(label), REPAIR)
    return None if label is None else str(label).strip()


def _check_writer(where: str, writer: Any) -> str | None:
    if writer is not None and not isinstance(writer, str):
        raise DataError.at(where, "a writer as text", _shown(writer), REPAIR)
    return writer


def _require_label(path: Path, drawing: Drawing) -> str:
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


def _reject_constant(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
