"""Strokes of several digits: which are one digit, by overlap, touch, spacing and time.

The page has the same rule, in `serve/web/ink/pipeline/grouping.js`: the two are compared stroke by stroke.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from glassnet.ink.strokes.geometry import Stroke, check_strokes

# All lengths are shares of the highest stroke of the line.
MIN_SHARED: Final = 0.5
"""Of the narrower one's width: strokes that share so much of their columns are one digit."""

MIN_WIDTH: Final = 0.12
"""Narrower strokes count as this wide."""

MAX_PART_HEIGHT: Final = 0.6
"""Lower strokes may be a part of a digit that they touch, such as the flag of a one."""

MIN_STEP: Final = 0.15
"""So much higher does the angle of a four end than its stem: neighbors stand on one line."""

MAX_TOUCH: Final = 0.08
"""How far from a stroke an end lies that touches it."""

MAX_PART_GAP: Final = 0.15
"""How far from a digit a low stroke lies that was drawn just before or after it, and belongs to it."""

MAX_WIDTH: Final = 1.5
"""Of a digit that is put together of parts beside each other."""

MIN_LINE_GAP: Final = 0.42
"""Between lines, in heights of the higher one."""

MIN_NUMBER_GAP: Final = 0.9
"""Between numbers, in heights of the higher digit beside the gap."""

MIN_HEIGHT: Final = 0.25
"""Lower groups are no digits, but dashes and dots, where there are others."""

MAX_COMPARED: Final = 1_000_000
"""Pairs of points of two strokes that are looked at."""


