"""The ink of found digits put together, and taken apart."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

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


def join_digits(left: Rendering, right: Rendering) -> Rendering | None:
    """Two neighbors as one digit; None where their stages or places are not known."""
    inks, places = (_ink_of(left), _ink_of(right)), (left.place, right.place)
    if inks[0] is None or inks[1] is None or places[0] is None or places[1] is None:
        return None
    first, second = places
    box = first._replace(
        left=min(first.left, second.left), top=min(first.top, second.top),
        right=max(first.right, second.right), bottom=max(first.bottom, second.bottom),
    )  # fmt: skip
    # Pixels of the canvas for the height and the width of the page; the larger ink is more exact.
    ink, place = max(zip(inks, (first, second), strict=True), key=lambda pair: pair[0].size)
    down = SIDE / (box.bottom - box.top)
    aspect = ink.shape[1] / (place.right - place.left) * (place.bottom - place.top) / ink.shape[0]
    across = down * aspect
    canvas = np.zeros((SIDE + 2, round((box.right - box.left) * across) + 2), np.float32)
    for own, at in zip(inks, (first, second), strict=True):
        height = max(1, round((at.bottom - at.top) * down))
        width = max(1, round((at.right - at.left) * across))
        top, begin = round((at.top - box.top) * down), round((at.left - box.left) * across)
        area = canvas[top : top + height, begin : begin + width]
        np.maximum(area, resize(own, height, width)[: area.shape[0], : area.shape[1]], out=area)
    rendering = render_bitmap(canvas)
    return replace(rendering, place=box) if rendering else None


def halve_digit(rendering: Rendering) -> list[tuple[Rendering, Rendering]]:
    """Pairs of halves of a digit, cut where there is little ink; none of a narrow one."""
    ink, place = _ink_of(rendering), rendering.place
    if ink is None or place is None or ink.shape[1] < MIN_WIDTH * ink.shape[0]:
        return []
    halves = [_cut(ink, place, column) for column in _find_cuts(ink)]
    return [(left, right) for left, right in halves if left and right]


def _ink_of(rendering: Rendering) -> Floats | None:
    """The ink in its box, finely, from 0 to 1; None where the stages were not kept."""
    found = next((stage.image for stage in rendering.stages if stage.name == BOXED), None)
    return None if found is None else found.astype(np.float32) / 255


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


def _cut(ink: Floats, place: Place, column: int) -> tuple[Rendering, Rendering]:
    """What is left and what is right of a column."""
    middle = place.left + (place.right - place.left) * column / ink.shape[1]
    left, right = render_bitmap(ink[:, :column]), render_bitmap(ink[:, column:])
    return (
        replace(left, place=place._replace(right=middle)),
        replace(right, place=place._replace(left=middle)),
    )
