"""The box of a piece of ink on the upright picture."""

from __future__ import annotations

import numpy as np

from glassnet.ink.page.pieces import Piece
from glassnet.ink.page.turning import Frame
from glassnet.ink.rendering import Place


def place_piece(piece: Piece, frame: Frame, row: int, column: int, number: int) -> Place:
    """The place of a piece on the upright picture, its box in shares of width and height."""
    if frame.pose.skew:
        rows, columns = np.nonzero(piece.strength > 0.5)
        points = (columns + piece.left + 0.5, rows + piece.top + 0.5)
        inked = np.stack(points, axis=1).astype(np.float64)
    else:
        inked = np.array([[piece.left, piece.top], [piece.right, piece.bottom]], np.float64)
    shares = frame.to_shares(inked)
    left, top = shares.min(axis=0).tolist()
    right, bottom = shares.max(axis=0).tolist()
    return Place(row, left, top, right, bottom, column, number)
