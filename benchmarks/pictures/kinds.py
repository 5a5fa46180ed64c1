"""Pictures of one digit, of the kinds that people have, drawn from strokes."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from benchmarks.pictures.painting import (
    Random,
    Strokes,
    draw,
    gray,
    paint,
    pick_canvas,
    pick_margin,
    to_color,
    two_tones,
)


def plain(strokes: Strokes, rng: Random) -> Image.Image:
    """Black on white, an ordinary pen and margin: what works anyway."""
    side = int(rng.uniform(120, 400))
    mask = draw(strokes, side, side * rng.uniform(0.05, 0.12))
    return paint(mask, gray(0), gray(255), pick_margin(rng, side, 0.2, 0.6))


def make_tile(strokes: Strokes, rng: Random) -> Image.Image:
    """A digit on a tile as MNIST has it, enlarged, in either polarity."""
    side = int(rng.uniform(70, 260))
    mask = draw(strokes, side, side * rng.uniform(0.08, 0.14))
    dark = rng.random() < 0.7
    ink, paper = (gray(255), gray(rng.uniform(0, 30))) if dark else (gray(0), gray(255))
    room = int(side * 0.2)
    across, down = (side + 2 * room - mask.width) // 2, (side + 2 * room - mask.height) // 2
    return paint(mask, ink, paper, (across, down, across, down))


def tile_on_page(strokes: Strokes, rng: Random) -> Image.Image:
    """A tile on a page of any tone that is clearly another one, up to fifteen times as wide."""
    tile = make_tile(strokes, rng)
    own = int(np.asarray(tile)[0, 0, 0])
    while True:
        tone = rng.uniform(0, 255)
        if abs(tone - own) > 60:
            break
    wider = np.exp(rng.uniform(np.log(1.4), np.log(15)))
    width, height = (int(each * wider * rng.uniform(1, 1.4)) for each in tile.size)
    page = Image.new("RGB", (width, height), gray(tone))
    left, top = (
        int((a - b) * rng.uniform(0.15, 0.85)) for a, b in zip(page.size, tile.size, strict=True)
    )
    page.paste(tile, (left, top))
    return page


def framed(strokes: Strokes, rng: Random) -> Image.Image:
    """A frame of any tone around the picture, thin or as wide as the digit."""
    side = int(rng.uniform(100, 300))
    ink, paper = two_tones(rng, 110)
    inner = paint(
        draw(strokes, side, side * rng.uniform(0.06, 0.12)),
        ink,
        paper,
        pick_margin(rng, side, 0.2, 0.5),
    )
    width = max(1, int(side * rng.choice([0.01, 0.03, 0.1, 0.25, 0.5])))
    frame = gray(rng.uniform(0, 255))
    picture = Image.new("RGB", (inner.width + 2 * width, inner.height + 2 * width), frame)
    picture.paste(inner, (width, width))
    return picture


def saved_figure(strokes: Strokes, rng: Random) -> Image.Image:
    """What plotting saves: an image between axes with ticks and numbers, below a title."""
    tile = make_tile(strokes, rng)
    if rng.random() < 0.5:
        small = tile.resize((28, 28), Image.Resampling.BOX)
        tile = small.resize(tile.size, Image.Resampling.NEAREST)
    size = tile.width
    left, top = int(size * 0.25) + 20, int(size * 0.25) + 20
    page = Image.new("RGB", (size + left + 40, size + top + 50), gray(255))
    page.paste(tile, (left, top))
    pencil = ImageDraw.Draw(page)
    pencil.rectangle((left - 1, top - 1, left + size, top + size), outline=gray(0))
    for tick in range(0, 28, 5):
        at = left + int((tick + 0.5) / 28 * size)
        pencil.line((at, top + size, at, top + size + 4), fill=gray(0))
        pencil.text((at - 3, top + size + 6), str(tick), fill=gray(0))
        down = top + int((tick + 0.5) / 28 * size)
        pencil.line((left - 5, down, left - 1, down), fill=gray(0))
        pencil.text((left - 20, down - 5), str(tick), fill=gray(0))
    if rng.random() < 0.7:
        pencil.text((left + size // 3, top - 18), f"label: {rng.integers(10)}", fill=gray(0))
    return page


def screenshot(strokes: Strokes, rng: Random) -> Image.Image:
    """A paint program's or a viewer's window, light or dark: title, buttons, and the digit on its canvas."""
    canvas = plain(strokes, rng) if rng.random() < 0.5 else make_tile(strokes, rng)
    bar, border = gray(rng.uniform(20, 245)), int(rng.uniform(1, 120))
    text = gray(0) if bar[0] > 127 else gray(255)
    around = gray(rng.uniform(30, 230))
    window = Image.new(
        "RGB", (max(260, canvas.width + 2 * border), canvas.height + 2 * border + 62), around
    )
    pencil = ImageDraw.Draw(window)
    pencil.rectangle((0, 0, window.width, 30), fill=bar)
    pencil.text((10, 9), "digit.png - Paint", fill=text)
    for number in range(3):
        left = window.width - 28 * (3 - number)
        pencil.rectangle((left, 10, left + 9, 19), outline=text)
    pencil.rectangle((0, 31, window.width, 61), fill=gray(bar[0] + rng.choice([-12, 12])))
    for number, word in enumerate(("File", "Edit", "View", "Help")):
        pencil.text((10 + 44 * number, 40), word, fill=text)
    window.paste(canvas, ((window.width - canvas.width) // 2, 62 + border))
    return window


def cropped(strokes: Strokes, rng: Random) -> Image.Image:
    """Cropped to its ink, or nearly."""
    side = int(rng.uniform(28, 300))
    ink, paper = (gray(0), gray(255)) if rng.random() < 0.6 else (gray(255), gray(0))
    room = int(rng.choice([0, 0, 0, 1, 2, 3, 5]))
    return paint(
        draw(strokes, side, side * rng.uniform(0.07, 0.13)),
        ink,
        paper,
        (room, room, room, room),
    )


def hairline(strokes: Strokes, rng: Random) -> Image.Image:
    """A pen of one to three pixels on a canvas of 100 to 8,000."""
    canvas = pick_canvas(rng)
    side = int(canvas * rng.uniform(0.45, 0.8))
    mask = draw(strokes, side, int(rng.integers(1, 4)), smooth=rng.random() < 0.5)
    left = int((canvas - mask.width) * rng.uniform(0.2, 0.8))
    top = int((canvas - mask.height) * rng.uniform(0.2, 0.8))
    return paint(
        mask,
        gray(0),
        gray(255),
        (left, top, canvas - mask.width - left, canvas - mask.height - top),
    ).convert("L")


def fat(strokes: Strokes, rng: Random) -> Image.Image:
    """A felt pen, a stroke of an eighth to a quarter of the digit, on a canvas of 100 to 8,000 pixels."""
    side = int(pick_canvas(rng) / 1.7)
    mask = draw(strokes, side, side * rng.uniform(0.14, 0.22))
    margin = pick_margin(rng, side, 0.1, 0.35)
    return paint(mask, gray(0), gray(255), margin).convert("L")


def tiny_in_photo(strokes: Strokes, rng: Random) -> Image.Image:
    """A digit of 24 to 70 pixels on a sheet photographed with 2 to 12 megapixels."""
    width = int(rng.uniform(1600, 4000))
    height = int(width * rng.uniform(0.6, 0.8))
    side = int(rng.uniform(24, 70))
    across, down = np.meshgrid(np.linspace(-1, 1, width), np.linspace(-1, 1, height))
    light = 205 + 20 * rng.uniform(-1, 1) * across + 20 * rng.uniform(-1, 1) * down
    photo = light + rng.normal(0, 2.5, light.shape)
    mask = np.asarray(draw(strokes, side, side * rng.uniform(0.07, 0.13)), float) / 255
    top, left = (int(rng.uniform(0.2, 0.7) * each) for each in (height, width))
    place = slice(top, top + mask.shape[0]), slice(left, left + mask.shape[1])
    photo[place] = photo[place] * (1 - mask) + rng.uniform(30, 90) * mask
    picture = Image.fromarray(np.clip(photo, 0, 255).astype(np.uint8)).filter(
        ImageFilter.GaussianBlur(0.8)
    )
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=85)
    return Image.open(file)


def make_icon(low: int, high: int) -> Callable[[Strokes, Random], Image.Image]:
    """Pictures of `low` to `high` pixels, in both polarities."""

    def icon(strokes: Strokes, rng: Random) -> Image.Image:
        side = int(rng.integers(low, high + 1))
        ink, paper = (gray(0), gray(255)) if rng.random() < 0.5 else (gray(255), gray(0))
        large = draw(strokes, 200, 200 * rng.uniform(0.1, 0.15))
        room = int(200 * rng.uniform(0, 0.25))
        across, down = room + (200 - large.width) // 2, room + (200 - large.height) // 2
        square = paint(
            large, ink, paper, (max(0, across), max(0, down), max(0, across), max(0, down))
        )
        return square.resize((side, side), Image.Resampling.BOX).convert("L")

    return icon


def gray_on_gray(strokes: Strokes, rng: Random) -> Image.Image:
    """Little contrast: 30 to 70 of 255, either way."""
    side = int(rng.uniform(80, 400))
    paper = rng.uniform(75, 180)
    ink = paper + rng.choice([-1, 1]) * rng.uniform(30, 70)
    mask = draw(strokes, side, side * rng.uniform(0.06, 0.12))
    picture = paint(mask, gray(ink), gray(paper), pick_margin(rng, side, 0.15, 0.6))
    if rng.random() < 0.5:
        return picture
    noisy = np.asarray(picture, float) + rng.normal(0, 3, (picture.height, picture.width, 1))
    return Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8))


def colored(strokes: Strokes, rng: Random) -> Image.Image:
    """Any color on any other that one can tell from it."""
    side = int(rng.uniform(80, 400))
    while True:
        ink, paper = rng.uniform(0, 255, (2, 3))
        if np.abs(ink - paper).max() > 90 and np.linalg.norm(ink - paper) > 110:
            break
    mask = draw(strokes, side, side * rng.uniform(0.06, 0.12))
    return paint(mask, to_color(ink), to_color(paper), pick_margin(rng, side, 0.15, 0.6))


KINDS: Final[dict[str, Callable[[Strokes, Random], Image.Image]]] = {
    "plain": plain,
    "tile on a page": tile_on_page,
    "frame of any tone": framed,
    "saved figure": saved_figure,
    "screenshot": screenshot,
    "cropped to the ink": cropped,
    "hairline": hairline,
    "fat pen": fat,
    "tiny in a photo": tiny_in_photo,
    "icon of 12 to 32": make_icon(12, 32),
    "icon of 8 to 11": make_icon(8, 11),
    "gray on gray": gray_on_gray,
    "color on color": colored,
}
