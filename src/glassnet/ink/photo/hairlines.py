"""Drawings with a pen so thin that its line falls apart: the lines are made wider."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Colors = NDArray[np.float32]
Mask = NDArray[np.bool_]

MIN_SIDE: Final = 200  # pixels on the longer side: on smaller pictures a thin line is no hairline
MAX_WIDTH: Final = 2.2  # pixels, of a typical line
MAX_SHARE: Final = 0.0045  # of the longer side
MIN_PAPER: Final = 0.85  # of the picture has exactly the color of the paper
MIN_CONTRAST: Final = 0.15
MIN_INK: Final = 30  # pixels
FINE: Final = 160
"""Of so many parts of the longer side is one added on each side of a line."""


def widen_hairlines(colors: Colors) -> Colors:
    """The picture itself; a drawing in hairlines in gray, with wider lines."""
    side = max(colors.shape[:2])
    if side < MIN_SIDE:
        return colors
    paper = _find_paper(colors)
    if paper is None:
        return colors
    distance = np.abs(colors - paper).max(axis=2)
    contrast = float(distance.max())
    inked = distance > 0.3 * contrast
    if contrast < MIN_CONTRAST or inked.sum() < MIN_INK:
        return colors
    if has_width(inked, side):
        return colors
    wide = _widen(
        np.where(distance > 0.15 * contrast, 1, 0).astype(np.float32), max(1, side // FINE)
    )
    return np.repeat((1 - wide)[:, :, np.newaxis], 3, axis=2).astype(np.float32)


def has_width(inked: Mask, side: int) -> bool:
    """Whether the lines on a picture with this longer side are wider than hairlines."""
    edges = int((inked[1:] != inked[:-1]).sum()) + int((inked[:, 1:] != inked[:, :-1]).sum())
    return is_wide(int(inked.sum()), edges, side)


def is_wide(area: int, edges: int, side: int) -> bool:
    """Whether lines are wider than hairlines: a typical width is twice their area over their edges."""
    return 2 * float(area) / max(edges, 1) > min(MAX_WIDTH, max(1.3, MAX_SHARE * side))


def _find_paper(colors: Colors) -> NDArray[np.float32] | None:
    """The color that nearly all of a drawing has exactly, by a sample of its pixels."""
    sample = colors[::7, ::7].reshape(-1, 3)
    values, counts = np.unique(np.rint(sample * 255).astype(np.uint8), axis=0, return_counts=True)
    if counts.max() < MIN_PAPER * len(sample):
        return None
    return (values[counts.argmax()] / np.float32(255)).astype(np.float32)


def _widen(plane: NDArray[np.float32], reach: int) -> NDArray[np.float32]:
    """The largest value within `reach` pixels, down and across."""
    for _ in range(2):
        padded = np.pad(plane, ((reach, reach), (0, 0)))
        shifted = [padded[at : at + len(plane)] for at in range(2 * reach + 1)]
        plane = np.maximum.reduce(shifted).T
    return plane
