"""The paper without the ink, by morphological closing.

A closing (Serra 1982) takes the lightest value within a square around each pixel, and then the
darkest of those. Dark strokes narrower than the square vanish; the edges of shadows, of sheets and
of tables stay where they are, however sharp, because the areas beyond them are wider.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Levels = NDArray[np.uint8]
"""Rows by columns of gray levels: 0 black, 255 white."""


def apply_closing(levels: Levels, side: int) -> Levels:
    """The levels without dark parts in which no square of `side` pixels has room.

    Beyond the picture's edge all is dark, so that what reaches in from there stays.
    """
    reach = side // 2
    lightest = _over_squares(np.maximum, np.pad(levels, 2 * reach), reach)
    return _over_squares(np.minimum, lightest, reach)


def _over_squares(extreme: Callable[..., Levels], levels: Levels, reach: int) -> Levels:
    """The extreme over squares of 2 * reach + 1 pixels that lie within the levels."""
    return _down(extreme, _down(extreme, levels, reach).T, reach).T


def _down(extreme: Callable[..., Levels], levels: Levels, reach: int) -> Levels:
    """The extreme over columns of 2 * reach + 1 pixels, in steps that double."""
    wanted, covered = 2 * reach + 1, 1
    while covered < wanted:
        step = min(covered, wanted - covered)
        levels = extreme(levels[:-step], levels[step:])
        covered += step
    return levels
