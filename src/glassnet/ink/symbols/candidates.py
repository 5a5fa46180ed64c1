"""Which connected parts may be symbols: small, flat, or a lean straight stroke, and beside a digit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from glassnet.ink.photo.components import Component, Mask
from glassnet.ink.photo.scene import Box, Scene, bounding_box, boxes_of
from glassnet.ink.symbols.marks import Mark

# Shares of the typical height of a digit, where nothing else is said.
MAX_MARK: Final = 0.65  # the longer side of a point or a comma
MAX_FLAT: Final = 0.4  # the height of a minus sign,
MAX_DASH: Final = 1.1  # and its width
MAX_DOT: Final = 0.35  # the longer side of a colon's dots,
MAX_ASIDE: Final = 0.3  # how far one is beside the other,
DOTS_APART: Final = (0.12, 1.0)  # and how far below it
SLASH_HEIGHT: Final = (0.65, 2.2)
MAX_SLASH_WIDTH: Final = 1.3  # of its height
MAX_BEND: Final = 0.16  # of a slash: its spread across the stroke by that along it
MIN_LEAN: Final = 0.1  # columns to the right for each row up
MIN_DIGIT: Final = 0.6  # the height of what may be a digit beside a mark,
MAX_DIGIT: Final = 1.5
MAX_AWAY: Final = 1.3  # how far that is from the mark,
MAX_BEYOND: Final = 0.5  # and how far the mark's middle is above or below it
MAX_MARKS: Final = 400
"""Marks of one page: more are noise."""


def find_marks(scene: Scene, parts: Sequence[Component], typical: float) -> list[Mark]:
    """All that may be a symbol: single parts, and pairs of dots. `typical` is the height of a digit."""
    digits = [part for part in parts if MIN_DIGIT * typical <= part.height <= MAX_DIGIT * typical]
    if not digits:
        return []
    boxes = boxes_of(digits).astype(np.float64)
    small = [part for part in parts if _is_small(part, typical)]
    groups: list[tuple[Component, ...]] = [(part,) for part in small]
    groups += _find_pairs(small, typical)
    groups += [(part,) for part in parts if is_lean_stroke(part.own(scene.labels), typical)]
    marks = (_place(group, boxes, typical) for group in groups[:MAX_MARKS])
    return [mark for mark in marks if mark is not None]


def _is_small(part: Component, typical: float) -> bool:
    if part.size <= MAX_MARK * typical:
        return True
    return part.height <= MAX_FLAT * typical and part.width <= MAX_DASH * typical


def _find_pairs(small: Sequence[Component], typical: float) -> Iterator[tuple[Component, ...]]:
    """Dots above each other."""
    dots = [part for part in small if part.size <= MAX_DOT * typical]
    nearest, furthest = (share * typical for share in DOTS_APART)
    for upper in dots:
        for lower in dots:
            down = (lower.top + lower.bottom - upper.top - upper.bottom) / 2
            aside = abs(lower.left + lower.right - upper.left - upper.right) / 2
            if nearest < down < furthest and aside < MAX_ASIDE * typical:
                yield upper, lower


def is_lean_stroke(own: Mask, typical: float) -> bool:
    """Whether ink is one straight stroke from the lower left to the upper right, as high as a slash."""
    low, high = (share * typical for share in SLASH_HEIGHT)
    height, width = own.shape
    if not low <= height <= high or width > MAX_SLASH_WIDTH * height:
        return False
    rows, columns = np.nonzero(own)
    if len(rows) < 3:
        return False
    values, vectors = np.linalg.eigh(np.cov(np.stack([columns, rows])))
    across, down = vectors[:, 1].tolist()
    is_straight = values[0] < MAX_BEND**2 * values[1]
    return bool(is_straight and -across * down > MIN_LEAN * down * down)


def _place(group: tuple[Component, ...], boxes: NDArray[np.float64], typical: float) -> Mark | None:
    """A mark with the rows of the digits beside it; None where there are none."""
    rows = find_rows(bounding_box(group), boxes, typical)
    return None if rows is None else Mark(group, *rows)


def find_rows(box: Box, boxes: NDArray[np.float64], typical: float) -> tuple[float, float] | None:
    """The rows of the nearest digits, with these `boxes` (4, digits), on the left and the right of a box."""
    own_top, own_left, own_bottom, own_right = box
    top, left, bottom, right = boxes
    center, middle = (own_left + own_right) / 2, (own_top + own_bottom) / 2
    beyond = np.maximum(top - middle, middle - bottom)
    others = (left != own_left) | (top != own_top) | (right != own_right)
    on_line = (beyond < MAX_BEYOND * typical) & others
    is_left = (left + right) / 2 < center
    found = []
    for side, gaps in ((is_left, own_left - right), (~is_left, left - own_right)):
        near = np.flatnonzero(side & on_line & (gaps < MAX_AWAY * typical))
        if len(near):
            found.append(near[gaps[near].argmin()])
    if not found:
        return None
    return float(top[found].mean()), float(bottom[found].mean())
