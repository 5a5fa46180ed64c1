"""Contact sheets: many small images at once, as a picture and in the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from rich.text import Text

from glassnet.data.labeled_images import SIDE

GreyImages = NDArray[np.uint8]

GAP: Final = 2
CAPTION_HEIGHT: Final = 14
# By whether the upper and the lower pixel are inked.
HALVES: Final = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
INKED: Final = 96


def contact_sheet(
    images: GreyImages, captions: Sequence[str] = (), columns: int = 10, scale: int = 2
) -> Image.Image:
    """Images `(count, 28, 28)` side by side on one grey picture, each `scale` times as large.

    `captions`, one for each image or none at all, stand below the images.
    """
    columns = min(columns, len(images))
    below = CAPTION_HEIGHT if captions else 0
    across, down = SIDE * scale + GAP, SIDE * scale + below + GAP
    rows = -(-len(images) // columns)
    sheet = Image.new("L", (columns * across + GAP, rows * down + GAP), 64)
    for index, image in enumerate(images):
        left, top = GAP + index % columns * across, GAP + index // columns * down
        tile = Image.fromarray(image).resize((SIDE * scale, SIDE * scale), Image.Resampling.NEAREST)
        sheet.paste(tile, (left, top))
        if captions:
            _write_below(sheet, captions[index], left, top + SIDE * scale, SIDE * scale)
    return sheet


def terminal_sheet(
    images: GreyImages, captions: Sequence[str] = (), width: int = 80, colour: bool = True
) -> Text:
    """Images `(count, 28, 28)` as text of `width` characters, half as large, captions above them.

    A character shows two pixels, one above the other: their greys, or without colour, ink or none.
    """
    across = SIDE // 2 + 1
    columns = max(width // across, 1)
    small = _halved(images)
    text = Text(no_wrap=True, end="")
    for first in range(0, len(images), columns):
        part = slice(first, first + columns)
        if captions:
            text.append("".join(f"{each[: across - 1]:<{across}}" for each in captions[part]))
            text.append("\n")
        for line in _lines(small[part]):
            _append_line(text, line, colour)
    return text


def _write_below(sheet: Image.Image, caption: str, left: int, top: int, width: int) -> None:
    font = ImageFont.load_default(CAPTION_HEIGHT - 3)
    middle = (left + width / 2, top + CAPTION_HEIGHT / 2)
    ImageDraw.Draw(sheet).text(middle, caption, fill=255, font=font, anchor="mm")


def _halved(images: GreyImages) -> GreyImages:
    """Every two by two pixels become their mean."""
    blocks = images.reshape(len(images), SIDE // 2, 2, SIDE // 2, 2)
    return blocks.mean(axis=(2, 4)).round().astype(np.uint8)


def _lines(images: GreyImages) -> Iterator[GreyImages]:
    """Pairs of pixel rows `(2, width)` over all images, with a dark column after each image."""
    strip = np.concatenate(list(np.pad(images, ((0, 0), (0, 0), (0, 1)))), axis=1)
    return (strip[row : row + 2] for row in range(0, len(strip), 2))


def _append_line(text: Text, line: GreyImages, colour: bool) -> None:
    for upper, lower in line.T.tolist():
        if colour:
            style = f"rgb({upper},{upper},{upper}) on rgb({lower},{lower},{lower})"
            text.append("▀", style=style)
        else:
            text.append(HALVES[upper > INKED, lower > INKED])
    text.append("\n")
