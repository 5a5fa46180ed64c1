"""Which way is up on a page, by its own ink: lines of digits, and how much they look like digits.

The direction of lines is what most pairs of neighboring digits lie along, up to quarter turns. Of the
four turns, the one is taken in which the digits look most like digits. Digits that touch and fragments
say little before they are taken apart or put together, so the page is read in two turns where a sample
looks more like digits in another. As 0, 1 and 8 look the same upside down and 6 and 9 are each other, a
page stays as it is unless the evidence for another turn is strong.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from glassnet.ink.page.grouping import estimate_typical_size, select_writing
from glassnet.ink.page.pieces import Piece
from glassnet.ink.page.scoring import LimitedScorer
from glassnet.ink.page.skew import estimate_skew_of_digits
from glassnet.ink.page.turning import QUARTER, Pose, turn_plane
from glassnet.ink.photo.components import Component
from glassnet.ink.photo.scene import Scene, crop_parts

MAX_SAMPLE: Final = 28  # digits are looked at in all ways
SIZES: Final = (0.55, 1.6)  # of the typical size: others are fragments, or several digits
MAX_PLACED: Final = 160  # digits are enough to know the direction of lines
MIN_PLACED: Final = 3
MIN_SCORE, MAX_SCORE = 0.03, 0.99  # beyond them, a digit is no stronger evidence
CLEAR: Final = 4.2  # the mean log odds of digits that are upright beyond doubt
MIN_EVIDENCE: Final = 6.0  # in log odds of all digits that are read, for another turn
MIN_MEAN_EVIDENCE: Final = 0.5  # for each digit
MIN_LEGIBLE: Final = 1.0  # mean log odds: turned so, most parts look like digits
LINE_EVIDENCE: Final = 3.0  # where all digits have their neighbors beside them


def find_poses(scene: Scene, scorer: LimitedScorer | None) -> tuple[Pose, ...]:
    """How the page of a scene may lie: as it is, and in another turn if a sample looks more like digits so.

    Without a scorer, only its skew is known.
    """
    written = select_writing(scene)
    typical = estimate_typical_size([part.size for part in written])
    low, high = (share * typical for share in SIZES)
    parts = [part for part in written if low < part.size < high]
    skew = estimate_skew_of_digits(parts, typical)
    if scorer is None:
        return (Pose(0, skew),)
    sample = _choose_sample(parts)
    if not sample or not scorer.allows(8 * len(sample)):
        return (Pose(0, skew),)
    strengths = [crop_parts(scene, [part]) for part in sample]
    upright = {
        pose: float(_score(strengths, pose, scorer).sum())
        for pose in dict.fromkeys((Pose(), Pose(0, skew)))
    }
    likeliest = max(upright, key=lambda pose: upright[pose])
    if upright[likeliest] > CLEAR * len(sample):
        return (likeliest,)
    turns = range(QUARTER, 4 * QUARTER, QUARTER)
    turned = [Pose(turn, each.skew) for each in upright for turn in turns]
    evidence = upright | {pose: float(_score(strengths, pose, scorer).sum()) for pose in turned}
    poses = list(evidence)
    legible = {pose for pose in poses if evidence[pose] > MIN_LEGIBLE * len(sample)}
    along = _measure_neighbors(parts)
    for pose in poses:
        evidence[pose] += LINE_EVIDENCE * (along if pose.turn % (2 * QUARTER) == 0 else -along)
    best = max(poses, key=lambda pose: evidence[pose])
    return (likeliest, best) if best != likeliest and best in legible else (likeliest,)


def is_turned(scores: NDArray[np.floating], other_scores: NDArray[np.floating]) -> bool:
    """Whether the digits of the turned page, by `other_scores`, look much more like digits.

    Scores are from 0 to 1, one for each digit.
    """
    if not len(scores) or not len(other_scores):
        return len(other_scores) > len(scores)
    advantage = float(_to_log_odds(other_scores).mean() - _to_log_odds(scores).mean())
    count = min(len(scores), len(other_scores), MAX_SAMPLE)
    return advantage > max(MIN_EVIDENCE / count, MIN_MEAN_EVIDENCE)


def _choose_sample(parts: Sequence[Component]) -> list[Component]:
    """Parts from all over the page."""
    return list(parts[:: max(1, -(-len(parts) // MAX_SAMPLE))])


def _score(
    strengths: Sequence[NDArray[np.float32]], pose: Pose, scorer: LimitedScorer
) -> NDArray[np.float64]:
    """Log odds that each is a digit when turned."""
    turned = [Piece(turn_plane(each, pose), 0, 0) for each in strengths]
    return _to_log_odds(scorer.score(turned))


def _to_log_odds(scores: NDArray[np.floating]) -> NDArray[np.float64]:
    limited = np.clip(np.asarray(scores, np.float64), MIN_SCORE, MAX_SCORE)
    return np.log(limited / (1 - limited))


def _measure_neighbors(parts: Sequence[Component]) -> float:
    """From -1 to 1: whether the nearest neighbors of digits lie beside them or above and below."""
    if len(parts) < MIN_PLACED:
        return 0.0
    chosen = parts[:: -(-len(parts) // MAX_PLACED)]
    top, left, bottom, right = np.array(
        [(each.top, each.left, each.bottom, each.right) for each in chosen], np.float64
    ).T
    across = np.maximum(left[None], left[:, None]) - np.minimum(right[None], right[:, None])
    down = np.maximum(top[None], top[:, None]) - np.minimum(bottom[None], bottom[:, None])
    distance = np.hypot(np.maximum(across, 0), np.maximum(down, 0))
    np.fill_diagonal(distance, np.inf)
    nearest = distance.argmin(axis=1)
    each = np.arange(len(chosen))
    beside = across[each, nearest] > down[each, nearest]
    return 2 * float(beside.mean()) - 1
