"""From a drawing in a request to the image that a model reads."""

from __future__ import annotations

import io
import warnings
from math import prod
from typing import Final

import numpy as np
from PIL import Image

from glassnet import ink
from glassnet.ink import Rendering
from glassnet.ink.photo.decoding import FORMATS, UNREADABLE
from glassnet.ink.photo.hypotheses import Shares
from glassnet.ink.photo.structure import check_structure
from glassnet.ink.pixels import render_as_given
from glassnet.models import PageReading
from glassnet.models.structure import Structure
from glassnet.serve.api.predictions import ImageScorer
from glassnet.serve.api.raw_strokes import render_raw
from glassnet.serve.api.registry import LoadedModel
from glassnet.serve.api.requests import FractionsDrawing, PixelsDrawing, StrokesDrawing
from glassnet.serve.http.errors import ApiError

# A stage has 25 times as many pixels as the 28x28, and takes 25 times as long.
MAX_POINTS_WITH_STAGES: Final = 5_000
# JPEG is decoded at down to an eighth of its size, so that photos of phones cost no more than others.
MAX_PHOTO_PIXELS: Final = 25_000_000

PNG_START: Final = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"

Drawing = StrokesDrawing | PixelsDrawing | FractionsDrawing | bytes
"""A drawing from JSON, or the bytes of an image file."""


def render(
    drawing: Drawing,
    loaded: LoadedModel,
    max_image_pixels: int,
    *,
    stages: bool = False,
    shares: Shares | None = None,
) -> Rendering:
    """The image that this model reads; `shares` looks at pictures in its place.

    Raises `ApiError` 413 for a file with too many pixels, 422 for what the model cannot read.
    """
    problem = find_mismatch(drawing, loaded)
    if problem is not None:
        raise ApiError(422, problem)
    try:
        if isinstance(drawing, bytes):
            _check_size(drawing, max_image_pixels)
            shares = shares or ImageScorer(loaded).shares
            return ink.from_image(drawing, shares, stages=stages)
        if isinstance(drawing, StrokesDrawing):
            return _render_strokes(drawing, stages)
        return _render_pixels(drawing, loaded.image_shape)
    except ValueError as error:
        raise ApiError(422, str(error)) from None


def find_mismatch(drawing: Drawing, loaded: LoadedModel) -> str | None:
    """Why this model cannot read such a drawing; None where it can."""
    size = " x ".join(map(str, loaded.image_shape))
    count = prod(loaded.image_shape)
    if isinstance(drawing, PixelsDrawing | FractionsDrawing):
        got = len(drawing.pixels)
        if got == count:
            return None
        return f"pixels: the model {loaded.name!r} reads {count} pixels ({size}), got {got}."
    if loaded.reads_drawings:
        return None
    return (
        f"The model {loaded.name!r} reads images of {size} pixels. Strokes and image files are turned into "
        "28 x 28, which it cannot read: send pixels."
    )


def read_page(
    drawing: Drawing,
    loaded: LoadedModel,
    max_image_pixels: int,
    structure: Structure | None,
    *,
    symbols: bool = False,
) -> PageReading:
    """The numbers on an image file, or those that strokes make up, in reading order.

    Raises `ApiError` 413 for a file with too many pixels, 422 for a drawing of pixels, for strokes on a
    sheet, and for a structure that is too complicated.
    """
    if not isinstance(drawing, bytes | StrokesDrawing):
        raise ApiError(
            422, "many=true: several digits are found on image files and among strokes only."
        )
    problem = find_mismatch(drawing, loaded)
    if problem is not None:
        raise ApiError(422, problem)
    try:
        if isinstance(drawing, bytes):
            _check_size(drawing, max_image_pixels)
            return loaded.model.read_page(drawing, structure, symbols=symbols)
        if drawing.raw is not None:
            raise ApiError(422, "many=true: each digit is scaled and centered. Leave out raw.")
        return loaded.model.read_stroke_page(drawing.strokes, structure, symbols=symbols)
    except ValueError as error:
        raise ApiError(422, str(error)) from None


def _render_strokes(drawing: StrokesDrawing, stages: bool) -> Rendering:
    stages = stages and sum(map(len, drawing.strokes)) <= MAX_POINTS_WITH_STAGES
    if drawing.raw is None:
        return ink.from_strokes(drawing.strokes, stages=stages)
    return render_raw(drawing.strokes, drawing.raw.side, drawing.raw.pen, stages=stages)


def _render_pixels(
    drawing: PixelsDrawing | FractionsDrawing, image_shape: tuple[int, ...]
) -> Rendering:
    full_ink = drawing.scale or (255 if max(drawing.pixels) > 1 else 1)
    image = np.rint(np.array(drawing.pixels) * (255 / full_ink)).astype(np.uint8)
    return render_as_given(image.reshape(image_shape))


def _check_size(content: bytes, max_pixels: int) -> None:
    """Format and size are in the first bytes: they are checked before anything is decoded."""
    try:
        check_structure("picture", content)
        width, height, kind = _read_size(content)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise _too_large(max_pixels) from None
    except ink.InkError as error:
        raise ApiError(422, str(error)) from None
    except UNREADABLE:
        raise ApiError(
            422, f"The image is not a {', '.join(FORMATS)} file. Save it as PNG."
        ) from None
    limit = max(max_pixels, MAX_PHOTO_PIXELS) if kind == "JPEG" else max_pixels
    if width * height > limit:
        raise _too_large(max_pixels)


def _read_size(content: bytes) -> tuple[int, int, str]:
    """Width, height and format, from the header."""
    if content.startswith(PNG_START):
        width, height = (int.from_bytes(content[place : place + 4]) for place in (16, 20))
        if width and height:
            return width, height, "PNG"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            return *image.size, image.format or ""


def _too_large(max_pixels: int) -> ApiError:
    return ApiError(
        413,
        f"The image has too many pixels: at most {max_pixels:,} are accepted. "
        "Scale it down: 100 pixels on a side are enough for a digit.",
    )
