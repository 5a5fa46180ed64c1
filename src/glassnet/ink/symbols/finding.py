"""The symbols on a page: marks that look like one, where they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from glassnet.ink.page.pieces import Piece
from glassnet.ink.photo.components import Component
from glassnet.ink.photo.scene import Scene, crop_parts
from glassnet.ink.rendering import GrayImage, Rendering
from glassnet.ink.symbols.candidates import find_marks
from glassnet.ink.symbols.marks import Mark, SymbolScorer
from glassnet.ink.symbols.names import SYMBOLS
from glassnet.ink.symbols.windows import draw_windows

MIN_PROBABILITY: Final = 0.5  # of some symbol
END_ODDS: Final = 0.05
"""How many times as frequent slashes are at the ends of a number as within it."""

MIN_DOUBT: Final = 0.02
"""Probability that a digit is a slash: less is not worth mentioning."""

Shares = tuple[float, ...]
"""The probability of each of `SYMBOLS`; the rest is that of a digit, or of none."""

SLASH: Final = SYMBOLS.index("/")
COLON: Final = SYMBOLS.index(":")


class Symbol(NamedTuple):
    """Ink that is a symbol, how probable each symbol is, and the mark in its place, (28, 28)."""

    piece: Piece
    shares: Shares
    image: GrayImage
    parts: tuple[Component, ...]

    @property
    def may_be_digit(self) -> bool:
        """Whether the ink is as high as a digit: else, what is no symbol is no digit either."""
        return max(self.shares) == self.shares[SLASH]


class Found(NamedTuple):
    """The symbols among some parts, those that are none, and which of these may be a slash."""

    symbols: list[Symbol]
    rest: list[Component]
    doubtful: dict[Component, Shares]


def find_symbols(
    scene: Scene, parts: Sequence[Component], typical: float, scorer: SymbolScorer
) -> Found:
    """Take symbols out of the parts of a scene. `typical` is the height of a digit."""
    marks = find_marks(scene, parts, typical)
    if not marks:
        return Found([], list(parts), {})
    windows = draw_windows(scene, marks)
    probabilities = np.asarray(scorer(windows))[:, : len(SYMBOLS)]
    taken: set[Component] = set()
    symbols: list[Symbol] = []
    doubtful: dict[Component, Shares] = {}
    ranked = sorted(
        zip(marks, windows, _restrict(marks, probabilities).tolist(), strict=True),
        key=lambda each: (-len(each[0].parts), -max(each[2])),
    )
    for mark, window, shares in ranked:
        if taken.intersection(mark.parts):
            continue
        if sum(shares) >= MIN_PROBABILITY:
            taken.update(mark.parts)
            piece = Piece(crop_parts(scene, mark.parts), *mark.box[:2])
            symbols.append(Symbol(piece, tuple(shares), window[..., 0], mark.parts))
        elif shares[SLASH] >= MIN_DOUBT:
            doubtful[mark.parts[0]] = tuple(shares)
    return Found(symbols, [part for part in parts if part not in taken], doubtful)


def find_ends(numbers: Sequence[int]) -> list[bool]:
    """Which of some characters, each with the number that it belongs to, begin or end theirs."""
    padded = [None, *numbers, None]
    return [
        not before == own == after
        for before, own, after in zip(padded, numbers, padded[2:], strict=False)
    ]


def weigh_at_end(shares: Shares) -> Shares:
    """The probabilities at the begin or the end of a number, where hardly anyone writes a slash."""
    slash = shares[SLASH]
    weight = END_ODDS / (1 - slash + END_ODDS * slash)
    return tuple(
        share * weight if place == SLASH else share * weight / END_ODDS
        for place, share in enumerate(shares)
    )


def render_mark(image: GrayImage, shares: Shares) -> Rendering:
    """A mark that is too small for a digit: it is a symbol."""
    total = sum(shares)
    return Rendering(image, symbols=tuple(share / total for share in shares))


def _restrict(marks: Sequence[Mark], probabilities: np.ndarray) -> np.ndarray:
    """Two dots are a colon or none, and a single part is no colon."""
    are_pairs = np.array([len(mark.parts) > 1 for mark in marks])
    allowed = np.ones((len(marks), len(SYMBOLS)), bool)
    allowed[are_pairs] = False
    allowed[:, COLON] = are_pairs
    return np.where(allowed, probabilities, 0.0)
