"""Pictures and stroke files as inputs of a model, rendered as MNIST was made."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from glassnet.data.errors import DataError
from glassnet.data.formats.stroke_file import is_stroke_file, read_drawings
from glassnet.ink import Rendering, from_image, from_strokes, segment
from glassnet.ink.page.splitting import DigitScorer


@dataclass(frozen=True)
class Input:
    """One character to read: its rendering, and a name that says where it comes from."""

    name: str
    rendering: Rendering


def read_inputs(
    source: Path | bytes,
    name: str | None = None,
    *,
    stages: bool = False,
    many: bool = False,
    confidence: DigitScorer | None = None,
) -> list[Input]:
    """The inputs in a picture (one) or a stroke file (one for each line), given as a path or as bytes.

    `name` stands for bytes in the names of inputs. With `stages`, those of drawings are kept. With `many`,
    a picture may hold several characters, and `confidence`, see `segment`, decides how they are split.
    Raises `DataError`, ValueError or OSError for anything that cannot be read.
    """
    if isinstance(source, bytes):
        shown = name or "bytes"
        if source.lstrip().startswith(b"{"):
            return _read_stroke_bytes(source, shown, stages)
        return _read_picture(source, shown, many, confidence)
    shown = name or str(source)
    if source.is_dir():
        raise DataError.at(shown, "a picture or a stroke file", "a folder", f"Write {source}/*.")
    if is_stroke_file(source):
        return _read_strokes(source, shown, stages)
    return _read_picture(source, shown, many, confidence)


def _read_stroke_bytes(content: bytes, name: str, stages: bool) -> list[Input]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "drawings.jsonl"
        path.write_bytes(content)
        return _read_strokes(path, name, stages)


def _read_strokes(path: Path, name: str, stages: bool) -> list[Input]:
    drawings = [
        Input(f"{name}, line {drawing.line}", from_strokes(drawing.strokes, stages=stages))
        for drawing in read_drawings(path)
    ]
    if not drawings:
        raise DataError.at(name, "a drawing in each line", "no line", 'Write {"strokes": [...]}.')
    return drawings


def _read_picture(
    picture: Path | bytes, name: str, many: bool, confidence: DigitScorer | None
) -> list[Input]:
    found = segment(picture, confidence) if many else []
    if not found:
        return [Input(name, from_image(picture))]
    return [Input(f"{name}, digit {number}", each) for number, each in enumerate(found, start=1)]
