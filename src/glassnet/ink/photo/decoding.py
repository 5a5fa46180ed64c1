"""Picture files to arrays: few formats, sizes checked before anything is decoded, upright, opaque."""

from __future__ import annotations

import importlib
import importlib.util
import io
import struct
import warnings
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError, features

from glassnet.bounded_file import TooLargeFileError, read_bounded
from glassnet.ink.errors import InkError
from glassnet.ink.photo.structure import check_structure
from glassnet.ink.photo.thin_lines import keep_thin_lines

FORMATS = ("PNG", "JPEG", "WEBP", "TIFF", "BMP", "GIF")
"""The formats that are always read. Pillow knows many more; several of their parsers had vulnerabilities."""

_NAMED = "PNG, JPEG, WebP, TIFF, BMP, GIF"

UNREADABLE: Final = (
    ArithmeticError, AttributeError, EOFError, LookupError, OSError, RuntimeError, SyntaxError, TypeError,
    ValueError, struct.error,
)  # fmt: skip
"""What decoders raise for damaged files."""

MAX_BYTES = 40_000_000
MAX_PIXELS = 66_000_000
WORKING_SIDE = 800
"""Longer side of the pictures that are analyzed: larger ones are averaged down."""

FULL_VALUES = (255, 1023, 4095, 16383, 65535)

_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")

Colors = NDArray[np.float32]
"""Rows by columns by red, green and blue, each from 0 to 1."""

Picture = str | Path | bytes | Image.Image | NDArray[np.uint8]
"""A file's path, its content, a picture that is open already, or its pixels: see `from_array`."""

_UNNAMED = "picture"  # what a message calls one that has no path


def decode(picture: Picture, side: int = WORKING_SIDE) -> Colors:
    """The picture, upright by its own record, without transparency, at most `side` pixels on a side.

    InkError when it is no picture, of another format, or too large: that is known from the header.
    """
    return to_colors(open_upright(picture, side))


def to_colors(picture: Image.Image) -> Colors:
    """The pixels of a picture that `open_upright` returned."""
    return np.asarray(picture.convert("RGB"), np.float32) / np.float32(255)


def open_upright(picture: Picture, side: int = WORKING_SIDE) -> Image.Image:
    """As `decode`, before its bytes become numbers from 0 to 1: in the mode L, RGB or opaque RGBA."""
    if isinstance(picture, np.ndarray):
        picture = from_array(picture)
    if isinstance(picture, Image.Image):
        return _make_upright(_UNNAMED, picture, side)
    where, content = read_picture(picture)
    check_structure(where, content)
    try:
        with warnings.catch_warnings():
            # Of sizes, which are checked below, and of odd tags, each in words of its own.
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=find_formats()) as opened:
                return _make_upright(where, opened, side)
    except InkError:
        raise
    except Image.DecompressionBombError:
        raise _too_large(where, "far too many pixels") from None
    except UNREADABLE as problem:
        raise _not_a_picture(where, content, problem) from None


@cache
def find_formats() -> tuple[str, ...]:
    """The formats that can be read here: `FORMATS`, and AVIF and HEIF where Pillow or pillow-heif can."""
    found = [*FORMATS]
    if features.check("avif"):
        found.append("AVIF")
    if importlib.util.find_spec("pillow_heif") is not None:
        importlib.import_module("pillow_heif").register_heif_opener()
        found.append("HEIF")
    return tuple(found)


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


def read_picture(picture: str | Path | bytes) -> tuple[str, bytes]:
    """How messages name a picture, and its content. Raises `InkError` where it is no file, or too large."""
    if isinstance(picture, bytes):
        _check_bytes(_UNNAMED, len(picture))
        return _UNNAMED, picture
    path = Path(picture)
    try:
        _check_bytes(str(path), path.stat().st_size)
        return str(path), read_bounded(path, MAX_BYTES)
    except TooLargeFileError:
        raise _too_many_bytes(str(path), "far too large") from None
    except OSError as problem:
        raise InkError.for_file(path, problem) from None


def _check_bytes(where: str, count: int) -> None:
    if count > MAX_BYTES:
        raise _too_many_bytes(where, f"{count / 1e6:.1f} MB")


def _too_many_bytes(where: str, got: str) -> InkError:
    problem = f"{got}, more than {MAX_BYTES / 1e6:.0f} MB"
    return InkError.about(where, problem, "Scale it down or save it as JPEG.")


