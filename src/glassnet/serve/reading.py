"""From what was sent to what the models say of it."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import Final

import numpy as np
from PIL import Image

from glassnet import ink
from glassnet.data.batches import scale as scaled
from glassnet.ink import Rendering
from glassnet.ink.pixels import render_as_given
from glassnet.ink.rendering import SIDE
from glassnet.models import Model, Reading
from glassnet.models.reading import make_readings
from glassnet.nn import Array
from glassnet.serve.errors import ApiError
from glassnet.serve.raw import as_drawn
from glassnet.serve.requests import PixelsDrawing, SharesDrawing, StrokesDrawing

FORMATS: Final = ("PNG", "JPEG", "WEBP")
# Stages are drawn 25 times as large as the 28x28, and so they take 25 times as long.
MOST_POINTS_SHOWN: Final = 5_000


@dataclass(frozen=True)
class Seen:
    """A reading, and what every layer handed on: nothing where there was no ink."""

    reading: Reading
    layers: tuple[Array, ...] = ()


def render(
    drawing: StrokesDrawing | PixelsDrawing | SharesDrawing, *, stages: bool = False
) -> Rendering:
    """The 28x28 that a network reads."""
    if isinstance(drawing, StrokesDrawing):
        return _render_strokes(drawing, stages)
    return _render_pixels(drawing.pixels, drawing.scale)


def render_image(content: bytes, most_pixels: int) -> Rendering:
    """The ink in a picture file. Raises `ApiError` 413 for too many pixels, 422 for no such picture."""
    _check_header(content, most_pixels)
    try:
        return ink.from_image(content)
    except ValueError as error:
        raise ApiError(422, str(error)) from None


def _check_header(content: bytes, most_pixels: int) -> None:
    """Formats and size are known from the first bytes, before anything is decoded."""
    try:
        width, height = _size(content)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise _too_large(most_pixels, "far more") from None
    except (OSError, SyntaxError, ValueError):
        raise ApiError(
            422, f"The image: expected {', '.join(FORMATS)}, got something else. Save it as PNG."
        ) from None
    if width * height > most_pixels:
        raise _too_large(most_pixels, f"{width} x {height}")


def _size(content: bytes) -> tuple[int, int]:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
            return picture.size


def _too_large(most_pixels: int, came: str) -> ApiError:
    return ApiError(
        413,
        f"The image: expected at most {most_pixels:,} pixels, got {came}. "
        "Scale it down: a digit needs a hundred on a side.",
    )


def read(model: Model, rendering: Rendering, *, layers: bool = False) -> Seen:
    """What the model says of one picture, in one pass that also shows every layer if that is asked for.

    The same answer as `Model.read`, without its preparations for many pictures.
    """
    if rendering.image is None:
        return Seen(model.read([rendering])[0])
    if not layers:
        return Seen(_reading(model, rendering, model.outputs(rendering.image[np.newaxis])))
    inputs = scaled(rendering.image[np.newaxis], model.parameters.vector.dtype)
    shaped = inputs.reshape(1, *model.network.input_shape)
    shown = model.network.forward(model.parameters, shaped).outputs
    return Seen(_reading(model, rendering, shown[-1]), shown)


def _reading(model: Model, rendering: Rendering, outputs: Array) -> Reading:
    return make_readings([rendering], model.class_names, model.score_outputs(outputs))[0]


def _render_strokes(drawing: StrokesDrawing, stages: bool) -> Rendering:
    stages = stages and sum(map(len, drawing.strokes)) <= MOST_POINTS_SHOWN
    try:
        if drawing.raw is None:
            return ink.from_strokes(drawing.strokes, stages=stages)
        return as_drawn(drawing.strokes, drawing.raw.side, drawing.raw.pen, stages=stages)
    except ValueError as error:
        raise ApiError(422, str(error)) from None


def render_grey(levels: bytes) -> Rendering:
    """A picture of 784 grey levels."""
    return render_as_given(np.frombuffer(levels, np.uint8).reshape(SIDE, SIDE))


def _render_pixels(pixels: list[int] | list[float], scale: int | None) -> Rendering:
    full = scale or (255 if max(pixels) > 1 else 1)
    grey = np.rint(np.array(pixels) * (255 / full)).astype(np.uint8)
    return render_as_given(grey.reshape(SIDE, SIDE))
