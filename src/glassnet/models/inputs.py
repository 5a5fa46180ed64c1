"""Pictures, stroke files and IDX files as inputs of a model, rendered as MNIST was made."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from glassnet.data.errors import DataError
from glassnet.data.formats.idx import read_images
from glassnet.data.formats.recognition import DESCRIPTIONS, Kind, recognize
from glassnet.data.formats.stroke_file import STROKE_KINDS, read_drawings
from glassnet.ink import InkError, Rendering, from_image, from_strokes, segment
from glassnet.ink.page.splitting import DigitScorer
from glassnet.ink.photo.hypotheses import Shares

SAVE: Final = "Save the picture as PNG."
REMEDIES: Final[dict[Kind, str]] = {
    "csv": "Read its images as a data set: glassnet predict --data FILE.",
    "model": "Name a model by --model.",
    "pdf": "Read its pages: glassnet predict --many.",
    "archive": "Unpack it, and name the folder.",
    "video": "Save a frame of it as PNG.",
    "zip": "Read a data set by --data FILE; unpack an archive of pictures, and name the folder.",
    "npy": "Read a data set by --data FILE.",
    "mat": "Read a data set by --data FILE.",
    "parquet": "Read a data set by --data FILE.",
    "pickle": "Save its images as PNG: loading a pickle would run code.",
}


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
    shares: Shares | None = None,
) -> list[Input]:
    """The inputs in a picture (one), a stroke file or an IDX file of images, given as a path or as bytes.

    The content decides which of these it is. Images of an IDX file are taken as they are. `name` stands
    for bytes in the names of inputs. With `stages`, those of drawings are kept. With `many`, a picture
    may hold several characters. `confidence` and `shares` say how much an image looks like one of them:
    see `segment` and `from_image`. Raises `DataError`, ValueError or OSError for what cannot be read.
    """
    shown = name or ("bytes" if isinstance(source, bytes) else str(source))
    kind = _recognize(source, shown)
    if kind in STROKE_KINDS:
        return _read_strokes(source, shown, stages)
    if kind == "idx":
        return [
            Input(f"{shown}, image {number}", Rendering(image))
            for number, image in enumerate(read_images(source))
        ]
    if kind == "empty":
        raise DataError.about(shown, "an empty file", "Save or copy it again.")
    if kind not in ("picture", "text", "unknown"):
        raise DataError.about(
            shown, f"{DESCRIPTIONS[kind]}, not a picture", REMEDIES.get(kind, SAVE)
        )
    return _read_picture(source, shown, many, confidence, shares)


def _recognize(source: Path | bytes, shown: str) -> Kind:
    if isinstance(source, bytes):
        return recognize(source)
    if source.is_dir():
        raise DataError.about(shown, "a folder, not a file", f"List its files: {source}/*.")
    try:
        return recognize(source)
    except OSError as error:
        raise InkError.for_file(shown, error) from None


def _read_strokes(source: Path | bytes, name: str, stages: bool) -> list[Input]:
    drawings = [
        Input(drawing.where, from_strokes(drawing.strokes, stages=stages))
        for drawing in read_drawings(source, name=name)
    ]
    if not drawings:
        raise DataError.at(name, "a drawing in each line", "no line", 'Write {"strokes": [...]}.')
    return drawings


def _read_picture(
    picture: Path | bytes,
    name: str,
    many: bool,
    confidence: DigitScorer | None,
    shares: Shares | None,
) -> list[Input]:
    found = segment(picture, confidence) if many else []
    if not found:
        return [Input(name, from_image(picture, shares))]
    return [Input(f"{name}, digit {number}", each) for number, each in enumerate(found, start=1)]
