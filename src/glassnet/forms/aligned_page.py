"""A scan in the form's own coordinates, with what is printed on the form taken out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from glassnet.forms.alignment import Alignment, align, fit_size, measure_darkness
from glassnet.forms.homography import scale_to, warp
from glassnet.forms.template import FieldBox, Template
from glassnet.ink.photo.opening import open_picture

PAGE_SIDE: Final = 2000
"""Longer side of an aligned form, in pixels."""

MIN_PRINT: Final = 0.12  # darkness of print on the blank form
MIN_DARKER: Final = 0.2  # than the print: ink that crosses it
LINE_WIDTH: Final = (
    0.0015  # of the longer side, of boxes that are drawn where there is no blank form
)


@dataclass(frozen=True)
class AlignedPage:
    """A filled form as the blank one lies. `picture` is in color; `written` is it without the print.

    `ink` `(height, width)` is how dark the written ink is, 0 to 1.
    """

    picture: Image.Image
    written: Image.Image
    ink: NDArray[np.float32]
    alignment: Alignment

    def crop(self, box: FieldBox, room: float = 0.0, written: bool = True) -> Image.Image:
        """A field's picture; `room` around it, in shares of its height."""
        source = self.written if written else self.picture
        return source.crop(self._pixels(box, room))

    def measure_ink(self, box: FieldBox, inset: float = 0.1) -> float:
        """The share of a field that is written on, its edge left out."""
        left, top, right, bottom = self._pixels(box, -inset)
        part = self.ink[top:bottom, left:right]
        return float((part > MIN_PRINT).mean()) if part.size else 0.0

    def _pixels(self, box: FieldBox, room: float) -> tuple[int, int, int, int]:
        width, height = self.picture.size
        more = room * (box.bottom - box.top) * height
        return (
            max(0, round(box.left * width - more)),
            max(0, round(box.top * height - more)),
            min(width, round(box.right * width + more)),
            min(height, round(box.bottom * height + more)),
        )


@dataclass(frozen=True)
class BlankForm:
    """The empty form in gray, its longer side PAGE_SIDE, and how dark it is printed at or beside each pixel.

    An alignment is good to a pixel or two.
    """

    picture: Image.Image
    printed: NDArray[np.float32]


def open_blank(template: Template) -> BlankForm:
    """The blank form of a template; without a picture of it, its boxes as lines. Raises `InkError`."""
    if template.blank is None:
        picture = _draw_boxes(template)
    else:
        picture = open_picture(template.blank, PAGE_SIDE).convert("L")
        picture = picture.resize(fit_size(*picture.size, PAGE_SIDE), Image.Resampling.BILINEAR)
    dark = Image.fromarray((255 * measure_darkness(picture)).astype(np.uint8))
    wide = dark.filter(ImageFilter.MaxFilter(5))
    return BlankForm(picture, np.asarray(wide, np.float32) / np.float32(255))


def _draw_boxes(template: Template) -> Image.Image:
    size = fit_size(template.width, template.height, PAGE_SIDE)
    page = Image.new("L", size, 255)
    pencil = ImageDraw.Draw(page)
    line = max(1, round(LINE_WIDTH * PAGE_SIDE))
    for field in template.fields:
        for box in template.cells_of(field):
            edges = (box.left, box.top, box.right, box.bottom)
            place = [edge * side for edge, side in zip(edges, size * 2, strict=True)]
            pencil.rectangle(place, outline=60, width=line)
    return page


def align_page(blank: BlankForm, scan: Image.Image) -> AlignedPage:
    """The scan, in color, laid on the blank form. Whether it was found is in `alignment`."""
    alignment = align(blank.picture, scan.convert("L"))
    size = blank.picture.size
    picture = warp(scan, alignment.homography @ np.linalg.inv(scale_to(*size)), size)
    written = _take_out(picture, blank.printed)
    return AlignedPage(picture, written, measure_darkness(written.convert("L")), alignment)


def _take_out(picture: Image.Image, printed: NDArray[np.float32]) -> Image.Image:
    """The picture with paper, as light as it is nearby, where there is print and nothing clearly darker."""
    seen = measure_darkness(picture.convert("L"))
    gone = (printed > MIN_PRINT) & (seen < printed + MIN_DARKER)
    values = np.asarray(picture).copy()
    small = picture.resize([max(1, side // 8) for side in picture.size], Image.Resampling.BOX)
    paper = small.filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.BoxBlur(3))
    values[gone] = np.asarray(paper.resize(picture.size, Image.Resampling.BILINEAR))[gone]
    return Image.fromarray(values)
