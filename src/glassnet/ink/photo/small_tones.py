"""Icons of few pixels in their gray levels: each is a share of ink, which a threshold would lose."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from PIL import Image

from glassnet.ink.photo.bitmap import center_copy
from glassnet.ink.photo.decoding import Colors
from glassnet.ink.photo.planes import Plane
from glassnet.ink.photo.two_tones import MIN_CONTRAST, project
from glassnet.ink.rendering import BOX, SIDE, GrayImage, Rendering, Stage

MAX_SIDE: Final = 16  # pixels on the longer side
MIN_INK: Final = 0.25  # of a full stroke: less is the blur beside it


def render_small_tones(colors: Colors, shown: Stage) -> Iterator[tuple[Rendering, float]]:
    """A small picture enlarged in its gray levels, dark as ink and light as ink, with the share of ink.

    None for larger pictures, and where nothing stands out.
    """
    if max(colors.shape) > MAX_SIDE:
        return
    levels = project(colors)
    low, high = float(levels.min()), float(levels.max())
    if high - low < MIN_CONTRAST:
        return
    light = (levels - low) / (high - low)
    for strength in (1 - light, light):
        enlarged = _enlarge(strength)
        image = center_copy(enlarged)
        stages = (shown, Stage("enlarged", enlarged), Stage("centered", image))
        yield Rendering(image, stages), float(strength.mean())


def _enlarge(strength: Plane) -> GrayImage:
    """The box of the ink at the size of ink in MNIST, in the middle of an image."""
    inked = strength > MIN_INK
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    box = strength[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    factor = BOX / max(box.shape)
    height, width = (max(1, round(side * factor)) for side in box.shape)
    picture = Image.fromarray(np.rint(255 * box).astype(np.uint8))
    levels = np.asarray(picture.resize((width, height), Image.Resampling.BICUBIC), np.float32)
    full = np.clip(255 * levels / levels.max(), 0, 255).astype(np.uint8)
    image = np.zeros((SIDE, SIDE), np.uint8)
    top, left = (SIDE - height) // 2, (SIDE - width) // 2
    image[top : top + height, left : left + width] = full
    return image
