"""Which digits of a line are one number: those with no wide gap between them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from glassnet.ink.page.layout import Line
from glassnet.ink.page.pieces import Piece
from glassnet.ink.page.rules import Dividers

MIN_GAP: Final = 0.9
"""Between numbers, in heights of the higher digit beside the gap."""

MAX_PITCH: Final = 1.65
"""From the middle of a digit to that of the next, in heights: in cells of a form, one for each digit."""

MAX_UNEVENNESS: Final = 1.3  # the widest pitch of evenly spaced digits, in medians


def number_pieces(lines: Sequence[Line], dividers: Dividers | None = None) -> list[list[int]]:
    """The number that each piece belongs to, counted from 1 over all lines in reading order.

    `dividers` are printed lines between digits.
    """
    numbers: list[list[int]] = []
    last = 0
    for index, line in enumerate(lines):
        last += 1
        own = [last]
        even = _is_evenly_spaced(line.pieces)
        for place, (left, right) in enumerate(pairwise(line.pieces)):
            if dividers is not None and dividers.joined[index][place]:
                own.append(last)
                continue
            apart = line.columns[place] != line.columns[place + 1]
            apart |= dividers is not None and dividers.apart[index][place]
            last += apart or (not even and _is_wide(left, right))
            own.append(last)
        numbers.append(own)
    return numbers


def _is_wide(left: Piece, right: Piece) -> bool:
    return right.left - left.right > MIN_GAP * max(left.height, right.height)


def _is_evenly_spaced(pieces: Sequence[Piece]) -> bool:
    """Whether all digits of a line are as far from each other, as in cells of a form."""
    if len(pieces) < 3:
        return False
    height = float(np.median([piece.height for piece in pieces]))
    pitches = np.diff([piece.center for piece in pieces])
    usual = float(np.median(pitches))
    return bool(pitches.max() < min(MAX_UNEVENNESS * usual, MAX_PITCH * height))
