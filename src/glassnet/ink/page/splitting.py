"""Digits that touch, taken apart where the parts look most like digits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from glassnet.ink.page.paths import Crossing, Path, cut_between, find_paths
from glassnet.ink.page.pieces import Piece
from glassnet.ink.page.scoring import DigitScorer, LimitedScorer

__all__ = ["DigitScorer", "LimitedScorer", "Split", "split_by_width", "split_pieces"]

MIN_WIDTH_ALONE: Final = 1.25
"""Times as wide as high: two digits, without a scorer."""

MIN_WIDTH: Final = 0.55
"""Times as wide as high: may be two digits, with a scorer."""

MIN_WIDTH_IF_CLEAR: Final = 1.3
"""Times as wide as high: may be two digits even where it looks like one."""

CLEAR: Final = 0.995  # the score of what is one digit
MIN_HEIGHT: Final = 0.6  # of the typical height: lower parts are no digits
MAX_WIDTH: Final = 1.5  # of its height: wider parts are no digits
SHARPNESS: Final = 6.0
"""Scores count by this power: most single digits have nearly 1, most cuts through digits less."""

# What each digit costs, in logarithms. The values are those by which most pieces of made-up pages come apart
# as they were written.
CUT_PENALTY: Final = 0.1  # where the piece is as wide as two digits,
NARROW_PENALTY: Final = 3.0  # and where it is no wider than one
NARROW: Final = (0.6, 1.3)
"""Times as wide as high: from no wider than one digit to as wide as two."""

CROSSING_PENALTY: Final = 1.0  # for each stroke that its cut crosses
LOW_PENALTY: Final = 5.0  # for each typical height that it is lower than `LOW`
LOW: Final = 0.8
WIDE_PENALTY: Final = 5.0  # where it is as wide as two
WIDE: Final = (0.95, 1.2)
"""Times as wide as high: from a wide digit to two."""

MIN_SCORE: Final = 1e-4
MIN_LEFT: Final = 20  # candidates: with fewer left, no more pieces are cut
MAX_CUTS: Final = 80  # of one piece are tried
STEP: Final = 0.1  # of the typical height: how far apart cuts are tried
MIN_PATH_DISTANCE: Final = 0.05  # of the typical height: nearer paths are one
CUT_POSITIONS: Final = np.array((0.5, 0.4, 0.6, 0.3, 0.7))
"""Shares of the width at which cuts are tried without a scorer."""

Chain = tuple[tuple[int, int], ...]
"""Stretches between bounds that follow each other from the first bound to the last."""


class Split(NamedTuple):
    """The digits that a piece was taken apart into, mostly itself alone, and what else it may be."""

    pieces: list[Piece]
    other: list[Piece]
    """Another way to take it apart; empty where there is none."""
    odds: float
    """How likely the other way is, compared with the first."""


def split_by_width(piece: Piece, typical: float) -> list[Piece]:
    """The digits that a piece is made of, by its width alone. `typical` is the typical height of digits."""
    if piece.width < MIN_WIDTH_ALONE * max(piece.height, typical):
        return [piece]
    cuts = [_split_at(piece, each.path) for each in find_paths(piece, CUT_POSITIONS * piece.width)]
    tall = [
        cut
        for cut in cuts
        if len(cut) == 2 and min(each.height for each in cut) > MIN_HEIGHT * typical
    ]
    if not tall:
        return [piece]
    chosen = min(tall, key=lambda cut: abs(cut[0].width - cut[1].width))
    return [each for half in chosen for each in split_by_width(half, typical)]


class _Candidates(NamedTuple):
    """What lies between any two paths and may be a digit, by the numbers of the paths, and the whole."""

    parts: dict[tuple[int, int], Piece]
    crossed: list[float]
    """How much ink each path crosses, in widths of a stroke."""


def split_pieces(pieces: Sequence[Piece], typical: float, scorer: LimitedScorer) -> list[Split]:
    """The digits that each piece is made of: the cuts with the largest product of their scores.

    The widest pieces come first, as long as the scorer allows for more.
    """
    splits = {piece: Split([piece], [], 0.0) for piece in pieces}
    if not scorer.allows(len(pieces)):
        return list(splits.values())
    scores = scorer.score(pieces)
    doubtful = [
        piece
        for piece, score in zip(pieces, scores.tolist(), strict=True)
        if _may_be_several(piece, score, typical)
    ]
    candidates: dict[Piece, _Candidates] = {}
    left = scorer.left
    for piece in sorted(doubtful, key=lambda each: -_aspect(each, typical)):
        if left < MIN_LEFT:
            break
        own = _cut_in_all_ways(piece, typical)
        if len(own.parts) <= left:
            left -= len(own.parts)
            candidates[piece] = own
    scorer.score([part for own in candidates.values() for part in own.parts.values()])
    for piece, own in candidates.items():
        splits[piece] = _choose_split(own, piece, typical, scorer)
    return list(splits.values())


def _may_be_several(piece: Piece, score: float, typical: float) -> bool:
    high = max(piece.height, typical)
    return piece.width >= (MIN_WIDTH if score < CLEAR else MIN_WIDTH_IF_CLEAR) * high


def _cut_in_all_ways(piece: Piece, typical: float) -> _Candidates:
    step = max(STEP * typical, piece.width / MAX_CUTS)
    columns = np.arange(step, piece.width - step / 2, step)
    paths = _drop_similar(find_paths(piece, columns), typical)
    left, right = np.zeros(piece.height, np.int64), np.full(piece.height, piece.width)
    bounds = [left, *(each.path for each in paths), right]
    places = [float(bound.mean()) for bound in bounds]
    widest = MAX_WIDTH * max(piece.height, typical)
    parts = {
        (begin, end): part
        for begin in range(len(bounds))
        for end in range(begin + 1, len(bounds))
        if places[end] - places[begin] < widest
        and (part := cut_between(piece, bounds[begin], bounds[end])) is not None
        and _may_be_digit(part, typical)
    }
    parts[0, len(bounds) - 1] = piece
    return _Candidates(parts, [0.0, *(each.crossed for each in paths), 0.0])


def _choose_split(
    candidates: _Candidates, piece: Piece, typical: float, scorer: LimitedScorer
) -> Split:
    parts = candidates.parts
    scores = np.maximum(scorer.score(list(parts.values())), MIN_SCORE)
    wide = np.array([_aspect(part, typical) for part in parts.values()])
    narrow = float(np.interp(_aspect(piece, typical), NARROW, (NARROW_PENALTY, CUT_PENALTY)))
    crossed = np.array([candidates.crossed[end] for _, end in parts])
    low = np.maximum(0, LOW - np.array([part.height for part in parts.values()]) / typical)
    penalties = (
        narrow
        + np.interp(wide, WIDE, (0, WIDE_PENALTY))
        + CROSSING_PENALTY * crossed
        + LOW_PENALTY * low
    )
    values = SHARPNESS * np.log(scores) - penalties
    chains = _find_best_chains(dict(zip(parts, values.tolist(), strict=True)))
    best, *others = sorted(chains, key=lambda chain: -chain[0])
    pieces = [parts[stretch] for stretch in best[1]]
    if not others:
        return Split(pieces, [], 0.0)
    odds = float(np.exp(others[0][0] - best[0]))
    return Split(pieces, [parts[stretch] for stretch in others[0][1]], odds)


def _aspect(piece: Piece, typical: float) -> float:
    """Width by height, that of a typical digit for lower ones."""
    return piece.width / max(piece.height, typical)


def _may_be_digit(part: Piece, typical: float) -> bool:
    return part.height > MIN_HEIGHT * typical and part.width < MAX_WIDTH * max(part.height, typical)


def _drop_similar(paths: list[Crossing], typical: float) -> list[Crossing]:
    """Of paths that hardly differ, one."""
    kept: list[Crossing] = []
    for each in paths:
        if not kept or np.abs(each.path - kept[-1].path).max() > MIN_PATH_DISTANCE * typical:
            kept.append(each)
    return kept


def _find_best_chains(values: dict[tuple[int, int], float]) -> list[tuple[float, Chain]]:
    """For each number of stretches the chain with the largest sum of values, and that sum."""
    best: dict[int, dict[int, tuple[float, Chain]]] = {0: {0: (0.0, ())}}
    for begin, end in sorted(values, key=lambda stretch: stretch[1]):
        for count, (total, chain) in best.get(begin, {}).items():
            own = total + values[begin, end]
            known = best.setdefault(end, {})
            if count + 1 not in known or own > known[count + 1][0]:
                known[count + 1] = (own, (*chain, (begin, end)))
    return list(best[max(best)].values())


def _split_at(piece: Piece, path: Path) -> list[Piece]:
    left, right = np.zeros_like(path), np.full_like(path, piece.width)
    halves = (cut_between(piece, left, path), cut_between(piece, path, right))
    return [half for half in halves if half is not None]
