"""Pictures of one digit, of the kinds that people have, drawn from strokes."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

Strokes = Sequence[NDArray[np.float64]]
Random = np.random.Generator
Color = tuple[int, int, int]

OVERSAMPLING: Final = 4
MAX_DRAWN: Final = 1600


def draw(strokes: Strokes, side: int, pen: float, smooth: bool = True) -> Image.Image:
    """Strokes as a mask (0 paper, 255 ink) whose longer side is `side`, without a margin."""
    points = np.concatenate(list(strokes))
    low, size = points.min(axis=0), max(float(np.ptp(points, axis=0).max()), 1e-9)
    scale = OVERSAMPLING if smooth and side < MAX_DRAWN else 1
    width = max(1, round(pen * scale))
    room = max(1.0, side * scale - width)
    height, across = np.ptp(points, axis=0)[::-1] / size * room + width + 1
    mask = Image.new("L", (max(scale, int(across)), max(scale, int(height))))
    pencil = ImageDraw.Draw(mask)
    for stroke in strokes:
        path = [tuple((point - low) / size * room + width / 2) for point in stroke]
        if len(path) > 1:
            pencil.line(path, fill=255, width=width, joint="curve")
        if width > 2:
            for x, y in path:
                pencil.ellipse(
                    (x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=255
                )
    if scale == 1:
        return mask
    return mask.resize(
        (max(1, mask.width // scale), max(1, mask.height // scale)), Image.Resampling.BOX
    )


def paint(
    mask: Image.Image, ink: Color, paper: Color, margin: tuple[int, int, int, int]
) -> Image.Image:
    """A mask in this ink on this paper, with a margin left, above, right and below."""
    left, top, right, bottom = margin
    picture = Image.new("RGB", (mask.width + left + right, mask.height + top + bottom), paper)
    picture.paste(Image.new("RGB", mask.size, ink), (left, top), mask)
    return picture


def gray(level: float) -> Color:
    """A gray tone, from 0 to 255."""
    value = int(np.clip(level, 0, 255))
    return value, value, value


def pick_margin(rng: Random, size: float, low: float, high: float) -> tuple[int, int, int, int]:
    """Margins of a share of the size, each of its own."""
    left, top, right, bottom = (int(size * rng.uniform(low, high)) for _ in range(4))
    return left, top, right, bottom


def two_tones(rng: Random, least: float) -> tuple[Color, Color]:
    """Two gray tones at least so far apart, of 255, in either order."""
    while True:
        one, other = rng.uniform(0, 255, 2)
        if abs(one - other) >= least:
            return gray(one), gray(other)


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
    """A tile on a page of any tone that is clearly another one."""
    tile = make_tile(strokes, rng)
    own = int(np.asarray(tile)[0, 0, 0])
    while True:
        tone = rng.uniform(0, 255)
        if abs(tone - own) > 60:
            break
    width, height = (int(each * rng.uniform(1.4, 3)) for each in tile.size)
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
    """A pen of one to three pixels on a canvas of up to 8,000."""
    canvas = int(np.exp(rng.uniform(np.log(200), np.log(4000))))
    if rng.random() < 0.02:
        canvas = 7600
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
    """A felt pen: a stroke of an eighth to a quarter of the digit."""
    side = int(rng.uniform(100, 800))
    mask = draw(strokes, side, side * rng.uniform(0.14, 0.22))
    return paint(mask, gray(0), gray(255), pick_margin(rng, side, 0.1, 0.6))


def tiny_in_photo(strokes: Strokes, rng: Random) -> Image.Image:
    """A digit of 20 to 70 pixels on a sheet photographed with 2 to 8 megapixels."""
    width = int(rng.uniform(1600, 3200))
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


def to_color(values: NDArray[np.float64]) -> Color:
    """Three numbers from 0 to 255 as a color."""
    red, green, blue = map(int, values)
    return red, green, blue


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
    "cropped to the ink": cropped,
    "hairline": hairline,
    "fat pen": fat,
    "tiny in a photo": tiny_in_photo,
    "icon of 12 to 32": make_icon(12, 32),
    "icon of 8 to 11": make_icon(8, 11),
    "gray on gray": gray_on_gray,
    "color on color": colored,
}
