"""Ink on a page that is one digit, or several that touch, or a part of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from glassnet.ink.photo.paper import Floats


@dataclass(frozen=True, eq=False)
class Piece:
    """Ink that is looked at as one digit, and where its box is."""

    strength: Floats
    top: int
    left: int

    @property
    def height(self) -> int:
        """Rows."""
        return self.strength.shape[0]

    @property
    def width(self) -> int:
        """Columns."""
        return self.strength.shape[1]

    @property
    def bottom(self) -> int:
        """The row below the box."""
        return self.top + self.height

    @property
    def right(self) -> int:
        """The column behind the box."""
        return self.left + self.width

    @property
    def middle(self) -> float:
        """Row of the box's middle."""
        return self.top + self.height / 2

    @property
    def center(self) -> float:
        """Column of the box's middle."""
        return self.left + self.width / 2


def combine_pieces(pieces: Sequence[Piece]) -> Piece:
    """All of these pieces as one."""
    top, left = min(each.top for each in pieces), min(each.left for each in pieces)
    bottom, right = max(each.bottom for each in pieces), max(each.right for each in pieces)
    strength = np.zeros((bottom - top, right - left), np.float32)
    for each in pieces:
        rows = slice(each.top - top, each.bottom - top)
        columns = slice(each.left - left, each.right - left)
        np.maximum(strength[rows, columns], each.strength, out=strength[rows, columns])
    return Piece(strength, top, left)


def trim_to_ink(strength: Floats, top: int, left: int) -> Piece | None:
    """The ink of a plane that begins at `top` and `left`, in its own box; None if there is none."""
    inked = strength > 0.5
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    if not len(rows):
        return None
    own = strength[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].astype(np.float32)
    return Piece(own, top + int(rows[0]), left + int(columns[0]))
