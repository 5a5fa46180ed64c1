"""Which digits of a line are one number: those with no wide gap between them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from glassnet.ink.page.splitting import Piece

MIN_GAP = 0.9
"""Between numbers, in heights of the higher digit beside the gap."""


def number_pieces(lines: Sequence[Sequence[Piece]]) -> list[list[int]]:
    """The number that each piece belongs to, counted from 1 over all lines in reading order."""
    numbers: list[list[int]] = []
    last = 0
    for line in lines:
        last += 1
        own = [last]
        for left, right in pairwise(line):
            gap = right.left - (left.left + left.width)
            last += gap > MIN_GAP * max(left.height, right.height)
            own.append(last)
        numbers.append(own)
    return numbers
