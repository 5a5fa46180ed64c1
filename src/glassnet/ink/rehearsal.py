"""Pictures of each kind, read once, so that all that reading compiles is compiled ahead."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageDraw

from glassnet.ink.photo.render import from_image
from glassnet.ink.strokes.render import from_strokes

CLASSES = 10


def rehearse() -> None:
    """Read strokes, clean drawings and photos, in the implementation in use."""
    from_strokes([[(0, 0), (1, 1)]])
    for picture in _draw_pictures():
        from_image(picture)
        # What looks like no class is tried in every way.
        from_image(picture, lambda images: np.zeros((len(images), CLASSES), np.float32))


def _draw_pictures() -> Iterator[Image.Image]:
    """Drawings in gray and in color, of one part and of two, with a frame, and a photo."""
    for mode, ink in (("L", 0), ("RGB", (30, 60, 200)), ("RGBA", (30, 60, 200, 255))):
        paper = 255 if mode == "L" else (255,) * len(mode)
        yield _draw(mode, ink, paper, ())
        yield _draw(mode, ink, paper, ((160, 90, 175, 130),))
    yield _draw("L", 0, 255, ((30, 30, 250, 250),))
    noise = np.random.default_rng(0).normal(0, 6, (280, 280))
    photo = np.asarray(_draw("L", 60, 190, ()), np.float64) + noise
    yield Image.fromarray(np.clip(photo, 0, 255).astype(np.uint8))


def _draw(
    mode: str,
    ink: int | tuple[int, ...],
    paper: int | tuple[int, ...],
    boxes: tuple[tuple[int, ...], ...],
) -> Image.Image:
    picture = Image.new(mode, (560, 560), paper)
    pencil = ImageDraw.Draw(picture)
    pencil.line([(180, 140), (380, 140), (260, 420)], fill=ink, width=36, joint="curve")
    for box in boxes:
        pencil.rectangle([2 * each for each in box], outline=ink, width=8)
    return picture.reduce(2)
