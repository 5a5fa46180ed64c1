"""Pictures of each kind, read once, so that all that reading compiles is compiled ahead."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageDraw

from glassnet.ink.photo.render import from_image
from glassnet.ink.strokes.render import from_strokes

CLASSES = 10
SIDE = 280
Color = int | tuple[int, ...]


def rehearse() -> None:
    """Read strokes, clean drawings and a photo, in the implementation in use."""
    from_strokes([[(0, 0), (1, 1)]])
    for picture in _draw_pictures():
        # What looks like no class is tried in every way.
        from_image(picture, lambda images: np.zeros((len(images), CLASSES), np.float32))


def _draw_pictures() -> Iterator[Image.Image]:
    """A drawing in gray, one of two parts in color, and a photo."""
    yield _draw("L", 0, 255)
    yield _draw("RGBA", (30, 60, 200, 255), (255, 255, 255, 255), dot=(320, 180, 350, 260))
    noise = np.random.default_rng(0).normal(0, 6, (SIDE, SIDE))
    photo = np.asarray(_draw("L", 60, 190), np.float64) + noise
    yield Image.fromarray(np.clip(photo, 0, 255).astype(np.uint8))


def _draw(mode: str, ink: Color, paper: Color, dot: tuple[int, ...] = ()) -> Image.Image:
    picture = Image.new(mode, (2 * SIDE, 2 * SIDE), paper)
    pencil = ImageDraw.Draw(picture)
    pencil.line([(180, 140), (380, 140), (260, 420)], fill=ink, width=36, joint="curve")
    if dot:
        pencil.rectangle(list(dot), fill=ink)
    return picture.reduce(2)
