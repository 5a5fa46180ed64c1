"""What counts for and against each digit of a page: its score, its width and its height."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from glassnet.ink.page.pieces import Piece

# What counts for and against each digit, in logarithms. The values are those by which most pieces of made-up
# pages come apart as they were written.
SCORE_POWER: Final = 1.5
DOUBT_POWER: Final = 0.5
"""One minus the score counts by this power: most single digits have nearly 1, most cuts less."""

MIN_SCORE: Final = 1e-9
MIN_DOUBT: Final = 1e-7
DIGIT_PENALTY: Final = (2.0, -2.0, 0.5)
"""For each digit: where the piece is as wide as one digit, as two narrow ones, and as several."""

WIDTHS: Final = (0.75, 1.15, 2.7)
"""Times as wide as high: so wide are these pieces."""

CROSSING_PENALTY: Final = 3.7  # for each stroke that its cut crosses
LOW_PENALTY: Final = 17.0  # for each typical height that it is lower than `LOW`
LOW: Final = 0.92
WIDE_PENALTY: Final = 6.8  # for each time its height that it is wider than `WIDE`
WIDE: Final = 0.73
THIN_PENALTY: Final = (
    1.2  # where it is thinner than `THIN`: a stroke of another digit looks like a 1
)
THIN: Final = 0.35  # times as wide as high


def weigh_digits(
    pieces: Sequence[Piece], scores: NDArray[np.float64], typical: float, aspect: float
) -> NDArray[np.float64]:
    """The evidence that each piece is a digit, in logarithms, where all of their ink is so wide as `aspect`.

    Of several ways to see the same ink, the one with the largest sum is the likeliest.
    """
    wide = np.array([measure_aspect(piece, typical) for piece in pieces])
    low = np.maximum(0, LOW - np.array([piece.height for piece in pieces]) / typical)
    penalties = (
        np.interp(aspect, WIDTHS, DIGIT_PENALTY)
        + WIDE_PENALTY * np.maximum(0, wide - WIDE)
        + THIN_PENALTY * (wide < THIN)
        + LOW_PENALTY * low
    )
    return _measure_evidence(scores) - penalties


def measure_aspect(piece: Piece, typical: float) -> float:
    """Width by height, that of a typical digit for lower ones."""
    return piece.width / max(piece.height, typical)


def _measure_evidence(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """The evidence for digits by their scores: like log odds, but a low score counts more than a high one."""
    doubts = np.maximum(1 - scores, MIN_DOUBT)
    return SCORE_POWER * np.log(np.maximum(scores, MIN_SCORE)) - DOUBT_POWER * np.log(doubts)
