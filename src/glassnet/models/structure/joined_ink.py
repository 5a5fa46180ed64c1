"""The ink of found digits put together, and taken apart."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.ink import Place, Rendering
from glassnet.ink.photo.planes import resize
from glassnet.ink.photo.render import render_bitmap

Floats = NDArray[np.float32]

SIDE: Final = 200
"""Rows of the canvas on which neighbors are put together."""

BOXED: Final = "boxed"
"""The stage of a rendering that has its ink in its box."""

MIN_WIDTH: Final = 0.6
"""Times as wide as high: narrower ones are no two digits."""

CUTS: Final = 4
"""Columns with little ink at which a digit is cut."""

INNER: Final = (0.25, 0.75)
"""Shares of the width between which it is cut."""


class Inked(NamedTuple):
    """The ink of a digit in its box, finely, from 0 to 1, and where it lies on the page."""

    ink: Floats
    place: Place


def join_digits(left: Rendering, right: Rendering) -> Rendering | None:
    """Two neighbors as one digit; None where their stages or places are not known."""
    digits = [each for each in (_ink_of(left), _ink_of(right)) if each is not None]
    if len(digits) < 2:
        return None
    box = digits[0].place._replace(
        left=min(each.place.left for each in digits),
        top=min(each.place.top for each in digits),
        right=max(each.place.right for each in digits),
        bottom=max(each.place.bottom for each in digits),
    )
    # Pixels of the canvas for the height and the width of the page; the larger ink is more exact.
    ink, place = max(digits, key=lambda each: each.ink.size)
    down = SIDE / (box.bottom - box.top)
    aspect = ink.shape[1] / (place.right - place.left) * (place.bottom - place.top) / ink.shape[0]
    across = down * aspect
    canvas = np.zeros((SIDE + 2, round((box.right - box.left) * across) + 2), np.float32)
    for own, at in digits:
        height = max(1, round((at.bottom - at.top) * down))
        width = max(1, round((at.right - at.left) * across))
        top, begin = round((at.top - box.top) * down), round((at.left - box.left) * across)
        area = canvas[top : top + height, begin : begin + width]
        np.maximum(area, resize(own, height, width)[: area.shape[0], : area.shape[1]], out=area)
    rendering = render_bitmap(canvas)
    return replace(rendering, place=box) if rendering else None


def halve_digit(rendering: Rendering) -> list[tuple[Rendering, Rendering]]:
    """Pairs of halves of a digit, cut where there is little ink; none of a narrow one."""
    digit = _ink_of(rendering)
    if digit is None or digit.ink.shape[1] < MIN_WIDTH * digit.ink.shape[0]:
        return []
    halves = [_cut(digit, column) for column in _find_cuts(digit.ink)]
    return [(left, right) for left, right in halves if left and right]


def _ink_of(rendering: Rendering) -> Inked | None:
    """The ink of a digit; None where its stages or its place were not kept."""
    found = next((stage.image for stage in rendering.stages if stage.name == BOXED), None)
    if found is None or rendering.place is None:
        return None
    return Inked((found / 255).astype(np.float32), rendering.place)


def _find_cuts(ink: Floats) -> list[int]:
    """The columns with the least ink, not beside each other."""
    width = ink.shape[1]
    first, last = (round(share * width) for share in INNER)
    columns = first + np.argsort(ink[:, first:last].sum(axis=0), kind="stable")
    chosen: list[int] = []
    for column in columns.tolist():
        if len(chosen) < CUTS and all(abs(column - each) > width / 10 for each in chosen):
            chosen.append(column)
    return chosen


def _cut(digit: Inked, column: int) -> tuple[Rendering, Rendering]:
    """What is left and what is right of a column."""
    ink, place = digit
    middle = place.left + (place.right - place.left) * column / ink.shape[1]
    left, right = render_bitmap(ink[:, :column]), render_bitmap(ink[:, column:])
    return (
        replace(left, place=place._replace(right=middle)),
        replace(right, place=place._replace(left=middle)),
    )
