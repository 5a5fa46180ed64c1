"""Pictures of few colors, as canvases and paint programs send them: which color each pixel has."""

from __future__ import annotations

from typing import Final, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from glassnet.engine.kernel import kernel
from glassnet.ink.photo.closing import Levels
from glassnet.ink.photo.decoding import Colors
from glassnet.ink.photo.planes import Plane

MAX_COLORS: Final = 256

Value = TypeVar("Value", np.uint8, np.float32)
Indices = NDArray[np.uint8]
"""Rows by columns: the color of each pixel, by its place in the table."""


class FlatPicture(NamedTuple):
    """A picture of at most 256 colors."""

    indices: Indices
    bytes: NDArray[np.uint8]
    """Red, green and blue of each color, (colors, 3)."""

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.indices.shape[0], self.indices.shape[1]

    @property
    def colors(self) -> Colors:
        """Each color once, (colors, 1, 3): a picture of one column."""
        return (self.bytes.astype(np.float32) / np.float32(255))[:, np.newaxis]

    @property
    def levels(self) -> Levels | None:
        """The gray levels; None where some color is no gray."""
        if (self.bytes != self.bytes[:, :1]).any():
            return None
        return look_up(np.ascontiguousarray(self.bytes[:, 0]), self.indices)

    @property
    def means(self) -> NDArray[np.float32]:
        """The mean of red, green and blue of each color, from 0 to 1, (colors,)."""
        return self.colors.mean(axis=2).ravel()

    def plane(self) -> Plane:
        """The means of red, green and blue of each pixel."""
        return look_up(self.means, self.indices)


def read_flat(picture: Image.Image) -> FlatPicture | None:
    """The colors of an opaque picture in the mode L, RGB or RGBA; None where there are more than 256."""
    if picture.mode == "L":
        grays = np.arange(MAX_COLORS, dtype=np.uint8)
        return FlatPicture(np.asarray(picture), np.repeat(grays[:, np.newaxis], 3, axis=1))
    packed = np.frombuffer(
        picture.tobytes("raw", "RGBX" if picture.mode == "RGB" else "RGBA"), np.uint32
    )
    indices, table = index_colors(packed.reshape(picture.height, picture.width))
    if not len(table):
        return None
    return FlatPicture(indices, table.view(np.uint8).reshape(-1, 4)[:, :3])


@kernel("glassnet.ink.photo.flat_colors_compiled", small=True)
def index_colors(packed: NDArray[np.uint32]) -> tuple[Indices, NDArray[np.uint32]]:
    """Where each pixel is in a table of the distinct values, and that table; an empty one for too many."""
    table, indices = np.unique(packed, return_inverse=True)
    if len(table) > MAX_COLORS:
        return np.zeros(packed.shape, np.uint8), table[:0]
    return indices.reshape(packed.shape).astype(np.uint8), table


@kernel("glassnet.ink.photo.flat_colors_compiled", small=True)
def look_up(table: NDArray[Value], indices: Indices) -> NDArray[Value]:
    """The table's value for each pixel: a gray level, or a number."""
    return table[indices]
