"""UNIPEN, the text format of pen recordings: lines that begin with a dot, and points between them.

    .COORD X Y T
    .SEGMENT DIGIT 0-1 ? "5"
    .PEN_DOWN
    120 340 0
    ...
    .PEN_UP

A segment names components, which are numbered from 0 over the whole file: each pen-down, and each pen-up
with points of its own. "0-1" are two of them, "0:4-1:9" a part from the fifth point of the first, "?" those
that follow. Segments of a hierarchy are read at the level of single characters. y points upwards.

Source: I. Guyon et al. 1994, "UNIPEN project of on-line data exchange and recognizer benchmarks".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from glassnet.data.errors import DataError
from glassnet.data.formats.drawing import Drawing, Stroke, clean_label, make_stroke

LEVELS: Final = ("CHARACTER", "DIGIT", "LETTER", "SYMBOL", "WORD")
"""Levels of a hierarchy whose segments are read, the first that a file has."""

SEGMENT: Final = re.compile(
    r'\.SEGMENT\s+(?P<level>\S+)\s+(?P<parts>[\d:,\-]+|\?)?[^"]*(?:"(?P<label>[^"]*)")?'
)
PART: Final = re.compile(r"(\d{1,9})(?::(\d{1,9}))?(?:-(\d{1,9})(?::(\d{1,9}))?)?", re.ASCII)
MAX_TIMES: Final = 10
"""So often may segments name a component, on the average: a few bytes could name a million of them."""
Point = tuple[float, float]


@dataclass
class _Segment:
    where: str
    line: int
    level: str
    parts: str
    label: str | None
    writer: str | None
    first: int
    """The number of components before it."""
    end: int = 0
    """The number of components before the next segment of its level."""


@dataclass
class _Recording:
    """What the lines so far say: components, None for the pen in the air, and segments."""

    columns: list[str] = field(default_factory=lambda: ["X", "Y"])
    components: list[list[Point] | None] = field(default_factory=list)
    segments: list[_Segment] = field(default_factory=list)
    writer: str | None = None
    is_down: bool = False
    is_counted: bool = False


def read_unipen(content: bytes, shown: str) -> Iterator[Drawing]:
    """The labeled segments of a UNIPEN file as drawings. Raises DataError, with the line."""
    recording = _Recording()
    for number, line in enumerate(content.decode("latin-1").splitlines(), start=1):
        _take_line(recording, f"{shown}, line {number}", number, line.strip())
    if not any(recording.components):
        remedy = "Files that it includes hold the ink: read those, or paste them into this one."
        raise DataError.at(shown, "points between .PEN_DOWN and .PEN_UP", "none", remedy)
    yield from _drawings(recording, shown)


def _take_line(recording: _Recording, where: str, number: int, line: str) -> None:
    if not line.startswith("."):
        if line and (recording.is_down or not recording.is_counted):
            _take_point(recording, where, line)
        return
    name, _, rest = line.partition(" ")
    if name == ".PEN_DOWN":
        recording.components.append([])
        recording.is_down = recording.is_counted = True
    elif name == ".PEN_UP":
        recording.is_down = recording.is_counted = False
    elif name == ".COORD":
        recording.columns = rest.upper().split()
    elif name == ".WRITER_ID":
        recording.writer = rest.strip() or None
    elif name == ".SEGMENT":
        recording.segments.append(_parse_segment(recording, where, number, line))


def _take_point(recording: _Recording, where: str, line: str) -> None:
    """A point of the pen on paper; the first one of the pen in the air counts as a component."""
    if not recording.components:
        return  # Text of a header.
    cells = line.split()
    if not recording.is_down:
        if _is_number(cells[0]):
            recording.components.append(None)
            recording.is_counted = True
        return
    try:
        x, y = (float(cells[recording.columns.index(axis)]) for axis in ("X", "Y"))
    except (ValueError, IndexError):
        expected = f"numbers for {' '.join(recording.columns)}"
        raise DataError.at(where, expected, repr(line[:40]), "Repair this line.") from None
    component = recording.components[-1]
    if component is not None:
        component.append((x, -y))


def _parse_segment(recording: _Recording, where: str, number: int, line: str) -> _Segment:
    found = SEGMENT.match(line)
    if found is None:
        expected = '.SEGMENT LEVEL COMPONENTS QUALITY "LABEL"'
        raise DataError.at(where, expected, repr(line[:60]), "Repair this line.")
    label = None if found["label"] is None else clean_label(where, found["label"])
    return _Segment(
        where, number, found["level"].upper(), found["parts"] or "?", label, recording.writer,
        len(recording.components),
    )  # fmt: skip


def _drawings(recording: _Recording, shown: str) -> Iterator[Drawing]:
    """One drawing for each segment; without any, one for all strokes."""
    found = {each.level for each in recording.segments}
    level = next((each for each in LEVELS if each in found), min(found, default=""))
    segments = [each for each in recording.segments if each.level == level]
    everything = range(len(recording.components))
    if not segments:
        yield Drawing(1, _strokes(shown, recording, everything), None, recording.writer, shown)
        return
    ends = [each.first for each in segments[1:]] + [len(recording.components)]
    left = MAX_TIMES * (len(recording.components) + 100)
    for segment, end in zip(segments, ends, strict=True):
        segment.end = end
        strokes = _strokes_of(recording, segment)
        left -= len(strokes)
        if left < 0:
            expected = f"each component in at most {MAX_TIMES} segments"
            raise DataError.at(segment.where, expected, "more", "Repair the segments.")
        yield Drawing(segment.line, strokes, segment.label, segment.writer, segment.where)


def _strokes_of(recording: _Recording, segment: _Segment) -> tuple[Stroke, ...]:
    if segment.parts == "?":
        return _strokes(segment.where, recording, range(segment.first, segment.end))
    strokes: list[Stroke] = []
    for part in segment.parts.split(","):
        found = PART.fullmatch(part)
        first = int(found[1]) if found else -1
        last = int(found[3] or first) if found else -1
        if found is None or not first <= last < len(recording.components):
            expected = f"components from 0 to {len(recording.components) - 1}"
            raise DataError.at(segment.where, expected, part[:40], "Repair this line.")
        cut = (int(found[2] or 0), None if found[4] is None else int(found[4]) + 1)
        strokes += _strokes(segment.where, recording, range(first, last + 1), cut)
    return tuple(strokes)


def _strokes(
    where: str,
    recording: _Recording,
    numbers: range,
    cut: tuple[int, int | None] = (0, None),
) -> tuple[Stroke, ...]:
    """The strokes of these components, from the first point of the first to the last of the last."""
    strokes = []
    for number in numbers:
        points = recording.components[number]
        start = cut[0] if number == numbers[0] else 0
        end = cut[1] if number == numbers[-1] else None
        if points and points[start:end]:
            strokes.append(make_stroke(where, points[start:end]))
    return tuple(strokes)


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
