"""Contact sheets: many small images at once, as a picture and in the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from rich.text import Text

GrayImages = NDArray[np.uint8]

GAP: Final = 4
CAPTION_HEIGHT: Final = 22
# Gray levels, as in the plots: ink on white paper.
PAPER: Final = 255
CAPTION: Final = 39
MAX_SHOWN_SIDE: Final = 16
# By whether the upper and the lower pixel have ink.
HALVES: Final = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
INKED: Final = 96


def contact_sheet(
    images: GrayImages, captions: Sequence[str] = (), columns: int = 10, scale: int = 4
) -> Image.Image:
    """Images `(count, H, W)` side by side as dark ink on white, each `scale` times as large.

    `captions`, one for each image or none at all, stand below the images.
    """
    columns = min(columns, len(images))
    below = CAPTION_HEIGHT if captions else 0
    height, width = (scale * side for side in images.shape[1:3])
    images = to_gray(images)
    across, down = width + GAP, height + below + GAP
    rows = -(-len(images) // columns)
    sheet = Image.new("L", (columns * across + GAP, rows * down + GAP), PAPER)
    for index, image in enumerate(images):
        left, top = GAP + index % columns * across, GAP + index // columns * down
        tile = Image.fromarray(PAPER - image).resize((width, height), Image.Resampling.NEAREST)
        sheet.paste(tile, (left, top))
        if captions:
            _write_below(sheet, captions[index], left, top + height, width)
    return sheet


def terminal_sheet(
    images: GrayImages, captions: Sequence[str] = (), width: int = 80, color: bool = True
) -> Text:
    """Images `(count, H, W)` as text of `width` characters, captions above them.

    A character shows two pixels, one above the other: their gray levels, or without color, ink or none.
    Images of 16 pixels and more on a side are shrunk by a whole factor to at most 16.
    """
    small = _shrink(to_gray(images))
    across = small.shape[2] + 1
    columns = max(width // across, 1)
    text = Text(no_wrap=True, end="")
    for first in range(0, len(images), columns):
        part = slice(first, first + columns)
        if captions:
            text.append("".join(f"{each[: across - 1]:<{across}}" for each in captions[part]))
            text.append("\n")
        for line in _lines(small[part]):
            _append_line(text, line, color)
    return text


def _write_below(sheet: Image.Image, caption: str, left: int, top: int, width: int) -> None:
    font = ImageFont.load_default(CAPTION_HEIGHT - 6)
    middle = (left + width / 2, top + CAPTION_HEIGHT / 2)
    ImageDraw.Draw(sheet).text(middle, caption, fill=CAPTION, font=font, anchor="mm")


def to_gray(images: GrayImages) -> GrayImages:
    """Images `(count, H, W)`; of several channels, their mean."""
    if images.ndim == 3:
        return images
    return images.mean(axis=3).round().astype(np.uint8)


def _shrink(images: GrayImages) -> GrayImages:
    """Blocks of pixels become their mean; partial blocks and an odd last row are filled with black."""
    count, height, width = images.shape
    factor = max(1, -(-max(height, width) // MAX_SHOWN_SIDE))
    padding = (0, -height % (2 * factor)), (0, -width % factor)
    padded = np.pad(images, ((0, 0), *padding))
    blocks = padded.reshape(count, padded.shape[1] // factor, factor, -1, factor)
    return blocks.mean(axis=(2, 4)).round().astype(np.uint8)


def _lines(images: GrayImages) -> Iterator[GrayImages]:
    """Pairs of pixel rows `(2, width)` over all images, with a black column after each image."""
    strip = np.concatenate(list(np.pad(images, ((0, 0), (0, 0), (0, 1)))), axis=1)
    return (strip[row : row + 2] for row in range(0, len(strip), 2))


def _append_line(text: Text, line: GrayImages, color: bool) -> None:
    for upper, lower in line.T.tolist():
        if color:
            style = f"rgb({upper},{upper},{upper}) on rgb({lower},{lower},{lower})"
            text.append("▀", style=style)
        else:
            text.append(HALVES[upper > INKED, lower > INKED])
    text.append("\n")
