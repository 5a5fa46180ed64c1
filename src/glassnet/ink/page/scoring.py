"""How much pieces of a page look like one digit: rendered and scored once, and a limited number of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from glassnet.ink.page.pieces import Piece
from glassnet.ink.photo.bitmap import FINENESS
from glassnet.ink.photo.render import render_bitmap
from glassnet.ink.rendering import BOX, SIDE, GrayImage, Rendering

DigitScorer = Callable[[GrayImage], NDArray[np.floating]]
"""How much each image looks like one digit: (n, 28, 28) uint8 to scores (n,) from 0 to 1."""

MIN_FINENESS: Final = 5
"""Pixels for each of the 28x28, on a side, at which pieces are rendered: most are small."""

MAX_RENDERED: Final = 1000
"""Candidates of one picture are rendered and scored; then pieces stay as they are."""


class LimitedScorer:
    """A scorer for one picture, with how many more candidates may be rendered for it."""

    def __init__(self, scorer: DigitScorer) -> None:
        self._scorer = scorer
        self._left = MAX_RENDERED
        self._scores: dict[Piece, float] = {}
        self._renderings: dict[Piece, Rendering] = {}

    def allows(self, count: int) -> bool:
        """Whether so many candidates may still be rendered."""
        return count <= self._left

    @property
    def left(self) -> int:
        """How many candidates may still be rendered."""
        return self._left

    def score(self, pieces: Sequence[Piece]) -> NDArray[np.float64]:
        """The score of each piece, (pieces,); those that are known already cost nothing."""
        new = list(dict.fromkeys(piece for piece in pieces if piece not in self._scores))
        if new:
            self._left -= len(new)
            images = np.stack([render_piece(self, piece) for piece in new])
            self._scores.update(zip(new, np.asarray(self._scorer(images)).tolist(), strict=True))
        return np.array([self._scores[piece] for piece in pieces], np.float64)

    def render(self, piece: Piece) -> Rendering:
        """A piece as the classifier gets it."""
        known = self._renderings.get(piece)
        if known is None:
            known = render_bitmap(piece.strength, fineness=_choose_fineness(piece))
            self._renderings[piece] = known
        return known


def _choose_fineness(piece: Piece) -> int:
    """As many pixels as the piece has, at least `MIN_FINENESS`: thin lines would be lost on fewer."""
    return int(np.clip(np.ceil(max(piece.strength.shape) / BOX), MIN_FINENESS, FINENESS))


def render_piece(scorer: LimitedScorer, piece: Piece) -> GrayImage:
    """The 28x28 that a piece would be read as; empty where there is no ink."""
    image = scorer.render(piece).image
    return np.zeros((SIDE, SIDE), np.uint8) if image is None else image
