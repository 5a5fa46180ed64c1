"""What is on a picture: ink without the paper's lines, in connected parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.ink.photo.components import (
    Component,
    Labels,
    Mask,
    cut_out,
    label_components,
    measure_components,
)
from glassnet.ink.photo.decoding import Colors
from glassnet.ink.photo.frames import find_frame_lines, has_four_sides, is_frame, remove_frame
from glassnet.ink.photo.lines import MAX_SLOPE, remove_lines
from glassnet.ink.photo.paper import Floats, Ink, find_ink
from glassnet.ink.photo.planes import blur, halve, resize_each

_MIN_AREA = 9  # pixels of a part: smaller ones are specks
_MIN_DOTS = 7  # make up the shortest dotted digit
_MAX_DOTS = 500  # more are noise
_MAX_SAMPLED_DOTS = 60  # dots are enough to know how far apart they are
_MAX_PARTS = 600  # more are noise
_MAX_BOXES = 12  # times the picture's area are the boxes of all parts, which may lie in each other
_MAX_FRAMES = 100  # are looked for on one picture,
_MAX_FRAME_BOXES = 5  # and their boxes are this many times as large as the picture
_MIN_RELATIVE_SIZE = 0.3  # of the size of what lies beside it
_MIN_SIDE, _MAX_SIDE = (
    200,
    400,
)  # pixels on the longer side: other pictures are resized


Box = tuple[int, int, int, int]
"""Top, left, bottom and right."""


Region = tuple[slice, slice]
"""Rows and columns of a picture."""


class Scene(NamedTuple):
    """The ink of a picture and its connected parts."""

    strength: Floats
    """Rows by columns: 0 paper, 1 a typical stroke."""
    labels: Labels
    """Rows by columns: which part a pixel belongs to, 0 for none."""
    parts: list[Component]


def resize_for_analysis(colors: Colors, most: int = _MAX_SIDE) -> Colors:
    """As many pixels as it takes and at most `most` on a side: strokes several of them wide."""
    height, width = colors.shape[:2]
    if max(height, width) >= 2 * most and min(height, width) > 1:
        return resize_for_analysis(halve(colors), most)
    if max(height, width) > most:
        factor = most / max(height, width)
        return resize_each(colors, max(1, round(height * factor)), max(1, round(width * factor)))
    times = max(1, round(_MIN_SIDE / max(height, width)))
    if times == 1:
        return colors
    return np.clip(resize_each(colors, height * times, width * times), 0, 1)


def build_scene(colors: Colors) -> Scene | None:
    """The ink on a picture, or None when nothing stands out from the paper."""
    ink = find_ink(colors)
    return None if ink is None else build_scene_of_ink(ink)


def build_scene_of_ink(
    ink: Ink, sheet: Mask | None = None, max_slope: float = MAX_SLOPE
) -> Scene | None:
    """Ink without lines and frames, in connected parts; None where nothing is left.

    `sheet` says where there is paper, if that is not everywhere. Lines climb at most `max_slope` rows for
    each column.
    """
    cleaned = _clean(ink, sheet, max_slope)
    gone = ink.mask & ~cleaned
    lower_contrast = ink.without(gone) if gone.sum() > cleaned.sum() else None
    scene = (
        _scene(ink, cleaned)
        if lower_contrast is None
        else _scene(lower_contrast, _clean(lower_contrast, sheet, max_slope))
    )
    if scene is None or not all(_is_beside(part, scene.labels) for part in scene.parts):
        return scene
    return _find_lower_contrast(ink, scene) or scene


def build_plain_scene(
    ink: Ink, place: Region, shape: tuple[int, ...], min_side: int
) -> Scene | None:
    """As `build_scene`, of ink that lies apart from the edges of a picture of this shape, at `place`.

    None where there is more than ink in a few whole parts: lines, frames, holes, dots. The same is so on
    any smaller picture around the ink whose longer side is `min_side` at least.
    """
    labels, count = label_components(ink.mask)
    parts = measure_components(labels, count)
    if not 0 < count < _MIN_DOTS or any(part.area < _MIN_AREA for part in parts):
        return None
    for box, own in _large_parts(ink.strength > ink.least, min_side, _MAX_DOTS * labels.size):
        inked = ink.mask[box]
        if remove_frame(inked, ink.strength[box], own) is not inked:
            return None
    are_beside = []
    for part in parts:
        inked, own = ink.mask[part.place], part.own(labels)
        lines = find_frame_lines(own)
        if remove_frame(inked, ink.strength[part.place], own, lines) is not inked:
            return None
        are_beside.append(is_disc(own) or has_four_sides(own, lines))
    if all(are_beside) and ink.without(labels > 0) is not None:
        return None
    whole = Scene(np.zeros(shape, np.float32), np.zeros(shape, np.int32), [])
    whole.strength[place], whole.labels[place] = ink.strength, labels
    rows, columns = place
    return whole._replace(parts=[part.move(rows.start, columns.start) for part in parts])


def _find_lower_contrast(ink: Ink, beside: Scene) -> Scene | None:
    """What is written more faintly than borders, holes and frames beside it, if it is no speck."""
    lower_contrast = ink.without(beside.labels > 0)
    scene = None if lower_contrast is None else _scene(lower_contrast, _clean(lower_contrast))
    least = _MIN_RELATIVE_SIZE * min(min(part.height, part.width) for part in beside.parts)
    return scene if scene and max(part.height for part in scene.parts) > least else None


def _scene(ink: Ink, cleaned: Mask) -> Scene | None:
    labels, count = label_components(cleaned)
    reach = _reach_of_dots(measure_components(labels, count), labels)
    if reach is not None:
        labels, count = label_components(blur(cleaned.astype(np.float32), reach) > 0)
        labels *= cleaned
    parts = [
        part
        for part in measure_components(labels, count)
        if part.area >= _MIN_AREA and not _is_rim(part, labels.shape)
    ]
    parts = _limit(parts, labels.shape)
    parts = [part for part in parts if not _is_border(part, labels)] or parts
    return Scene(ink.strength, labels, parts) if parts else None


def _limit(parts: list[Component], shape: tuple[int, ...]) -> list[Component]:
    """The largest parts, so that looking at each one takes a limited time, in the order given."""
    order = sorted(parts, key=lambda part: part.area, reverse=True)[:_MAX_PARTS]
    boxes = np.cumsum([part.height * part.width for part in order])
    room = int(np.searchsorted(boxes, _MAX_BOXES * shape[0] * shape[1], side="right"))
    kept = {part.label for part in order[: max(1, room)]}
    return [part for part in parts if part.label in kept]


def _reach_of_dots(parts: Sequence[Component], labels: Labels) -> int | None:
    """By how much dots have to grow so that they make a stroke; None where ink is no row of dots."""
    area = sum(part.area for part in parts)
    dots = [part for part in parts if part.area >= _MIN_AREA and _is_dot(part)]
    if not _MIN_DOTS <= len(dots) <= _MAX_DOTS or sum(part.area for part in dots) < 0.6 * area:
        return None
    size = float(np.median([dot.size for dot in dots]))
    apart = [
        distances_to(dot, [other for other in dots if other is not dot]).min()
        for dot in dots[:_MAX_SAMPLED_DOTS]
    ]
    if size > 0.12 * max(labels.shape) or np.median(apart) > 1.5 * size:
        return None
    return int(np.median(apart) / 2) + 2


def _is_dot(part: Component) -> bool:
    """Whether a part is about as wide as high, and full."""
    return 0.6 < part.width / part.height < 1.6 and part.area > 0.6 * part.width * part.height


def crop_parts(scene: Scene, parts: Sequence[Component]) -> Floats:
    """Ink strength in the box of these parts, without what does not belong to them."""
    top, left, bottom, right = bounding_box(parts)
    place = (slice(top, bottom), slice(left, right))
    are_chosen = np.zeros(1 + int(scene.labels[place].max()), bool)
    are_chosen[[part.label for part in parts]] = True
    return cut_out(scene.strength[place], scene.labels[place], are_chosen)


def touches_edge(part: Component, shape: tuple[int, ...]) -> bool:
    """Whether a part reaches the edge of the picture, so that it may go on outside of it."""
    height, width = shape
    return part.top <= 1 or part.left <= 1 or part.bottom >= height - 1 or part.right >= width - 1


def _is_rim(part: Component, shape: tuple[int, ...]) -> bool:
    """Whether a part is what a scanner or a camera sees beside the paper: a strip along an edge."""
    height, width = shape
    beside = part.height > 0.85 * height and part.width < 0.12 * width
    across = part.width > 0.85 * width and part.height < 0.12 * height
    return (beside and (part.left <= 1 or part.right >= width - 1)) or (
        across and (part.top <= 1 or part.bottom >= height - 1)
    )


def _is_border(part: Component, labels: Labels) -> bool:
    """Whether a part runs along two edges of the picture or more, and nowhere else."""
    height, width = labels.shape
    if part.height < 0.5 * height and part.width < 0.5 * width:
        return False
    edges = (part.top <= 1, part.left <= 1, part.bottom >= height - 1, part.right >= width - 1)
    if sum(edges) < 2:
        return False
    high, wide = int(0.12 * height), int(0.12 * width)
    return not (labels[high : height - high, wide : width - wide] == part.label).any()


def _is_beside(part: Component, labels: Labels) -> bool:
    """Whether a part may be nothing that was written: a border, a punched hole, an empty frame."""
    own = part.own(labels)
    return _is_border(part, labels) or is_disc(own) or is_frame(own)


def is_disc(own: Mask) -> bool:
    """Whether a part is as round and solid as a hole punched into the paper."""
    height, width = own.shape
    return 0.8 < width / height < 1.25 and 0.7 < float(own.mean()) < 0.85


def distance_between(one: Component, other: Component) -> float:
    """Pixels between two boxes, 0 when they overlap."""
    return float(distances_to(one, [other])[0])


def distances_to(part: Component, others: Sequence[Component]) -> NDArray[np.float64]:
    """Pixels between a part's box and each of the others', 0 when they overlap."""
    return distances_to_boxes(part, boxes_of(others))


def boxes_of(parts: Sequence[Component]) -> NDArray[np.int64]:
    """Top, left, bottom and right of each part, (4, parts)."""
    return np.array([(each.top, each.left, each.bottom, each.right) for each in parts]).T


def distances_to_boxes(part: Component, boxes: NDArray[np.int64]) -> NDArray[np.float64]:
    """Pixels between a part's box and each of `boxes` `(4, boxes)`, 0 where they overlap."""
    top, left, bottom, right = boxes
    down = np.maximum(part.top, top) - np.minimum(part.bottom, bottom)
    across = np.maximum(part.left, left) - np.minimum(part.right, right)
    return np.hypot(np.maximum(down, 0), np.maximum(across, 0))


