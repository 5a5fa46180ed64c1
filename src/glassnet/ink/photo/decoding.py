"""Picture files to arrays: few formats, sizes checked before anything is decoded, upright, opaque."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from glassnet.ink.errors import InkError
from glassnet.ink.photo.structure import check_structure

FORMATS = ("PNG", "JPEG", "WEBP", "TIFF", "BMP", "GIF")
"""The formats that are read. Pillow knows many more; several of their parsers had vulnerabilities."""

MAX_BYTES = 40_000_000
MAX_PIXELS = 60_000_000
WORKING_SIDE = 800
"""Longer side of the pictures that are analyzed: larger ones are averaged down."""

Colors = NDArray[np.float32]
"""Rows by columns by red, green and blue, each from 0 to 1."""

Picture = str | Path | bytes | Image.Image | NDArray[np.uint8]
"""A file's path, its content, a picture that is open already, or its pixels: see `from_array`."""

_UNNAMED = "picture"  # what a message calls one that has no path


def decode(picture: Picture) -> Colors:
    """The picture, upright, without transparency, at most WORKING_SIDE pixels on a side.

    InkError when it is no picture, of another format, or too large: that is known from the header.
    """
    if isinstance(picture, np.ndarray):
        picture = from_array(picture)
    if isinstance(picture, Image.Image):
        return _to_colors(_UNNAMED, picture)
    where, content = _content(picture)
    check_structure(where, content)
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
            return _to_colors(where, opened)
    except InkError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_large(where, "more than Pillow agrees to open") from None
    except (OSError, SyntaxError, ValueError) as problem:
        named = _describe_problem(content, problem)
        raise InkError.at(
            where, f"a picture as {', '.join(FORMATS)}", named, "Save it again as PNG."
        ) from None


def from_array(pixels: NDArray[np.uint8]) -> Image.Image:
    """Bytes `(height, width)` gray, or `(height, width, 3)` red, green and blue, as a picture."""
    gray, colored = pixels.ndim == 2, pixels.ndim == 3 and pixels.shape[2] == 3
    if pixels.dtype != np.uint8 or not (gray or colored) or not pixels.size:
        raise InkError.at(
            _UNNAMED,
            "bytes (height, width), or (height, width, 3)",
            f"{pixels.dtype}{pixels.shape}",
            "Scale to 0..255 and write array.astype('uint8').",
        )
    return Image.fromarray(np.ascontiguousarray(pixels))


def _content(picture: str | Path | bytes) -> tuple[str, bytes]:
    if isinstance(picture, bytes):
        _check_bytes(_UNNAMED, len(picture))
        return _UNNAMED, picture
    path = Path(picture)
    try:
        _check_bytes(str(path), path.stat().st_size)
        return str(path), path.read_bytes()
    except OSError as problem:
        raise InkError.at(
            str(path), "a picture file", problem.strerror or "an error", "Check the path."
        ) from None


def _check_bytes(where: str, count: int) -> None:
    if count > MAX_BYTES:
        limit, got = f"at most {MAX_BYTES / 1e6:.0f} MB", f"{count / 1e6:.1f} MB"
        raise InkError.at(where, limit, got, "Scale it down or save it as JPEG.")


def _describe_problem(content: bytes, problem: Exception) -> str:
    if not content:
        return "an empty one"
    if isinstance(problem, UnidentifiedImageError):
        return "one of another kind"
    return f"one that cannot be read ({problem})"


def _to_colors(where: str, picture: Image.Image) -> Colors:
    width, height = picture.size
    if width * height > MAX_PIXELS:
        raise _too_large(where, f"{width}x{height}")
    if min(width, height) < 1:
        raise InkError.at(where, "at least one pixel", f"{width}x{height}", "Save it again.")
    picture.draft("RGB", (WORKING_SIDE, WORKING_SIDE))  # JPEG can be decoded at an eighth
    return np.asarray(
        _flatten_alpha(_downscale(_apply_orientation(picture))), np.float32
    ) / np.float32(255)


def _apply_orientation(picture: Image.Image) -> Image.Image:
    turned = picture.getexif().get(ExifTags.Base.Orientation, 1) != 1
    return ImageOps.exif_transpose(picture) if turned else picture  # which copies in any case


def _too_large(where: str, got: str) -> InkError:
    limit = f"at most {MAX_PIXELS / 1e6:.0f} megapixels"
    return InkError.at(where, limit, got, "Scale it down: a digit needs a hundred pixels.")


def _downscale(picture: Image.Image) -> Image.Image:
    """At most WORKING_SIDE on a side, in one of the modes RGB and RGBA."""
    if picture.mode.startswith(("I", "F")):
        picture = _eight_bits(picture)
    transparent = "A" in picture.getbands() or "transparency" in picture.info
    converted = picture.convert("RGBA" if transparent else "RGB")
    factor = WORKING_SIDE / max(converted.size)
    if factor >= 1:
        return converted
    width, height = (max(1, round(side * factor)) for side in converted.size)
    return converted.resize((width, height), Image.Resampling.BOX)


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Sixteen bits, or floating point from 0 to 1 or to 255, as eight."""
    values = np.asarray(picture, np.float64)
    largest = values.max(initial=0)
    full = 1 if largest <= 1 else 255 if largest <= 255 else 65535
    return Image.fromarray((np.clip(values / full, 0, 1) * 255).astype(np.uint8))


def _flatten_alpha(picture: Image.Image) -> Image.Image:
    """On white paper; on black where white would hide everything."""
    if picture.mode == "RGB":
        return picture
    on_white, on_black = (_composite(picture, color) for color in ("white", "black"))
    return (
        on_white if _measure_contrast(on_white) >= 0.25 * _measure_contrast(on_black) else on_black
    )


def _composite(picture: Image.Image, color: str) -> Image.Image:
    paper = Image.new("RGBA", picture.size, color)
    return Image.alpha_composite(paper, picture).convert("RGB")


def _measure_contrast(picture: Image.Image) -> int:
    low, high = picture.convert("L").getextrema()
    return int(high) - int(low)  # pyright: ignore[reportArgumentType]
