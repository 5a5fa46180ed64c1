"""Ends of a neighbor's strokes, which a cut between digits that overlap leaves beside a digit."""

from __future__ import annotations

from typing import Final

import numpy as np

from glassnet.ink.page.pieces import Piece, trim_to_ink
from glassnet.ink.photo.components import label_components

MAX_SHARE: Final = 0.2  # of the ink of the largest part: more is the digit's own
MAX_SIZE: Final = 0.35  # of the typical height, on its longer side


class Remnants:
    """Finds the remnants in what is cut out of one piece."""

    def __init__(self, piece: Piece, typical: float) -> None:
        self._piece = piece
        self._largest = MAX_SIZE * typical
        self._labels, count = label_components(piece.strength > 0.5)
        self._areas = np.bincount(self._labels.ravel(), minlength=count + 1)

    def drop(self, part: Piece) -> Piece:
        """The part without small ink that the cut took off a stroke; what was apart before stays."""
        labels, count = label_components(part.strength > 0.5)
        if count < 2:
            return part
        areas = np.bincount(labels.ravel(), minlength=count + 1)[1:]
        small = np.flatnonzero(areas < MAX_SHARE * areas.max()) + 1
        dropped = [label for label in small.tolist() if self._is_remnant(part, labels == label)]
        if not dropped:
            return part
        kept = np.where(np.isin(labels, dropped), np.float32(0), part.strength)
        return trim_to_ink(kept, part.top, part.left) or part

    def _is_remnant(self, part: Piece, own: np.ndarray) -> bool:
        rows, columns = np.nonzero(own)
        if max(np.ptp(rows), np.ptp(columns)) + 1 > self._largest:
            return False
        down, right = part.top - self._piece.top, part.left - self._piece.left
        before = self._labels[rows[0] + down, columns[0] + right]
        return len(rows) < int(self._areas[before])
