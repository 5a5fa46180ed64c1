"""Marks in their places: each in a window as high as the line and its margins, beside what surrounds it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from glassnet.ink.photo.planes import resize
from glassnet.ink.photo.scene import Scene
from glassnet.ink.rendering import SIDE, GrayImage
from glassnet.ink.symbols.marks import Mark

LINE_HEIGHT: Final = 18
"""Rows of a window, of 28, from the top of the digits beside a mark to their foot."""


def draw_windows(scene: Scene, marks: Sequence[Mark]) -> GrayImage:
    """Windows (marks, 28, 28, 2): the mark's own ink, and all other ink.

    The line's middle is in the middle of the rows, and the mark's in that of the columns.
    """
    windows = np.zeros((len(marks), SIDE, SIDE, 2), np.uint8)
    for window, mark in zip(windows, marks, strict=True):
        window[:] = _draw(scene, mark)
    return windows


def _draw(scene: Scene, mark: Mark) -> GrayImage:
    side = max(4, round(SIDE * (mark.bottom - mark.top) / LINE_HEIGHT))
    _, left, _, right = mark.box
    first_row = round((mark.top + mark.bottom - side) / 2)
    first_column = round((left + right - side) / 2)
    labels = np.zeros((side, side), np.int32)
    strength = np.zeros((side, side), np.float32)
    height, width = scene.labels.shape
    rows = slice(max(0, first_row), min(height, first_row + side))
    columns = slice(max(0, first_column), min(width, first_column + side))
    inner = (
        slice(rows.start - first_row, rows.stop - first_row),
        slice(columns.start - first_column, columns.stop - first_column),
    )
    labels[inner] = scene.labels[rows, columns]
    strength[inner] = np.minimum(scene.strength[rows, columns], 1)
    own = np.isin(labels, [part.label for part in mark.parts])
    planes = [strength * own, strength * ((labels > 0) & ~own)]
    resized = [np.clip(resize(plane, SIDE, SIDE), 0, 1) for plane in planes]
    return np.rint(255 * np.stack(resized, axis=2)).astype(np.uint8)
