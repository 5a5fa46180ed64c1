"""A printed form, and filled ones: simulated ink in its boxes, scanned or photographed."""

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest
from benchmarks.pictures.painting import draw
from PIL import Image, ImageDraw

from glassnet.data.simulated.simulate import simulate_strokes
from glassnet.data.simulated.style import HandwritingStyle
from glassnet.forms.homography import fit_homography, warp

SIZE = (1000, 1400)
COMB = (120, 200, 480, 272)  # five cells
FREE = (120, 400, 620, 480)
CHECKS = ((120, 600, 156, 636), (420, 600, 456, 636))
TIDY = HandwritingStyle(style_scale=0.05, joining=0, skipping=0, coarse=0)

Fill = Callable[..., Image.Image]


@pytest.fixture(scope="session")
def blank_form() -> Image.Image:
    """Boxes, a comb of five cells, two boxes to mark, and words."""
    page = Image.new("L", SIZE, 255)
    pencil = ImageDraw.Draw(page)
    for at, text in (
        ((120, 90), "METER READING 2026"),
        ((120, 170), "Number"),
        ((120, 365), "Reading"),
        ((170, 606), "estimated"),
        ((470, 606), "read"),
        ((120, 1300), "Send to: Waterworks"),
    ):
        pencil.text(at, text, fill=0, font_size=26)
    left, top, right, bottom = COMB
    for cell in range(5):
        x = left + cell * (right - left) / 5
        pencil.rectangle((x, top, x + (right - left) / 5, bottom), outline=60, width=3)
    pencil.rectangle(FREE, outline=60, width=3)
    for box in CHECKS:
        pencil.rectangle(box, outline=60, width=3)
    pencil.rectangle((60, 60, 940, 1340), outline=0, width=4)
    return page


@pytest.fixture(scope="session")
def fill_form(blank_form: Image.Image) -> Fill:
    """Writes digits into the comb and into the free box, and marks one of the two boxes."""

    def fill(comb: str, free: str, marked: int | None, seed: int = 0) -> Image.Image:
        rng = np.random.default_rng(seed)
        page = blank_form.copy()
        for cell, digit in enumerate(comb):
            paste_digit(page, digit, (COMB[0] + cell * 72 + 20, COMB[1] + 14), 44, rng)
        for place, digit in enumerate(free):
            paste_digit(page, digit, (FREE[0] + 30 + place * 62, FREE[1] + 16), 48, rng)
        if marked is not None:
            left, top, right, bottom = CHECKS[marked]
            pencil = ImageDraw.Draw(page)
            pencil.line((left + 4, top + 4, right - 4, bottom - 4), fill=30, width=4)
            pencil.line((left + 4, bottom - 4, right - 4, top + 4), fill=30, width=4)
        return page

    return fill


def paste_digit(
    page: Image.Image, digit: str, place: tuple[int, int], side: int, rng: np.random.Generator
) -> None:
    mask = draw(simulate_strokes(rng, int(digit), TIDY), side, side * 0.09)
    page.paste(40, (place[0], place[1] + (side - mask.height) // 2), mask)


def photograph(page: Image.Image, corners: Mapping[str, tuple[float, float]] | list, size: tuple[int, int],
               table: int = 90) -> Image.Image:  # fmt: skip
    """The sheet with its corners, clockwise from the upper left, at these places of a picture."""
    own = np.array([[0, 0], [page.width, 0], [page.width, page.height], [0, page.height]], float)
    homography = fit_homography(np.array(corners, float), own, np.ones(4))
    seen = warp(page, homography, size)
    inside = warp(Image.new("L", page.size, 0), homography, size).point(lambda value: 255 - value)
    photo = Image.new("L", size, table)
    photo.paste(seen, mask=inside)
    noise = np.random.default_rng(1).normal(0, 3, (size[1], size[0]))
    return Image.fromarray(np.clip(np.asarray(photo) + noise, 0, 255).astype(np.uint8)).convert(
        "RGB"
    )


@pytest.fixture(scope="session")
def take_photo() -> Callable[..., Image.Image]:
    return photograph


TEMPLATE = """
name = "meter"
width = 1000
height = 1400
[[fields]]
name = "number"
box = [120, 200, 480, 272]
kind = "digits"
cells = 5
[[fields]]
name = "reading"
box = [120, 400, 620, 480]
regex = "[0-9]{3,5}"
[[fields]]
name = "estimated"
box = [120, 600, 156, 636]
kind = "choice"
"""


@pytest.fixture
def template_file(blank_form: Image.Image, tmp_path: Path) -> Path:
    return write_template(blank_form, tmp_path)


def write_template(blank_form: Image.Image, folder: Path) -> Path:
    """A template with the picture of the blank form beside it."""
    blank_form.save(folder / "blank.png")
    path = folder / "meter.toml"
    path.write_text(TEMPLATE.replace("[[fields]]", 'blank = "blank.png"\n[[fields]]', 1))
    return path
