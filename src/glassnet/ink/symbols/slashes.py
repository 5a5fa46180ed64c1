"""Slashes that touch a digit: found among the pieces that touching ink was cut into."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from glassnet.ink.page.pieces import Piece
from glassnet.ink.photo.scene import Scene
from glassnet.ink.symbols.candidates import MAX_DIGIT, MIN_DIGIT, find_rows, is_lean_stroke
from glassnet.ink.symbols.finding import MIN_DOUBT, SLASH, Shares
from glassnet.ink.symbols.marks import SymbolScorer
from glassnet.ink.symbols.names import SYMBOLS
from glassnet.ink.symbols.windows import draw_piece_windows


def find_slashes(
    scene: Scene, pieces: Sequence[Piece], typical: float, scorer: SymbolScorer
) -> dict[Piece, Shares]:
    """The pieces of a scene that may be slashes. `typical` is the height of a digit."""
    digits = [each for each in pieces if MIN_DIGIT * typical <= each.height <= MAX_DIGIT * typical]
    if not digits:
        return {}
    boxes = np.array([(each.top, each.left, each.bottom, each.right) for each in digits], float).T
    found = [
        (piece, rows)
        for piece in pieces
        if is_lean_stroke(piece.strength > 0.5, typical)
        and (rows := find_rows((piece.top, piece.left, piece.bottom, piece.right), boxes, typical))
    ]
    if not found:
        return {}
    windows = draw_piece_windows(scene, [piece for piece, _ in found], [rows for _, rows in found])
    shares = np.asarray(scorer(windows))[:, SLASH].tolist()
    return {
        piece: _only_slash(share)
        for (piece, _), share in zip(found, shares, strict=True)
        if share >= MIN_DOUBT
    }


def _only_slash(share: float) -> Shares:
    return tuple(share if place == SLASH else 0.0 for place in range(len(SYMBOLS)))
