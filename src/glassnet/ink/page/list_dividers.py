"""Printed lines between lists: a page that is divided from top to bottom, and not ruled, has no table."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from glassnet.ink.page.lines import Run
from glassnet.ink.page.rules import find_printed
from glassnet.ink.photo.scene import Scene

BAND: Final = 0.35  # of the typical height: a line stays in a band of this width
MIN_COVERED: Final = 0.8  # of its length on which a line is seen
MAX_NOISE: Final = 0.3  # of the length of the other bands on which something is seen


def are_divided(scene: Scene, lists: Sequence[Sequence[Run]], typical: float) -> bool:
    """Whether a printed line stands between any two lists, and none lies between the lines of them all."""
    printed = find_printed(scene)
    pieces = [[piece for run in runs for piece in run] for runs in lists]
    top = round(min(piece.top for own in pieces for piece in own))
    bottom = round(max(piece.bottom for own in pieces for piece in own))
    lefts = [round(min(piece.left for piece in own)) for own in pieces]
    rights = [round(max(piece.right for piece in own)) for own in pieces]
    band = max(2, round(BAND * typical))
    between = [
        printed[top:bottom, right:left] for right, left in zip(rights, lefts[1:], strict=False)
    ]
    level = printed[top:bottom, lefts[0] : rights[-1]].T
    return all(_has_line(gutter, band) for gutter in between) and not _has_line(level, band)


def _has_line(printed: NDArray[np.bool_], band: int) -> bool:
    """Whether one of the upright bands of a mask has a line from top to bottom, and most have none."""
    edges = range(0, printed.shape[1] + 1, max(1, band // 2))
    covered = [
        float(printed[:, left : left + band].any(axis=1).mean()) for left, _ in pairwise(edges)
    ]
    return bool(covered) and max(covered) > MIN_COVERED and float(np.median(covered)) < MAX_NOISE
