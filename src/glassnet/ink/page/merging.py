"""Fragments of a digit whose strokes do not meet, put together where they look like a digit only then."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from glassnet.ink.page.evidence import measure_aspect, weigh_digits
from glassnet.ink.page.pieces import Piece, combine_pieces
from glassnet.ink.page.scoring import LimitedScorer

MIN_GAIN: Final = 0.15
"""A merged digit needs a score that is this much higher than that of its worse part."""

MIN_SCORE: Final = 0.8  # the score that a merged digit needs
MIN_ADVANTAGE: Final = 0.0
"""Or it needs so much more evidence than all of its parts, as where digits are cut apart,"""

MIN_LIKELY_SCORE: Final = 0.4  # and this score
CLEAR: Final = 0.9  # the score of what is one digit: it is no fragment
MAX_GAP: Final = 0.4  # of the typical height: fragments lie no further apart
MAX_WIDTH: Final = 1.2  # of the typical height: wider ones are two digits
MAX_HEIGHT: Final = 1.35  # of the typical height, or of the higher part: digits of two lines
MAX_NEAR: Final = 4  # pieces are tried together with one
LOW: Final = (0.4, 0.7)  # of the typical height: from a fragment to a digit
LOW_FACTOR: Final = 0.1
ROUNDS: Final = 3


def merge_fragments(pieces: Sequence[Piece], typical: float, scorer: LimitedScorer) -> list[Piece]:
    """The pieces, those merged that look like a digit only together; the best pair first."""
    whole = list(pieces)
    for _ in range(ROUNDS):
        merged = _merge_once(whole, typical, scorer)
        if len(merged) == len(whole):
            break
        whole = merged
    return whole


def _merge_once(pieces: list[Piece], typical: float, scorer: LimitedScorer) -> list[Piece]:
    if len(pieces) < 2 or not scorer.allows(len(pieces)):
        return pieces
    scores = _discount_low(pieces, scorer.score(pieces), typical)
    sets = _find_sets(pieces, scores, typical)[: scorer.left]
    if not sets:
        return pieces
    wholes = [combine_pieces([pieces[place] for place in members]) for members in sets]
    joint = _discount_low(wholes, scorer.score(wholes), typical)
    gains = joint - np.array([scores[list(members)].min() for members in sets])
    advantages = _compare(
        wholes, [[pieces[place] for place in each] for each in sets], typical, scorer
    )
    taken: dict[int, Piece | None] = {}
    for index in np.argsort(-gains, kind="stable").tolist():
        members = sets[index]
        good = gains[index] > MIN_GAIN and joint[index] > MIN_SCORE
        likelier = advantages[index] > MIN_ADVANTAGE and joint[index] > MIN_LIKELY_SCORE
        if (good or likelier) and not any(place in taken for place in members):
            taken |= dict.fromkeys(members)
            taken[members[0]] = wholes[index]
    kept = [taken.get(index, piece) for index, piece in enumerate(pieces)]
    return [piece for piece in kept if piece is not None]


def _compare(
    wholes: Sequence[Piece], parts: Sequence[Sequence[Piece]], typical: float, scorer: LimitedScorer
) -> NDArray[np.float64]:
    """By how much more evidence there is for each whole than for its parts, all scored already."""
    advantages = []
    for whole, own in zip(wholes, parts, strict=True):
        aspect = measure_aspect(whole, typical)
        alone = weigh_digits(own, scorer.score(own), typical, aspect).sum()
        together = weigh_digits([whole], scorer.score([whole]), typical, aspect)[0]
        advantages.append(together - alone)
    return np.array(advantages)


def _discount_low(
    pieces: Sequence[Piece], scores: NDArray[np.float64], typical: float
) -> NDArray[np.float64]:
    """Scores of pieces, less for those that are lower than digits of the page are."""
    heights = np.array([piece.height for piece in pieces]) / typical
    return scores * np.interp(heights, LOW, (LOW_FACTOR, 1))


def _find_sets(
    pieces: Sequence[Piece], scores: NDArray[np.float64], typical: float
) -> list[tuple[int, ...]]:
    """Pieces near each other, one of which is no clear digit, and together no larger than a digit."""
    boxes = np.array([(each.top, each.left, each.bottom, each.right) for each in pieces]).T
    found: dict[tuple[int, ...], None] = {}
    for index in np.flatnonzero(scores < CLEAR).tolist():
        apart = _measure_gaps(boxes, index)
        apart[index] = np.inf
        near = [
            at
            for at in apart.argsort(kind="stable")[:MAX_NEAR].tolist()
            if apart[at] < MAX_GAP * typical
        ]
        nearest = (index,)
        for at in near:
            nearest = (*nearest, at)
            for members in ((index, at), nearest):
                if _is_as_small(boxes[:, list(members)], typical):
                    found[tuple(sorted(members))] = None
    return list(found)


def _measure_gaps(boxes: NDArray[np.int64], index: int) -> NDArray[np.float64]:
    """Pixels from one box to each, 0 where they overlap."""
    top, left, bottom, right = boxes
    down = np.maximum(top, top[index]) - np.minimum(bottom, bottom[index])
    across = np.maximum(left, left[index]) - np.minimum(right, right[index])
    return np.hypot(np.maximum(down, 0), np.maximum(across, 0))


def _is_as_small(boxes: NDArray[np.int64], typical: float) -> bool:
    """Whether boxes are together no larger than a digit."""
    top, left, bottom, right = boxes
    highest = max(float((bottom - top).max()), typical)
    return bool(
        right.max() - left.min() < MAX_WIDTH * typical
        and bottom.max() - top.min() < MAX_HEIGHT * highest
    )
