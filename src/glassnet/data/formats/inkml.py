"""InkML, the W3C's XML for pen strokes: traces, and groups of traces with a label.

Groups whose annotation "truth" or "label" names one character are a drawing each, as in CROHME's files; a
file without such groups is one drawing. Document types and entities are refused: a few lines of them can
expand to gigabytes, or name other files.

Source: W3C 2011, "Ink Markup Language (InkML)".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NoReturn
from xml.parsers import expat

from glassnet.data.errors import DataError
from glassnet.data.formats.drawing import Drawing, Stroke, clean_label, make_stroke

LABELS: Final = ("truth", "label")
WRITERS: Final = ("writer", "writerid")
MAX_DEPTH: Final = 100
MAX_TIMES: Final = 10
"""So often may groups name a trace, on the average: a few bytes could name a megabyte of points."""
REPAIR: Final = "Repair the file, or save it again."
VALUE: Final = re.compile(
    r"""([!'"]?)\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)|([TF*?#][^\s,]*)"""
)


@dataclass
class _Group:
    """The whole file, or a group in it: its annotations, its traces in order, and its groups."""

    label: str = ""
    writer: str = ""
    traces: list[str] = field(default_factory=list)
    groups: list[_Group] = field(default_factory=list)


class _Reader:
    """Collects traces, groups and annotations while the parser goes through the file."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.root = _Group()
        self.points: dict[str, str] = {}
        self.channels: list[str] = []
        self._open: list[_Group] = [self.root]
        self._path: list[str] = []
        self._kind = ""
        self._text: list[str] | None = None
        self._trace = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        name = name.rpartition(":")[2]
        self._path.append(name)
        if len(self._path) > MAX_DEPTH:
            raise DataError.about(self.shown, f"nested more than {MAX_DEPTH} deep", REPAIR)
        if "annotationXML" in self._path:
            return
        if name == "channel" and "traceFormat" in self._path:
            self.channels.append(attributes.get("name", "").upper())
        elif name == "annotation":
            self._kind, self._text = attributes.get("type", "").lower(), []
        elif name == "trace":
            self._trace = attributes.get("xml:id") or attributes.get("id") or f"#{len(self.points)}"
            self._text = []
        elif name == "traceGroup":
            group = _Group()
            self._open[-1].groups.append(group)
            self._open.append(group)
        elif name == "traceView":
            self._open[-1].traces.append(attributes.get("traceDataRef", "").lstrip("#"))

    def end(self, name: str) -> None:
        """An element ends."""
        name = self._path.pop()
        if "annotationXML" in self._path or name == "annotationXML":
            return
        text = "" if self._text is None else "".join(self._text)
        if name == "annotation":
            if self._kind in LABELS:
                self._open[-1].label = text.strip()
            elif self._kind in WRITERS:
                self.root.writer = text.strip()
        elif name == "trace":
            self.points[self._trace] = text
            self._open[-1].traces.append(self._trace)
        elif name == "traceGroup":
            self._open.pop()
        if name in ("annotation", "trace"):
            self._text = None

    def text(self, text: str) -> None:
        """Text of an annotation or a trace."""
        if self._text is not None:
            self._text.append(text)

    def refuse(self, *_: object) -> NoReturn:
        """A document type or an entity is declared."""
        raise DataError.about(
            self.shown, "XML with a document type or entities, which are not read", "Remove them."
        )


def read_inkml(content: bytes, shown: str) -> Iterator[Drawing]:
    """The drawings of an InkML file, labeled or not. Raises DataError for other content."""
    reader = _Reader(shown)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = reader.refuse
    parser.EntityDeclHandler = reader.refuse
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise DataError.about(shown, f"not well-formed XML ({error})", REPAIR) from None
    yield from _drawings(reader)


def _drawings(reader: _Reader) -> Iterator[Drawing]:
    labeled = list(_find_labeled(reader.root))
    groups = labeled or [(reader.root.label, _all_traces(reader.root))]
    writer = reader.root.writer or None
    axes = [reader.channels.index(axis) if axis in reader.channels else default
            for axis, default in (("X", 0), ("Y", 1))]  # fmt: skip
    left = MAX_TIMES * (len(reader.points) + 100)
    for number, (label, traces) in enumerate(groups, start=1):
        where = f"{reader.shown}, drawing {number}"
        left -= len(traces)
        if left < 0:
            raise DataError.at(where, f"each trace in at most {MAX_TIMES} groups", "more", REPAIR)
        strokes = [_make_trace(where, reader.points, each, axes) for each in traces]
        kept = tuple(each for each in strokes if len(each))
        yield Drawing(number, kept, clean_label(where, label), writer, where)


def _find_labeled(group: _Group) -> Iterator[tuple[str, list[str]]]:
    """The innermost groups with a label, each with the traces in it and in groups without a label."""
    for each in group.groups:
        inner = list(_find_labeled(each))
        if inner:
            yield from inner
        elif each.label:
            yield each.label, _all_traces(each)


def _all_traces(group: _Group) -> list[str]:
    return [*group.traces, *(trace for each in group.groups for trace in _all_traces(each))]


def _make_trace(where: str, points: dict[str, str], name: str, axes: list[int]) -> Stroke:
    if name not in points:
        raise DataError.at(where, f"a trace {name[:40]!r}", "none", REPAIR)
    rows, states = [], [_Channel(), _Channel()]
    for point in filter(str.strip, points[name].split(",")):
        # Without long blanks, at each of which the pattern would look to their end.
        values = VALUE.findall(" ".join(point.split()))
        if len(values) <= max(axes):
            raise DataError.at(where, "points as x y, x y, ...", repr(point.strip()[:40]), REPAIR)
        rows.append(
            [state.take(*values[axis][:2]) for state, axis in zip(states, axes, strict=True)]
        )
    return make_stroke(where, rows)


@dataclass
class _Channel:
    """One coordinate: its values are absolute, differences (') or differences of differences (")."""

    mode: str = "!"
    value: float = 0.0
    speed: float = 0.0

    def take(self, prefix: str, number: str) -> float:
        """The coordinate after the next value; a prefix holds until another one comes."""
        self.mode = prefix or self.mode
        given = float(number or 0)
        if self.mode == "!":
            self.speed, self.value = given - self.value, given
        else:
            self.speed = given if self.mode == "'" else self.speed + given
            self.value += self.speed
        return self.value
