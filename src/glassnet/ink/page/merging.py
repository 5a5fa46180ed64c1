"""Fragments of a digit whose strokes do not meet, put together where they look like a digit only then."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from glassnet.ink.page.pieces import Piece, combine_pieces
from glassnet.ink.page.scoring import LimitedScorer

MIN_GAIN: Final = 0.15
"""A merged digit needs a score that is this much higher than that of its worse part."""

MIN_SCORE: Final = 0.8  # the score that a merged digit needs
CLEAR: Final = 0.9  # the score of what is one digit: it is no fragment
MAX_GAP: Final = 0.4  # of the typical height: fragments lie no further apart
MAX_WIDTH: Final = 1.4  # of the typical height: wider ones are two digits
MAX_HEIGHT: Final = 1.45  # of the typical height, or of the higher part: digits of two lines
LOW: Final = (0.4, 0.7)  # of the typical height: from a fragment to a digit
LOW_FACTOR: Final = 0.1
ROUNDS: Final = 3


def merge_fragments(pieces: Sequence[Piece], typical: float, scorer: LimitedScorer) -> list[Piece]:
    """The pieces, those merged that look like a digit only together; the best pair first."""
    whole = list(pieces)
    for _ in range(ROUNDS):
        merged = _merge_pairs(whole, typical, scorer)
        if len(merged) == len(whole):
            break
        whole = merged
    return whole


def _merge_pairs(pieces: list[Piece], typical: float, scorer: LimitedScorer) -> list[Piece]:
    if len(pieces) < 2 or not scorer.allows(len(pieces)):
        return pieces
    scores = _discount_low(pieces, scorer.score(pieces), typical)
    pairs = _find_pairs(pieces, scores, typical)
    pairs = pairs[: scorer.left]
    if not pairs:
        return pieces
    both = [combine_pieces((pieces[one], pieces[other])) for one, other in pairs]
    joint = _discount_low(both, scorer.score(both), typical)
    gains = joint - np.array([min(scores[one], scores[other]) for one, other in pairs])
    taken: dict[int, Piece | None] = {}
    for place in np.argsort(-gains, kind="stable").tolist():
        one, other = pairs[place]
        good = gains[place] > MIN_GAIN and joint[place] > MIN_SCORE
        if good and one not in taken and other not in taken:
            taken[one], taken[other] = both[place], None
    kept = [taken.get(index, piece) for index, piece in enumerate(pieces)]
    return [piece for piece in kept if piece is not None]


def _discount_low(
    pieces: Sequence[Piece], scores: NDArray[np.float64], typical: float
) -> NDArray[np.float64]:
    """Scores of pieces, less for those that are lower than digits of the page are."""
    heights = np.array([piece.height for piece in pieces]) / typical
    return scores * np.interp(heights, LOW, (LOW_FACTOR, 1))


def _find_pairs(
    pieces: Sequence[Piece], scores: NDArray[np.float64], typical: float
) -> list[tuple[int, int]]:
    """Pieces beside each other, one of which is no clear digit, and together no larger than a digit."""
    boxes = np.array([(each.top, each.left, each.bottom, each.right) for each in pieces]).T
    pairs = set()
    for index in np.flatnonzero(scores < CLEAR).tolist():
        top, left, bottom, right = (
            operation(edges, edges[index])
            for operation, edges in zip(
                (np.minimum, np.minimum, np.maximum, np.maximum), boxes, strict=True
            )
        )
        heights, widths = boxes[2:] - boxes[:2]
        apart = np.hypot(
            np.maximum(bottom - top - heights - heights[index], 0),
            np.maximum(right - left - widths - widths[index], 0),
        )
        highest = np.maximum(np.maximum(heights, heights[index]), typical)
        near = (
            (apart < MAX_GAP * typical)
            & (right - left < MAX_WIDTH * typical)
            & (bottom - top < MAX_HEIGHT * highest)
        )
        pairs |= {(min(index, at), max(index, at)) for at in np.flatnonzero(near).tolist()}
    return sorted(pair for pair in pairs if pair[0] != pair[1])
