"""What people hand in to be read: pictures and stroke files, made the way MNIST was made."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from glassnet.data.errors import DataError
from glassnet.data.formats.stroke_file import is_stroke_file, read_drawings
from glassnet.ink import Rendering, from_image, from_strokes, segment
from glassnet.ink.page.splitting import DigitScorer

STANDARD_INPUT: Final = Path("-")
MOST_BYTES: Final = 40_000_000


@dataclass(frozen=True)
class Input:
    """One digit to read: its rendering, and where it comes from in words."""

    name: str
    rendering: Rendering


def read_inputs(
    source: Path, stages: bool = False, many: bool = False, judge: DigitScorer | None = None
) -> list[Input]:
    """The digits in a picture (one) or a stroke file (one for each line); "-" is standard input.

    Stages of drawings are kept where asked for; `many` looks for several digits in each picture, and
    `judge`, see `segment`, tells where one ends.
    Raises `DataError`, ValueError or OSError for what cannot be read.
    """
    if source == STANDARD_INPUT:
        return _from_standard_input(stages, many, judge)
    if source.is_dir():
        raise DataError.at(source, "a picture or a stroke file", "a folder", f"Write {source}/*.")
    if is_stroke_file(source):
        return _drawings(source, str(source), stages)
    return _pictured(source, str(source), many, judge)


def _from_standard_input(stages: bool, many: bool, judge: DigitScorer | None) -> list[Input]:
    content = sys.stdin.buffer.read(MOST_BYTES + 1)
    name = "standard input"
    if len(content) > MOST_BYTES:
        raise DataError.at(
            name, f"at most {MOST_BYTES:,} bytes", "more", "Give a file by its name."
        )
    if not content.lstrip().startswith(b"{"):
        return _pictured(content, name, many, judge)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "drawings.jsonl"
        path.write_bytes(content)
        return _drawings(path, name, stages)


def _drawings(path: Path, name: str, stages: bool) -> list[Input]:
    drawings = [
        Input(f"{name}, line {drawing.line}", from_strokes(drawing.strokes, stages=stages))
        for drawing in read_drawings(path)
    ]
    if not drawings:
        raise DataError.at(name, "a drawing in each line", "no line", 'Write {"strokes": [...]}.')
    return drawings


def _pictured(
    picture: Path | bytes, name: str, many: bool, judge: DigitScorer | None
) -> list[Input]:
    found = segment(picture, judge) if many else []
    if not found:
        return [Input(name, from_image(picture))]
    return [Input(f"{name}, digit {place}", each) for place, each in enumerate(found, start=1)]
