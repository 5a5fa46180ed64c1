"""Which parts of what is on a picture are its digit: the one that stands out, and what belongs to it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from glassnet.ink.photo.bitmap import estimate_stroke_width
from glassnet.ink.photo.components import Component
from glassnet.ink.photo.frames import is_made_of_lines
from glassnet.ink.photo.scene import (
    Scene,
    boxes_of,
    distance_between,
    distances_to_boxes,
    is_disc,
    touches_edge,
)

_MAX_STROKE_WIDTH = 0.25  # of its size is a blob's typical width; fat strokes have less
_MIN_OVERHANG = 0.08  # of the digit's size: a longer line is no upright of an open 4
_MAX_SPECK_DISTANCE = 0.15  # of the digit's size: specks further away do not belong to it
_MAX_CUT_OFF_DISTANCE = (
    0.12  # of the digit's size: so near the edge of the picture may have cut off a stroke
)


def select_main_parts(scene: Scene) -> list[Component]:
    """The most prominent part, and the parts that belong to it."""
    if len(scene.parts) == 1:
        return [*scene.parts]
    shape = scene.labels.shape
    main = max(scene.parts, key=lambda part: _importance(part, scene))
    chosen, others = _Chosen(main, scene), [part for part in scene.parts if part is not main]
    cut_off, left_out = touches_edge(main, shape), _lines_beside(main, others, scene)
    left_out += _holes_beside(main, others, scene)
    left_out_labels = {part.label for part in left_out}
    for part in sorted(others, key=lambda part: distance_between(part, main)):
        whole = cut_off or not touches_edge(part, shape) or _may_be_cut_off(part, main)
        large = part.area >= 0.03 * main.area and part.label not in left_out_labels
        if whole and large and chosen.is_near(part) and not _underlines(part, main):
            chosen.add(part)
    return chosen.parts


class _Chosen:
    """The parts chosen so far, and what it takes to measure how near others are."""

    def __init__(self, main: Component, scene: Scene) -> None:
        self.parts: list[Component] = []
        self._labels = scene.labels
        self._is_chosen = np.zeros(1 + max(part.label for part in scene.parts), bool)
        self._boxes = np.empty((4, 0), np.int64)
        self.add(main)

    def add(self, part: Component) -> None:
        """Choose one more part."""
        self.parts.append(part)
        self._is_chosen[part.label] = True
        self._boxes = np.hstack([self._boxes, boxes_of([part])])

    def is_near(self, part: Component) -> bool:
        """Whether a part is as near as parts of one digit are: the smaller, the closer."""
        main = self.parts[0]
        if part.area < 0.15 * main.area:
            return self._is_within(_MAX_SPECK_DISTANCE * main.size, part)
        reach = 0.35 if part.size < 0.5 * main.size else 0.55
        return bool(distances_to_boxes(part, self._boxes).min() <= reach * main.size)

    def _is_within(self, reach: float, part: Component) -> bool:
        """Whether there is ink of the chosen ones around a part's box."""
        rows, columns = (
            slice(max(0, int(low - reach)), int(high + reach) + 1)
            for low, high in ((part.top, part.bottom), (part.left, part.right))
        )
        around = self._labels[rows, columns]
        known = np.where(around < len(self._is_chosen), around, 0)
        return bool(self._is_chosen[known].any())


def _importance(part: Component, scene: Scene) -> float:
    """Large, rather in the middle than at the edge, and no blob that reaches in from outside."""
    shape = scene.labels.shape
    value = part.size * np.sqrt(part.area) * _prominence(part, shape)
    own = part.own(scene.labels)
    blob = touches_edge(part, shape) and estimate_stroke_width(own) > _MAX_STROKE_WIDTH * part.size
    return float(value) * (0.02 if blob or is_disc(own) else 1.0)


def _prominence(part: Component, shape: tuple[int, ...]) -> float:
    """1 in the middle, less towards the corners, and little for what leaves the picture."""
    y = (part.top + part.bottom) / 2 / shape[0] - 0.5
    x = (part.left + part.right) / 2 / shape[1] - 0.5
    lies_along = part.height > 0.6 * shape[0] or part.width > 0.6 * shape[1]
    cut_off = (0.05 if lies_along else 0.15) if touches_edge(part, shape) else 1.0
    return float(1 - np.hypot(x, y)) * cut_off * _like_digits(part)


def _like_digits(part: Component) -> float:
    """1, and less for what is as flat as no digit, or so narrow that it may be a pen or an edge."""
    if part.width > 4 * part.height:
        return 0.1
    return 0.5 if part.height > 6 * part.width else 1.0


def _may_be_cut_off(part: Component, main: Component) -> bool:
    """Whether what leaves the picture is a stroke of the digit, such as the bar of a 5."""
    return (
        part.width > part.height
        and part.size <= main.size
        and distance_between(part, main) <= _MAX_CUT_OFF_DISTANCE * main.size
    )


def _underlines(part: Component, main: Component) -> bool:
    """Whether something flat lies apart beneath a digit; beneath an upright stroke it is a 1's foot."""
    apart = (part.top - main.bottom) / main.size
    flat = part.width > (3 if apart > 0.12 else 6) * part.height
    return flat and apart > 0.04 and part.width > 0.6 * main.width > 0.2 * main.height


def _lines_beside(main: Component, others: Sequence[Component], scene: Scene) -> list[Component]:
    """What a frame leaves when it is broken: long lines or corners, not close, or one on either side."""
    lines = [part for part in others if part.size > 0.3 * main.size and _is_line(part, scene)]
    before = [part for part in lines if part.height > 0.3 * main.size and part.right < main.left]
    behind = [part for part in lines if part.height > 0.3 * main.size and part.left > main.right]
    if before and behind:
        return before + behind
    long = [line for line in lines if line.size > 0.9 * main.size]
    overhanging = [line for line in long if _overhangs(line, main)]
    apart = [line for line in long if distance_between(line, main) > 0.08 * main.size]
    return overhanging + (apart if len(apart) > 1 else [])


def _is_line(part: Component, scene: Scene) -> bool:
    """Whether a part is a line, or a corner of them."""
    return min(part.height, part.width) < 0.12 * part.size or is_made_of_lines(
        part.own(scene.labels)
    )


def _overhangs(line: Component, main: Component) -> bool:
    """Whether an upright line begins above what is beside it, and ends below: clearly, if it is close."""
    margin = 0 if distance_between(line, main) > 0.2 * main.size else _MIN_OVERHANG * main.size
    return line.top < main.top - margin and line.bottom > main.bottom + margin


def _holes_beside(main: Component, others: Sequence[Component], scene: Scene) -> list[Component]:
    """Discs that are wider than the digit's pen: holes punched into the paper."""
    pen = estimate_stroke_width(main.own(scene.labels))
    return [part for part in others if part.size > 2 * pen and is_disc(part.own(scene.labels))]
