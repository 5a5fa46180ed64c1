"""A page with what was read on it: a box around each number, and its text above."""

from __future__ import annotations

import io
from base64 import b64encode
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from glassnet.cli.console import write_text
from glassnet.data.output_file import write_picture
from glassnet.errors import SettingError, format_error
from glassnet.ink import Picture
from glassnet.ink.photo.opening import reopen_picture
from glassnet.models import NumberReading, PageReading

SUFFIXES: Final = (".svg", ".png")
MAX_SIDE: Final = 2000  # pixels of the picture that is drawn on
SURE: Final = 0.9
# They differ with any color blindness (Okabe and Ito 2008), and unsure boxes are dashed.
SURE_COLOR: Final = "#0072b2"
UNSURE_COLOR: Final = "#b34700"
MIN_TEXT_SIDE: Final = 9
DASH: Final = 5

_TURNS: Final = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}
"""How Pillow, which counts the other way, turns a picture by so many degrees clockwise."""

Place = tuple[float, float, float, float]


class OverlayFiles:
    """A file for each page with what was read on it, as SVG or PNG by the file's ending.

    Pages after the first have their number in the name. Raises `SettingError` for other endings.
    """

    def __init__(self, target: Path) -> None:
        if target.suffix.lower() not in SUFFIXES:
            expected = "a file that ends in .svg or .png"
            raise SettingError(format_error("--overlay", expected, target.name, "Rename it."))
        self.target = target
        self.count = 0

    def write(self, picture: Picture, reading: PageReading) -> None:
        """Draw boxes and texts on the next page, made upright."""
        self.count += 1
        upright = open_turned(picture, reading.turn)
        target = self._name(self.count)
        if target.suffix.lower() == ".svg":
            write_text(target, to_svg(upright, reading.numbers))
            return
        write_picture(target, draw_numbers(upright, reading.numbers))

    def describe(self) -> str:
        """What was written, for the report."""
        if self.count < 2:
            return f"Wrote {self.target}." if self.count else "No page to draw on."
        return f"Wrote {self.target} to {self._name(self.count)}: {self.count} pages."

    def _name(self, number: int) -> Path:
        stem = self.target.stem
        return self.target if number == 1 else self.target.with_stem(f"{stem}-{number}")


def open_turned(picture: Picture, turn: int) -> Image.Image:
    """A picture that was read before, turned clockwise by `turn` degrees, at most MAX_SIDE."""
    image = reopen_picture(picture, MAX_SIDE)
    return image.transpose(_TURNS[turn]) if turn in _TURNS else image


def draw_numbers(picture: Image.Image, numbers: Sequence[NumberReading]) -> Image.Image:
    """The picture with a box around each number and its text above."""
    drawn = picture.copy()
    pencil = ImageDraw.Draw(drawn)
    for number in numbers:
        box = _place(number, drawn.size)
        color, side = _color(number), _text_side(box)
        line = max(2, round(side / 10))
        (_draw_box if _is_sure(number) else _draw_dashed_box)(pencil, box, color, line)
        at = (box[0], max(0.0, box[1] - 2 * line))
        font = ImageFont.load_default(side)
        above = pencil.textbbox(at, number.text, font=font, anchor="lb")
        pencil.rectangle(above, fill="white")
        pencil.text(at, number.text, fill=color, font=font, anchor="lb")
    return drawn


def to_svg(picture: Image.Image, numbers: Sequence[NumberReading]) -> str:
    """The same as one SVG that holds the picture, with the confidence as the box's tooltip."""
    width, height = picture.size
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=88)
    data = b64encode(file.getvalue()).decode()
    marks = "\n".join(_mark(number, picture.size) for number in numbers)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" font-family="system-ui, sans-serif">\n'
        f'<image width="{width}" height="{height}" href="data:image/jpeg;base64,{data}"/>\n'
        f"{marks}\n</svg>\n"
    )


def _mark(number: NumberReading, size: tuple[int, int]) -> str:
    left, top, right, bottom = box = _place(number, size)
    side, color = _text_side(box), _color(number)
    dashes = "" if _is_sure(number) else f' stroke-dasharray="{DASH}"'
    others = "".join(f", or {each.text} {each.confidence:.1%}" for each in number.alternatives)
    return (
        f"<g><title>{escape(number.text)} {number.confidence:.1%}{escape(others)}</title>"
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" height="{bottom - top:.1f}" '
        f'fill="none" stroke="{color}" stroke-width="{max(2, side / 10):.1f}"{dashes}/>'
        f'<text x="{left:.1f}" y="{max(side, top - side / 4):.1f}" font-size="{side}" fill="{color}" '
        f'stroke="#fff" stroke-width="{side / 6:.1f}" paint-order="stroke">{escape(number.text)}</text></g>'
    )


def _place(number: NumberReading, size: tuple[int, int]) -> Place:
    """The box in pixels, a little wider than the ink."""
    width, height = size
    left, top, right, bottom = number.box
    room = 0.08 * (bottom - top) * height
    return (
        max(0.0, left * width - room),
        max(0.0, top * height - room),
        min(width - 1.0, right * width + room),
        min(height - 1.0, bottom * height + room),
    )


def _text_side(box: Place) -> int:
    return max(MIN_TEXT_SIDE, round(0.34 * (box[3] - box[1])))


def _is_sure(number: NumberReading) -> bool:
    return number.confidence >= SURE


def _color(number: NumberReading) -> str:
    return SURE_COLOR if _is_sure(number) else UNSURE_COLOR


def _draw_box(pencil: ImageDraw.ImageDraw, box: Place, color: str, line: int) -> None:
    pencil.rectangle(box, outline=color, width=line)


def _draw_dashed_box(pencil: ImageDraw.ImageDraw, box: Place, color: str, line: int) -> None:
    left, top, right, bottom = box
    step = DASH * line
    for first in range(int(left), int(right), 2 * step):
        for y in (top, bottom):
            pencil.line((first, y, min(first + step, right), y), fill=color, width=line)
    for first in range(int(top), int(bottom), 2 * step):
        for x in (left, right):
            pencil.line((x, first, x, min(first + step, bottom)), fill=color, width=line)