def bounding_box(parts: Sequence[Component]) -> Box:
    """Top, left, bottom and right of the box around all parts."""
    return (
        min(part.top for part in parts),
        min(part.left for part in parts),
        max(part.bottom for part in parts),
        max(part.right for part in parts),
    )


def _clean(ink: Ink, sheet: Mask | None = None, max_slope: float = MAX_SLOPE) -> Mask:
    """Ink without the lines of the paper, and without frames around other ink."""
    candidates = ink.strength > ink.least / 2
    mask = remove_lines(ink.mask, ink.strength, candidates, sheet, max_slope)
    room = _MAX_FRAME_BOXES * mask.size
    for place, own in _large_parts(ink.strength > ink.least, max(mask.shape), room):
        mask[place] = remove_frame(mask[place], ink.strength[place], own)
    for place, own in _large_parts(mask, max(mask.shape), room):
        mask[place] = remove_frame(mask[place], ink.strength[place], own)
    return mask


def _large_parts(mask: Mask, side: int, room: int) -> Iterator[tuple[Region, Mask]]:
    """The place of every part that may be a frame on a picture of this side, and which pixels are its own.

    Of very many, such as circles within circles, those with the largest boxes, `room` pixels together.
    """
    labels, count = label_components(mask)
    large = [
        part
        for part in measure_components(labels, count)
        if min(part.height, part.width) > 0.05 * side
    ]
    for part in sorted(large, key=lambda part: -part.height * part.width)[:_MAX_FRAMES]:
        room -= part.height * part.width
        if room >= 0:
            yield part.place, part.own(labels)
