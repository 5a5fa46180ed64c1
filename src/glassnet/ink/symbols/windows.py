"""Marks in their places: each in a window as high as the line and its margins, beside what surrounds it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.ink.page.pieces import Piece
from glassnet.ink.photo.planes import resize
from glassnet.ink.photo.scene import Box, Region, Scene
from glassnet.ink.rendering import SIDE, GrayImage
from glassnet.ink.symbols.marks import Mark

Rows = tuple[float, float]
"""The rows between which digits lie: the first, and the one below the last."""

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


def draw_piece_windows(scene: Scene, pieces: Sequence[Piece], rows: Sequence[Rows]) -> GrayImage:
    """The same for pieces that were cut out of the scene, each with the rows of the digits beside it."""
    windows = np.zeros((len(pieces), SIDE, SIDE, 2), np.uint8)
    for window, piece, own_rows in zip(windows, pieces, rows, strict=True):
        view = _View.around((piece.top, piece.left, piece.bottom, piece.right), own_rows)
        own = view.paste(piece)
        others = np.minimum(view.crop(scene.strength), 1) * (view.crop(scene.labels) > 0)
        window[:] = _shrink(own, np.where(own > 0, np.float32(0), others))
    return windows


class _View(NamedTuple):
    """The square of a page that a window shows."""

    side: int
    top: int
    left: int

    @classmethod
    def around(cls, box: Box, rows: Rows) -> _View:
        """Around the middle of a box, and of the rows of the line."""
        side = max(4, round(SIDE * (rows[1] - rows[0]) / LINE_HEIGHT))
        return cls(side, round((sum(rows) - side) / 2), round((box[1] + box[3] - side) / 2))

    def crop(self, plane: NDArray) -> NDArray:
        """This part of a plane of the page, 0 outside of it."""
        shown = np.zeros((self.side, self.side), plane.dtype)
        place, inner = self._overlap(0, 0, plane.shape)
        shown[inner] = plane[place]
        return shown

    def paste(self, piece: Piece) -> NDArray[np.float32]:
        """The ink of a piece in this part."""
        shown = np.zeros((self.side, self.side), np.float32)
        place, inner = self._overlap(piece.top, piece.left, piece.strength.shape)
        shown[inner] = piece.strength[place]
        return shown

    def _overlap(self, top: int, left: int, shape: tuple[int, ...]) -> tuple[Region, Region]:
        """What this part and a plane at a place share, in the plane and in this part."""
        first = max(0, self.top - top), max(0, self.left - left)
        last = (
            max(first[0], min(shape[0], self.top + self.side - top)),
            max(first[1], min(shape[1], self.left + self.side - left)),
        )
        down, across = top - self.top, left - self.left
        return (
            (slice(first[0], last[0]), slice(first[1], last[1])),
            (
                slice(first[0] + down, last[0] + down),
                slice(first[1] + across, last[1] + across),
            ),
        )


def _draw(scene: Scene, mark: Mark) -> GrayImage:
    view = _View.around(mark.box, (mark.top, mark.bottom))
    labels, strength = view.crop(scene.labels), np.minimum(view.crop(scene.strength), 1)
    own = np.isin(labels, [part.label for part in mark.parts])
    return _shrink(strength * own, strength * ((labels > 0) & ~own))


def _shrink(own: NDArray[np.float32], others: NDArray[np.float32]) -> GrayImage:
    resized = [np.clip(resize(plane, SIDE, SIDE), 0, 1) for plane in (own, others)]
    return np.rint(255 * np.stack(resized, axis=2)).astype(np.uint8)
