"""Pictures in their own resolution, for what is cut out of them or drawn on them."""

from __future__ import annotations

import io
import warnings

import numpy as np
from PIL import Image, ImageOps

from glassnet.ink.photo.decoding import Picture, decode, find_formats, from_array, read_picture


def open_picture(picture: Picture, max_side: int) -> Image.Image:
    """The picture in color, upright by its own record, on white, at most `max_side` pixels on a side.

    Raises `InkError` as `decode` does.
    """
    decode(picture)
    return reopen_picture(picture, max_side)


def reopen_picture(picture: Picture, max_side: int) -> Image.Image:
    """The same for a picture that `decode` has accepted before."""
    if isinstance(picture, np.ndarray):
        picture = from_array(picture)
    if isinstance(picture, Image.Image):
        image = _on_white(ImageOps.exif_transpose(picture))
    else:
        _, content = read_picture(picture)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # `decode` has accepted it
            opened = Image.open(io.BytesIO(content), formats=find_formats())
            opened.draft("RGB", (max_side, max_side))
            image = _on_white(ImageOps.exif_transpose(opened))
    image.thumbnail((max_side, max_side))
    return image


def _on_white(image: Image.Image) -> Image.Image:
    """Always a new picture."""
    if "A" not in image.getbands() and "transparency" not in image.info:
        return image.convert("RGB") if image.mode != "RGB" else image.copy()
    colors = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", colors.size, "white"), colors).convert("RGB")
