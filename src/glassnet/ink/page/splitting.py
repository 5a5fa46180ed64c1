"""Digits that touch, taken apart where the parts look most like digits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.ink.page.evidence import CROSSING_PENALTY, measure_aspect, weigh_digits
from glassnet.ink.page.paths import MAX_STRAY_BY_HEIGHT, Crossing, Path, cut_between, find_paths
from glassnet.ink.page.pieces import Piece
from glassnet.ink.page.remnants import Remnants
from glassnet.ink.page.scoring import DigitScorer, LimitedScorer

__all__ = ["DigitScorer", "LimitedScorer", "Split", "split_by_width", "split_pieces"]

MIN_WIDTH_ALONE: Final = 1.25
"""Times as wide as high: two digits, without a scorer."""

MIN_WIDTH: Final = 0.55
"""Times as wide as high: may be two digits, with a scorer."""

MIN_WIDTH_IF_CLEAR: Final = 1.15
"""Times as wide as high: may be two digits even where it looks like one."""

CLEAR: Final = 0.995  # the score of what is one digit
MIN_HEIGHT: Final = 0.65  # of the typical height: lower parts are no digits
MAX_WIDTH: Final = 1.3  # of its height: wider parts are no digits

MAX_SURPLUS: Final = 1.5  # times as many candidates are cut out as may be scored
CROSSING_LIMITS: Final = (1.6, 1.2, 0.8)
"""Strokes that paths may cross where there are too many candidates."""

MAX_CUTS: Final = 80  # of one piece are tried
STEP: Final = 0.1  # of the typical height: how far apart cuts are tried
STRAYS: Final = (MAX_STRAY_BY_HEIGHT, 0.1)
"""Shares of the height by which paths may stray."""

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

    def limit_crossings(self, limit: float) -> _Candidates:
        """Only those between paths that cross no more, and the whole."""
        last = len(self.crossed) - 1
        kept = {
            stretch: part
            for stretch, part in self.parts.items()
            if stretch == (0, last) or max(self.crossed[end] for end in stretch) <= limit
        }
        return _Candidates(kept, self.crossed)


def split_pieces(pieces: Sequence[Piece], typical: float, scorer: LimitedScorer) -> list[Split]:
    """The digits that each piece is made of: the cuts with the largest sum of evidence.

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
    found = 0
    for piece in sorted(doubtful, key=lambda each: -measure_aspect(each, typical)):
        if found > MAX_SURPLUS * scorer.left:
            break
        candidates[piece] = _cut_in_all_ways(piece, typical)
        found += len(candidates[piece].parts)
    candidates = _limit_candidates(candidates, scorer.left)
    for piece in doubtful:
        if piece not in candidates and measure_aspect(piece, typical) > MIN_WIDTH_ALONE:
            splits[piece] = Split(split_by_width(piece, typical), [], 0.0)
    scorer.score([part for own in candidates.values() for part in own.parts.values()])
    for piece, own in candidates.items():
        splits[piece] = _choose_split(own, piece, typical, scorer)
    return list(splits.values())


def _limit_candidates(candidates: dict[Piece, _Candidates], left: int) -> dict[Piece, _Candidates]:
    """So many candidates: those whose cuts cross least ink, and at last only those of the widest pieces."""
    for limit in CROSSING_LIMITS:
        if sum(len(own.parts) for own in candidates.values()) <= left:
            return candidates
        candidates = {piece: own.limit_crossings(limit) for piece, own in candidates.items()}
    kept = {}
    for piece, own in candidates.items():
        left -= len(own.parts)
        if left < 0:
            break
        kept[piece] = own
    return kept


def _may_be_several(piece: Piece, score: float, typical: float) -> bool:
    high = max(piece.height, typical)
    return piece.width >= (MIN_WIDTH if score < CLEAR else MIN_WIDTH_IF_CLEAR) * high


def _cut_in_all_ways(piece: Piece, typical: float) -> _Candidates:
    step = max(STEP * typical, piece.width / MAX_CUTS)
    columns = np.arange(step, piece.width - step / 2, step)
    paths = _drop_similar(_find_all_paths(piece, columns), typical)
    left, right = np.zeros(piece.height, np.int64), np.full(piece.height, piece.width)
    bounds = [left, *(each.path for each in paths), right]
    places = [float(bound.mean()) for bound in bounds]
    widest = MAX_WIDTH * max(piece.height, typical)
    remnants = Remnants(piece, typical)
    parts = {
        (begin, end): part
        for begin in range(len(bounds))
        for end in range(begin + 1, len(bounds))
        if places[end] - places[begin] < widest
        and (cut := cut_between(piece, bounds[begin], bounds[end])) is not None
        and (part := remnants.drop(cut))
        and _may_be_digit(part, typical)
    }
    parts[0, len(bounds) - 1] = piece
    return _Candidates(parts, [0.0, *(each.crossed for each in paths), 0.0])


def _find_all_paths(piece: Piece, columns: NDArray[np.floating]) -> list[Crossing]:
    """Paths that wind around strokes, and straight ones: near its ends the others leave a piece."""
    paths = [each for stray in STRAYS for each in find_paths(piece, columns, stray)]
    return sorted(paths, key=lambda each: float(each.path.mean()))


def _choose_split(
    candidates: _Candidates, piece: Piece, typical: float, scorer: LimitedScorer
) -> Split:
    parts = candidates.parts
    own = list(parts.values())
    crossed = np.array([candidates.crossed[end] for _, end in parts])
    values = weigh_digits(own, scorer.score(own), typical, measure_aspect(piece, typical))
    values -= CROSSING_PENALTY * crossed
    chains = _find_best_chains(dict(zip(parts, values.tolist(), strict=True)))
    best, *others = sorted(chains, key=lambda chain: -chain[0])
    pieces = [parts[stretch] for stretch in best[1]]
    if not others:
        return Split(pieces, [], 0.0)
    odds = float(np.exp(others[0][0] - best[0]))
    return Split(pieces, [parts[stretch] for stretch in others[0][1]], odds)


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