class StrokeBox(NamedTuple):
    """The smallest and largest x and y of strokes."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top


class StrokeGroup(NamedTuple):
    """Strokes that are one digit: their indices, in drawing order, and where they lie.

    `line` and `number` count from 1, numbers over all lines.
    """

    strokes: tuple[int, ...]
    box: StrokeBox
    line: int
    number: int


def group_strokes(
    strokes: Iterable[ArrayLike], symbols: Sequence[Sequence[int]] = ()
) -> list[StrokeGroup]:
    """The digits that strokes make up, line by line and from left to right.

    Strokes are as `from_strokes` takes them, in drawing order; empty ones are left out but counted. `symbols`
    are the strokes of each symbol, by their indices: they are groups of their own. Raises `InkError` as
    there.
    """
    arrays = list(strokes)
    checked = check_strokes(arrays)
    kept = [index for index, stroke in enumerate(arrays) if np.size(stroke)]
    boxes = [_box_of(stroke) for stroke in checked]
    taken = [[kept.index(index) for index in own] for own in symbols]
    groups: list[StrokeGroup] = []
    number = 0
    for line, members in enumerate(_find_lines(boxes), start=1):
        clusters = _cluster_beside(members, taken, boxes, checked)
        number += 1
        for last, (cluster, box) in zip([None, *clusters], clusters, strict=False):
            if last is not None:
                gap = box.left - last[1].right
                number += gap > MIN_NUMBER_GAP * max(box.height, last[1].height)
            groups.append(StrokeGroup(tuple(kept[index] for index in cluster), box, line, number))
    return groups


Cluster = tuple[list[int], StrokeBox]


def _box_of(stroke: Stroke) -> StrokeBox:
    left, top = stroke.min(axis=0).tolist()
    right, bottom = stroke.max(axis=0).tolist()
    return StrokeBox(left, top, right, bottom)


def _join_boxes(boxes: Sequence[StrokeBox]) -> StrokeBox:
    return StrokeBox(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


def _find_lines(boxes: Sequence[StrokeBox]) -> list[list[int]]:
    """The strokes of each line, from top to bottom, each in drawing order."""
    bands: list[list[int]] = []
    for index in sorted(range(len(boxes)), key=lambda each: boxes[each].top):
        if bands and boxes[index].top <= max(boxes[each].bottom for each in bands[-1]):
            bands[-1].append(index)
        else:
            bands.append([index])
    lines: list[list[int]] = []
    for band in bands:
        if lines and not _is_apart(lines[-1], band, boxes):
            lines[-1] += band
        else:
            lines.append(band)
    return [sorted(line) for line in lines]


def _is_apart(line: Sequence[int], band: Sequence[int], boxes: Sequence[StrokeBox]) -> bool:
    above, below = (_join_boxes([boxes[each] for each in part]) for part in (line, band))
    return below.top - above.bottom > MIN_LINE_GAP * max(above.height, below.height)


def _cluster_beside(
    members: Sequence[int],
    symbols: Sequence[Sequence[int]],
    boxes: Sequence[StrokeBox],
    strokes: Sequence[Stroke],
) -> list[Cluster]:
    """The digits of a line and the symbols beside them, from left to right."""
    own = [sorted(each) for each in symbols if each[0] in members]
    taken = {index for each in own for index in each}
    digits = [index for index in members if index not in taken]
    clusters = _cluster(digits, boxes, strokes) if digits else []
    clusters += [(each, _join_boxes([boxes[index] for index in each])) for each in own]
    return sorted(clusters, key=lambda each: (each[1].left, each[0]))


def _cluster(
    members: Sequence[int], boxes: Sequence[StrokeBox], strokes: Sequence[Stroke]
) -> list[Cluster]:
    """The digits of a line from left to right, without dashes and dots beside others."""
    unit = max(boxes[index].height for index in members) or 1.0
    clusters: list[Cluster] = [([index], boxes[index]) for index in members]
    # What lies above each other first: the bar of a five belongs to its body, not to the neighbor.
    for belong in (_share_columns, _are_parts):
        count = 0
        while count != len(clusters):
            count = len(clusters)
            clusters = _merge(clusters, boxes, strokes, unit, belong)
    high = [each for each in clusters if each[1].height >= MIN_HEIGHT * unit]
    return sorted(high or clusters, key=lambda each: (each[1].left, each[0]))


def _merge(
    clusters: Sequence[Cluster],
    boxes: Sequence[StrokeBox],
    strokes: Sequence[Stroke],
    unit: float,
    belong: Callable[[Cluster, Cluster, Sequence[Stroke], float], bool],
) -> list[Cluster]:
    """Clusters that belong together, as one each."""
    parent = list(range(len(clusters)))
    for one in range(len(clusters)):
        for other in range(one):
            if parent[one] != parent[other] and belong(
                clusters[one], clusters[other], strokes, unit
            ):
                old, new = parent[one], parent[other]
                parent = [new if each == old else each for each in parent]
    merged: dict[int, list[int]] = {}
    for root, (own, _) in zip(parent, clusters, strict=True):
        merged.setdefault(root, []).extend(own)
    return [(sorted(own), _join_boxes([boxes[each] for each in own])) for own in merged.values()]


def _share_columns(one: Cluster, other: Cluster, strokes: Sequence[Stroke], unit: float) -> bool:
    own = max(one[1].width, MIN_WIDTH * unit) / 2
    its = max(other[1].width, MIN_WIDTH * unit) / 2
    middle = (one[1].left + one[1].right) / 2
    its_middle = (other[1].left + other[1].right) / 2
    shared = min(middle + own, its_middle + its) - max(middle - own, its_middle - its)
    return shared > MIN_SHARED * 2 * min(own, its)


def _are_parts(one: Cluster, other: Cluster, strokes: Sequence[Stroke], unit: float) -> bool:
    """Whether clusters beside each other are parts of a digit: they touch, and one is no digit alone."""
    gap = max(one[1].left, other[1].left) - min(one[1].right, other[1].right)
    width = max(one[1].right, other[1].right) - min(one[1].left, other[1].left)
    if gap > MAX_PART_GAP * unit or width > MAX_WIDTH * unit:
        return False
    is_low = min(one[1].height, other[1].height) < MAX_PART_HEIGHT * unit
    if is_low and _are_consecutive(one[0], other[0]):
        return True
    is_part = is_low or abs(one[1].bottom - other[1].bottom) > MIN_STEP * unit
    touching = _count_touching_ends(one[0], other[0], strokes, MAX_TOUCH * unit)
    if touching >= (1 if is_part else 2):
        return True
    return is_part and any(_cross(strokes[a], strokes[b]) for a in one[0] for b in other[0])


def _are_consecutive(one: Sequence[int], other: Sequence[int]) -> bool:
    return any(abs(index - its) == 1 for index in one for its in other)


def _count_touching_ends(
    one: Sequence[int], other: Sequence[int], strokes: Sequence[Stroke], reach: float
) -> int:
    """How many ends of the strokes of one lie on a stroke of the other."""
    count = 0
    for these, those in ((one, other), (other, one)):
        for index in these:
            for end in (strokes[index][0], strokes[index][-1]):
                count += any(_distance(end, strokes[each]) <= reach * reach for each in those)
    return count


def _cross(one: Stroke, other: Stroke) -> bool:
    """Whether two strokes cross; False for strokes with very many points."""
    if len(one) * len(other) > MAX_COMPARED:
        return False
    sides = _find_sides(one, other)
    across = _find_sides(other, one).T
    between = (sides[:, :-1] > 0) != (sides[:, 1:] > 0)
    return bool((between & ((across[:-1] > 0) != (across[1:] > 0))).any())


def _find_sides(one: Stroke, other: Stroke) -> NDArray[np.float64]:
    """On which side of each segment of one stroke the points of the other lie: signs (segments, points)."""
    begin, step = one[:-1, None], (one[1:] - one[:-1])[:, None]
    away = other[None] - begin
    return step[..., 0] * away[..., 1] - step[..., 1] * away[..., 0]


def _distance(point: Stroke, stroke: Stroke) -> float:
    """The square of the distance from a point to a stroke."""
    if len(stroke) == 1:
        stroke = np.repeat(stroke, 2, axis=0)
    x0, y0 = stroke[:-1].T
    step_x, step_y = stroke[1:, 0] - x0, stroke[1:, 1] - y0
    across, down = point[0] - x0, point[1] - y0
    squared = step_x * step_x + step_y * step_y
    along = (across * step_x + down * step_y) / np.where(squared > 0, squared, 1.0)
    along = np.minimum(np.maximum(along, 0.0), 1.0)
    away_x, away_y = across - along * step_x, down - along * step_y
    return float((away_x * away_x + away_y * away_y).min())
