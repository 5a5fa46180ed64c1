"""Which connected parts of a page are one digit: the bar of a 5, the fragments of a broken stroke."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from glassnet.ink.photo.components import Component
from glassnet.ink.photo.scene import Scene, bounding_box, boxes_of, distances_to_boxes

MAX_ASPECT: Final = 7.0  # times as high as wide
MAX_CORNER_FILL: Final = 0.04  # of its box
MAX_CORNER_SIZE: Final = 0.4  # of the picture's longer side
MAX_SIZE: Final = 2.0  # of the typical height
LARGE: Final = 0.45  # of the typical height: what may be a digit by itself
SPECK: Final = 0.12  # of the typical height
MAX_DISTANCE: Final = 0.25  # of the typical height, from a digit to its fragments
MIN_SHARED: Final = 0.5  # of the narrower one's width do parts of one digit share
MAX_JOINED_HEIGHT: Final = 1.25  # of the typical height
MIN_HELD: Final = 3  # parts within its box make a part a frame or a table
HELD_SIZE: Final = 0.04  # of the frame's size: less is a speck
TALL: Final = 0.7  # of the typical height: two parts so high are two digits,
MAX_BESIDE: Final = 0.5  # where they share so much of the lower one's height
SPREAD: Final = 1.8  # times as high, or as low, as the typical one are digits of one page
MIN_TOUCHING: Final = 2.2  # times as long as broad are digits that touch, in any direction,
MIN_STROKES: Final = 3.5  # times as broad as their ink is thick: a stroke is long, too
ENOUGH: Final = 12  # parts of about one height are writing, however many more there are


def estimate_typical_size(sizes: Sequence[float]) -> float:
    """The height of most of the digits, given the heights of all parts.

    Of all heights the one where height times number of parts about so high is largest: specks are many,
    but low, and frames are high, but few.
    """
    values = np.sort(np.asarray(sizes, np.float64))
    near = np.searchsorted(values, values * SPREAD, "right") - np.searchsorted(
        values, values / SPREAD, "left"
    )
    best = float(values[int((np.minimum(near, ENOUGH) * values).argmax())])
    return float(np.median(values[(values >= best / SPREAD) & (values <= best * SPREAD)]))


def estimate_typical_height(parts: Sequence[Component]) -> float:
    """The height of most of the digits; very narrow parts count only where there are no others."""
    broad = [part for part in parts if part.height < MAX_ASPECT * part.width]
    return estimate_typical_size([part.height for part in broad or parts])


def select_writing(scene: Scene) -> list[Component]:
    """The parts of a scene without corners of sheets, frames and tables; all if nothing else is left."""
    shape = scene.labels.shape
    parts = [part for part in scene.parts if not is_corner(part, shape)]
    if not parts:
        return scene.parts
    held = _count_held(parts)
    kept = [part for part, count in zip(parts, held.tolist(), strict=True) if count < MIN_HELD]
    return kept or scene.parts


def _count_held(parts: Sequence[Component]) -> NDArray[np.int64]:
    """How many parts of some size lie within the box of each part, (parts,): a digit holds few."""
    top, left, bottom, right = boxes_of(parts)
    middle, center = (top + bottom) / 2, (left + right) / 2
    sizes = np.maximum(bottom - top, right - left)
    inside = (
        (middle > top[:, None])
        & (middle < bottom[:, None])
        & (center > left[:, None])
        & (center < right[:, None])
        & (sizes > HELD_SIZE * sizes[:, None])
        & (sizes < sizes[:, None])
    )
    return inside.sum(axis=1)


def is_corner(part: Component, shape: tuple[int, ...]) -> bool:
    """Whether a part is two edges or more of a sheet: large, and hardly filled."""
    large = part.size > MAX_CORNER_SIZE * max(shape)
    return large and part.area < MAX_CORNER_FILL * part.height * part.width


def is_edge(part: Component, typical: float) -> bool:
    """Whether a part is what is left of a sheet's edge or of a line: long, narrow and no digit."""
    return part.size > MAX_SIZE * typical and part.size > MAX_ASPECT * min(part.height, part.width)


def may_be_touching(part: Component) -> bool:
    """Whether a part may be three digits or more that touch, whichever way they lie."""
    breadth = min(part.height, part.width)
    return part.size > MIN_TOUCHING * breadth and breadth > MIN_STROKES * part.area / part.size


def group_parts(parts: Sequence[Component], typical: float) -> list[list[Component]]:
    """Parts that are one digit, such as a 5 and its bar, and fragments that are near none; no specks."""
    large = [part for part in parts if part.size > LARGE * typical]
    if not large:
        return []
    groups = {part.label: [part] for part in large}
    boxes = boxes_of(large)
    alone: list[list[Component]] = []
    for part in parts:
        if part.label in groups or part.size < SPECK * typical:
            continue
        distances = distances_to_boxes(part, boxes)
        nearest = int(distances.argmin())
        if distances[nearest] < MAX_DISTANCE * typical:
            groups[large[nearest].label].append(part)
        else:
            alone.append([part])
    return [*_join_groups(list(groups.values()), typical), *alone]


def is_fragment(height: float, width: float, typical: float) -> bool:
    """Whether ink is too small to be a digit."""
    return max(height, width) <= LARGE * typical


def _join_groups(groups: list[list[Component]], typical: float) -> list[list[Component]]:
    """Groups that share their columns and are together no higher than one digit, as one."""
    joined: list[list[Component]] = []
    boxes = np.zeros((4, len(groups)), np.int64)
    for group in sorted(groups, key=lambda each: bounding_box(each)[1]):
        own = np.array(bounding_box(group))
        partners = np.flatnonzero(_belong_together(boxes[:, : len(joined)], own, typical))
        if not len(partners):
            boxes[:, len(joined)] = own
            joined.append(list(group))
        else:
            first = int(partners[0])
            joined[first].extend(group)
            boxes[:, first] = bounding_box(joined[first])
    return joined


def _belong_together(
    boxes: NDArray[np.int64], own: NDArray[np.int64], typical: float
) -> NDArray[np.bool_]:
    """Which of the boxes `(4, boxes)` are of the same digit as `own`: above or below it, and near."""
    top, left, bottom, right = boxes
    width = np.maximum(right, own[3]) - np.minimum(left, own[1])
    height = np.maximum(bottom, own[2]) - np.minimum(top, own[0])
    narrower = np.minimum(right - left, own[3] - own[1])
    shared = (right - left) + (own[3] - own[1]) - width
    highest = np.maximum(np.maximum(bottom - top, own[2] - own[0]), typical)
    lower = np.minimum(bottom - top, own[2] - own[0])
    beside = (bottom - top) + (own[2] - own[0]) - height > MAX_BESIDE * lower
    two_digits = beside & (lower > TALL * typical)  # such as a 1 below the bar of a 7
    return (shared > MIN_SHARED * narrower) & (height < MAX_JOINED_HEIGHT * highest) & ~two_digits
