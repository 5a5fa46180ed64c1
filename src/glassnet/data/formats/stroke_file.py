"""Stroke files: JSON lines, each one drawing as pen strokes, rendered by the ink pipeline.

{"label": 4, "strokes": [[[x, y], [x, y], ...], ...], "writer": "name, optional"}

One JSON document is read, too: one drawing, a list of drawings, or the list of the strokes of one.
A label is the name of a class: text, or a whole number from 0. Quick, Draw!'s lines, InkML and UNIPEN are
read as the same drawings.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple, NoReturn

import numpy as np
from numpy.typing import NDArray

from glassnet.data.errors import DataError
from glassnet.data.formats.drawing import MAX_LABEL_LENGTH, Drawing, Stroke
from glassnet.data.formats.file_content import MIB, describe_source, open_content, read_content
from glassnet.data.formats.inkml import read_inkml
from glassnet.data.formats.picture_files import find_files
from glassnet.data.formats.quick_draw import convert_entry, is_quick_draw
from glassnet.data.formats.recognition import BYTE_ORDER_MARK, Kind, recognize
from glassnet.data.formats.unipen import read_unipen
from glassnet.data.labeled_images import LabeledImages
from glassnet.data.labels import name_classes
from glassnet.ink import from_strokes

MAX_LABEL: Final = 1_000_000
REPAIR: Final = "Repair or remove this line."

NUMBERS: Final = {int, float}

STROKE_KINDS: Final[tuple[Kind, ...]] = ("strokes", "inkml", "unipen")
"""The kinds of files that hold drawings."""


class Limits(NamedTuple):
    """What a stroke file may hold at most."""

    line_bytes: int = 4 * MIB
    lines: int = 1_000_000
    total_bytes: int = 1 << 30
    document_bytes: int = 64 * MIB


DEFAULT_LIMITS: Final = Limits()


def read_drawings(
    source: Path | bytes, limits: Limits = DEFAULT_LIMITS, name: str | None = None
) -> Iterator[Drawing]:
    """The drawings of a stroke file, gzip or not, labeled or not. Raises DataError with the line.

    `name` is how messages name the source.
    """
    shown = name or describe_source(source)
    kind = recognize(source)
    if kind in ("inkml", "unipen"):
        read = read_inkml if kind == "inkml" else read_unipen
        yield from read(read_content(source, limits.document_bytes), shown)
        return
    document = _read_document(source, limits)
    if document is not None:
        for number, entry in enumerate(document, start=1):
            yield _to_drawing(f"{shown}, drawing {number}", number, entry)
        return
    for number, line in _lines(source, shown, limits):
        yield parse_drawing(f"{shown}, line {number}", number, line)


def read_strokes(path: Path, name: str, limits: Limits = DEFAULT_LIMITS) -> LabeledImages:
    """A labeled stroke file, or a folder of them, as images with strokes and writers. Raises DataError."""
    files = find_files(path, STROKE_KINDS).files if path.is_dir() else [path]
    drawings = [drawing for file in files for drawing in read_drawings(file, limits)]
    if not drawings:
        raise DataError.at(path, "at least one drawing", "none", "Is the file complete?")
    writers = tuple(drawing.writer or "" for drawing in drawings)
    labels, class_names = name_classes([_require_label(drawing) for drawing in drawings])
    return LabeledImages(
        np.stack([_render(drawing) for drawing in drawings]),
        labels,
        name,
        class_names,
        writers=writers if any(writers) else None,
        strokes=tuple(drawing.strokes for drawing in drawings),
    )


def _read_document(source: Path | bytes, limits: Limits) -> list[Any] | None:
    """The drawings of a file that is one JSON document; None where each line is one, or nothing is."""
    with open_content(source) as (stream, _):
        first = _read_first_line(stream, limits)
        if not first.startswith((b"[", b"{")) or isinstance(_load_or_none(first), dict):
            return None
        content = first + stream.read(limits.document_bytes + 1)
    document = _load_or_none(content) if len(content) <= limits.document_bytes else None
    if isinstance(document, dict):
        return [document]
    if isinstance(document, list) and document:
        drawings = all(isinstance(each, dict) for each in document)
        return document if drawings else [{"strokes": document}]
    return None


def _lines(source: Path | bytes, path: str, limits: Limits) -> Iterator[tuple[int, bytes]]:
    """The lines that are not blank, with their numbers. Raises DataError beyond the limits."""
    total = 0
    with open_content(source) as (stream, _):
        for number in range(1, limits.lines + 2):
            line = stream.readline(limits.line_bytes + 1)
            if number == 1:
                line = line.removeprefix(BYTE_ORDER_MARK)
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


def _read_first_line(stream: io.BufferedIOBase, limits: Limits) -> bytes:
    """The first line that is not blank, without a byte-order mark."""
    for _ in range(100):
        line = stream.readline(limits.line_bytes + 1).removeprefix(BYTE_ORDER_MARK)
        if not line or line.strip():
            return line.lstrip()
    return b""


def _load_or_none(text: bytes) -> Any:
    try:
        return json.loads(text, parse_constant=_reject_constant)
    except (ValueError, RecursionError):
        return None


def parse_drawing(where: str, number: int, line: bytes) -> Drawing:
    """The drawing that one line holds. Raises DataError, which names `where`."""
    try:
        entry = json.loads(line, parse_constant=_reject_constant)
    except (ValueError, RecursionError) as error:
        raise DataError.at(where, "JSON", f"what is not ({error})", REPAIR) from None
    return _to_drawing(where, number, entry)


def _to_drawing(where: str, number: int, entry: Any) -> Drawing:
    if is_quick_draw(entry):
        entry = convert_entry(where, entry)
    if not isinstance(entry, dict) or not isinstance(entry.get("strokes"), list):
        raise DataError.at(where, 'an object with "strokes"', _shown(entry), REPAIR)
    return Drawing(
        number,
        tuple(_stroke(where, stroke) for stroke in entry["strokes"]),
        _check_label(where, entry.get("label")),
        _check_writer(where, entry.get("writer")),
        where,
    )


def _stroke(where: str, points: Any) -> Stroke:
    """A stroke as an array. Only JSON numbers are accepted: no text, true or null."""
    points = _without_names(points)
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


def _without_names(points: Any) -> Any:
    """Points that name their coordinates, or coordinates that are listed by name, as pairs."""
    if isinstance(points, dict) and isinstance(points.get("x"), list) and "y" in points:
        x, y = points["x"], points["y"]
        alike = isinstance(y, list) and len(x) == len(y)
        return [list(pair) for pair in zip(x, y, strict=True)] if alike else points
    if isinstance(points, list):
        return [
            [each["x"], each["y"]] if isinstance(each, dict) and {"x", "y"} <= each.keys() else each
            for each in points
        ]
    return points


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


def _require_label(drawing: Drawing) -> str:
    if drawing.label is None:
        raise DataError.at(
            drawing.where,
            "a label",
            "none",
            "Add it; drawings without labels are for glassnet predict.",
        )
    return drawing.label


def _render(drawing: Drawing) -> NDArray[np.uint8]:
    try:
        rendering = from_strokes(drawing.strokes, stages=False)
    except ValueError as error:
        raise DataError(f"{drawing.where}: {error}") from error
    if rendering.image is None:
        raise DataError.at(drawing.where, "a digit", f"none ({rendering.reason})", REPAIR)
    return rendering.image


def _reject_constant(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
