"""Digits of two lines that touch, such as the foot of a 7 and the 5 below it, taken apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from glassnet.ink.page.paths import cut_between, find_paths
from glassnet.ink.page.pieces import Piece
from glassnet.ink.page.scoring import LimitedScorer

MIN_HEIGHT: Final = 1.6  # of the typical height: lower pieces are of one line
MIN_WIDTH: Final = 0.3  # of the typical height: narrower ones are a 1
MIN_PART: Final = 0.6  # of the typical height: lower parts are no digits
CLEAR: Final = 0.9  # the score of what is one large digit
STEP: Final = 0.1  # of the typical height: how far apart cuts are tried
MAX_DEPTH: Final = 8  # lines that touch


def part_lines(
    pieces: Sequence[Piece], typical: float, scorer: LimitedScorer | None
) -> list[Piece]:
    """The pieces, those of several lines taken apart where a level path crosses least ink."""
    tall = [piece for piece in pieces if _is_tall(piece, typical)]
    whole: set[Piece] = set()
    if tall and scorer is not None and scorer.allows(len(tall)):
        scores = scorer.score(tall).tolist()
        whole = {piece for piece, score in zip(tall, scores, strict=True) if score > CLEAR}
    return [
        part
        for piece in pieces
        for part in ([piece] if piece in whole else _part(piece, typical, MAX_DEPTH))
    ]


def _part(piece: Piece, typical: float, depth: int) -> list[Piece]:
    if depth == 0 or not _is_tall(piece, typical):
        return [piece]
    lying = _transpose(piece)
    margin = MIN_PART * typical
    places = np.arange(margin, piece.height - margin, max(1.0, STEP * typical))
    paths = find_paths(lying, places)
    if not paths:
        return [piece]
    best = min(paths, key=lambda each: each.crossed).path
    ends = (np.zeros_like(best), best, np.full_like(best, lying.width))
    halves = [cut_between(lying, *pair) for pair in (ends[:2], ends[1:])]
    parts = [_transpose(half) for half in halves if half is not None]
    if len(parts) < 2 or min(part.height for part in parts) < margin:
        return [piece]
    return [each for part in parts for each in _part(part, typical, depth - 1)]


def _is_tall(piece: Piece, typical: float) -> bool:
    return piece.height > MIN_HEIGHT * typical and piece.width > MIN_WIDTH * typical


def _transpose(piece: Piece) -> Piece:
    return Piece(np.ascontiguousarray(piece.strength.T), piece.left, piece.top)