def _not_a_picture(where: str, content: bytes, problem: Exception) -> InkError:
    """What is wrong with a file that cannot be opened as a picture, and what to do."""
    brand = content[8:12] if content[4:8] == b"ftyp" else b""
    if not content:
        return InkError.about(where, "empty", "Save the picture again.")
    if brand in (b"avif", b"avis"):
        remedy = "Install one with it: pip install --upgrade pillow; or save it as PNG or JPEG."
        return InkError.about(where, "an AVIF picture, which this Pillow cannot read", remedy)
    if brand in _HEIF_BRANDS:
        heic = "a HEIC picture, which needs one more package"
        remedy = "Install it: pip install pillow-heif; or save the picture as PNG or JPEG."
        return InkError.about(where, heic, remedy)
    if not isinstance(problem, UnidentifiedImageError):
        return InkError.about(where, f"a damaged picture ({problem})", "Save the picture again.")
    return InkError.about(where, f"not a picture ({_NAMED})", "Save the picture as PNG.")


def _make_upright(where: str, picture: Image.Image, side: int) -> Image.Image:
    width, height = picture.size
    if width * height > MAX_PIXELS:
        raise _too_large(where, f"{width}x{height} pixels")
    if min(width, height) < 1:
        raise InkError.about(where, "a picture without pixels", "Save it again.")
    picture.draft("RGB", (side, side))  # JPEG can be decoded at an eighth
    return _flatten_alpha(_downscale(_apply_orientation(where, picture), side))


def shrink(colors: Colors, side: int) -> Colors:
    """Colors at most `side` pixels on a side, as `decode` makes pictures smaller."""
    if max(colors.shape) <= side:
        return colors
    picture = Image.fromarray(np.rint(colors * 255).astype(np.uint8))
    return np.asarray(_shrink(picture, side), np.float32) / np.float32(255)


def _apply_orientation(where: str, picture: Image.Image) -> Image.Image:
    picture.load()  # of PNG files, Exif may come after the pixels
    exif = picture.info.get("exif")
    if isinstance(exif, bytes):
        check_structure(where, exif.removeprefix(b"Exif\0\0"))
    turned = picture.getexif().get(ExifTags.Base.Orientation, 1) != 1
    return ImageOps.exif_transpose(picture) if turned else picture  # which copies in any case


def _too_large(where: str, got: str) -> InkError:
    problem = f"{got}, more than {MAX_PIXELS / 1e6:.0f} megapixels"
    return InkError.about(where, problem, "Scale it down: a digit needs a hundred pixels.")


def _downscale(picture: Image.Image, side: int) -> Image.Image:
    """At most `side` pixels on a side, in one of the modes L, RGB and RGBA."""
    if picture.mode.startswith(("I", "F")):
        picture = _eight_bits(picture)
    transparent = "A" in picture.getbands() or "transparency" in picture.info
    if picture.mode == "L" and not transparent:
        picture.load()  # before its file is closed
        return _shrink(picture, side) if max(picture.size) > side else picture
    wanted = "RGBA" if transparent else "RGB"
    if picture.mode == wanted:
        picture.load()
        converted = picture
    else:
        converted = picture.convert(wanted)
    return converted if max(converted.size) <= side else _shrink(converted, side)


def _shrink(picture: Image.Image, side: int) -> Image.Image:
    """Averaged down to `side` pixels; the thin lines of drawings are kept."""
    factor = side / max(picture.size)
    width, height = (max(1, round(each * factor)) for each in picture.size)
    return keep_thin_lines(picture, picture.resize((width, height), Image.Resampling.BOX))


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Sixteen bits, or as many of them as are used, or floating point from 0 to 1 or to 255, as eight."""
    values = np.asarray(picture, np.float64)
    largest = values.max(initial=0)
    # Cameras store 10, 12 or 14 bits in sixteen.
    full = 1 if largest <= 1 else next((each for each in FULL_VALUES if largest <= each), largest)
    return Image.fromarray((np.clip(values / full, 0, 1) * 255).astype(np.uint8))


def _flatten_alpha(picture: Image.Image) -> Image.Image:
    """On white paper; on black where white would hide everything."""
    if picture.mode != "RGBA":
        return picture
    if picture.getchannel("A").getextrema() == (255, 255):
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
    return int(high) - int(low)  # pyright: ignore[reportArgumentType] # in gray, numbers
