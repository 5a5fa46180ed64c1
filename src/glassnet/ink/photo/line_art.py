"""Clean drawings, as canvases and paint programs send them, by a short way to the same digit.

In few colors and few parts, on paper of one color, apart from the edges: there `find_digit` would look for
lines, frames, sheets, panels and neighbors, and find none. What is done here shows that there are none, and
then cuts the digit out as `find_digit` does, bit for bit.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from glassnet.engine.kernel import kernel
from glassnet.ink.photo import hairlines
from glassnet.ink.photo.bitmap import find_box
from glassnet.ink.photo.closing import Levels
from glassnet.ink.photo.components import Component, Mask
from glassnet.ink.photo.digit_search import MARGINS, Found, is_crowded, surrounding_region
from glassnet.ink.photo.flat_colors import FlatPicture, look_up
from glassnet.ink.photo.hypotheses import MAX_ASPECT
from glassnet.ink.photo.panels import find_panels_on
from glassnet.ink.photo.paper import (
    MAX_AROUND_LONE,
    MAX_BETWEEN,
    MAX_LONE,
    MIN_CONTRAST,
    Floats,
    find_drawn_ink,
    is_between,
    measure_distance,
)
from glassnet.ink.photo.part_selection import select_main_parts
from glassnet.ink.photo.planes import Plane
from glassnet.ink.photo.scene import (
    Box,
    Region,
    Scene,
    bounding_box,
    build_plain_scene,
    crop_parts,
)
from glassnet.ink.photo.sheets import find_light_sheet

MIN_SIDE: Final = (
    134  # of the longer side: pictures and cut-outs of these sizes are analyzed as they are
)
MAX_SIDE: Final = 400
MARGIN: Final = 3  # pixels between the ink and each edge
MAX_EXTENT: Final = 0.85  # of the picture's sides: no line of ink crosses it
MIN_PAPER: Final = 0.6  # of the picture has exactly one tone
MAX_SHEET_BOX: Final = (
    0.5  # of the picture: of less, the paper around the ink is larger than any hole
)
PADDING: Final = 2  # pixels of paper around a cut-out


def find_line_art(picture: FlatPicture) -> Found | None:
    """The digit on a clean drawing, as `find_digit` finds it; None where that is not certain."""
    levels, shape = picture.indices, picture.shape
    if not MIN_SIDE <= max(shape) <= MAX_SIDE or max(shape) > MAX_ASPECT * min(shape):
        return None
    paper = _find_paper(levels)
    box = (0, 0, 0, 0) if paper is None else find_box(levels != paper)
    if paper is None or not box[2] or not _is_apart(box, shape):
        return None
    place = _pad(box)
    cut = np.ascontiguousarray(levels[place])
    counts = count_levels(cut)[: len(picture.bytes)]
    colors = picture.colors
    distances = measure_distance(colors, colors[paper, 0]).ravel()
    between = int(counts[is_between(distances)].sum())
    if between >= MAX_BETWEEN * levels.size:
        return None
    distance = look_up(distances, cut)
    if count_lone(distance) >= MAX_LONE * int(counts[distances > 0.5].sum()):
        return None
    if not _has_wide_lines(cut, np.abs(colors - colors[paper]).max(axis=2).ravel(), counts, shape):
        return None
    ink = find_drawn_ink(distance, MIN_CONTRAST)
    scene = None if ink is None else build_plain_scene(ink, place, shape, MIN_SIDE)
    parts = [] if scene is None else select_main_parts(scene)
    if scene is None or len(parts) < len(scene.parts):
        return None
    if not _is_found_again(levels, paper, scene, parts, box, between):
        return None
    plane = picture.plane()
    if _may_have_sheet(plane, box, float(picture.means[paper])) or find_panels_on(plane):
        return None
    top, left, bottom, right = bounding_box(parts)
    extent = max(bottom - top, right - left) / max(shape)
    return Found(crop_parts(scene, parts), is_crowded(scene, parts), extent=extent)


def _find_paper(levels: Levels) -> int | None:
    """The one tone that most of a drawing has exactly."""
    counts = count_levels(levels[::2, ::2])
    paper = int(counts.argmax())
    return paper if counts[paper] >= MIN_PAPER * counts.sum() else None


def _is_apart(box: Box, shape: tuple[int, ...]) -> bool:
    """Whether a box lies apart from the edges of a picture, and reaches across it neither way."""
    top, left, bottom, right = box
    height, width = shape
    margin = min(top, left, height - bottom, width - right)
    return (
        margin >= MARGIN
        and bottom - top < MAX_EXTENT * height
        and right - left < MAX_EXTENT * width
    )


def _pad(box: Box) -> Region:
    top, left, bottom, right = box
    return slice(top - PADDING, bottom + PADDING), slice(left - PADDING, right + PADDING)


@kernel("glassnet.ink.photo.line_art_compiled", small=True)
def count_levels(levels: Levels) -> NDArray[np.int64]:
    """How many pixels have each gray level, (256,)."""
    return np.bincount(levels.ravel(), minlength=256)


@kernel("glassnet.ink.photo.line_art_compiled", small=True)
def count_lone(distance: Floats) -> int:
    """How many pixels of ink may be lone dots.

    A little more than for any picture, since these sums are rounded in another way.
    """
    down = distance[:-2] + distance[1:-1] + distance[2:]
    around = (down[:, :-2] + down[:, 1:-1] + down[:, 2:]) / 9
    lone = (distance[1:-1, 1:-1] > 0.5) & (around < MAX_AROUND_LONE + 0.001)
    return int(lone.sum())


@kernel("glassnet.ink.photo.line_art_compiled", small=True)
def count_edges(levels: Levels, are_lines: Mask) -> int:
    """How often neighbors differ, across and down, in whether their level is one of `are_lines` (256,)."""
    inked = are_lines[levels]
    return int((inked[1:] != inked[:-1]).sum()) + int((inked[:, 1:] != inked[:, :-1]).sum())


def _has_wide_lines(
    cut: Levels, depths: Floats, counts: NDArray[np.int64], shape: tuple[int, ...]
) -> bool:
    """Whether lines are wider than hairs; `depths` is how far each color is from the paper, (colors,)."""
    contrast = float(depths[counts > 0].max())
    are_lines = depths > 0.3 * contrast
    area = int(counts[are_lines].sum())
    if contrast < hairlines.MIN_CONTRAST or area < hairlines.MIN_INK:
        return False
    if max(shape) < hairlines.MIN_SIDE:
        return True
    return hairlines.is_wide(area, count_edges(cut, are_lines), max(shape))


def _is_found_again(
    levels: Levels, paper: int, scene: Scene, parts: list[Component], box: Box, between: int
) -> bool:
    """Whether a second look, at the surroundings of these parts alone, would find the same."""
    shape = levels.shape[0], levels.shape[1]
    for room in MARGINS:
        near = surrounding_region(parts, room, shape, shape)
        if near is None:
            continue
        rows, columns = near
        around = levels[near]
        top, left, bottom, right = box
        moved = top - rows.start, left - columns.start, bottom - rows.start, right - columns.start
        if (
            max(around.shape) < MIN_SIDE
            or _find_paper(around) != paper
            or not _is_apart(moved, around.shape)
            or between >= MAX_BETWEEN * around.size
        ):
            return False
        closer = Scene(
            scene.strength[near],
            scene.labels[near],
            [part.move(-rows.start, -columns.start) for part in scene.parts],
        )
        return len(select_main_parts(closer)) == len(parts)
    return True


def _may_have_sheet(plane: Plane, box: Box, paper: float) -> bool:
    """Whether a light part of the picture may be a sheet of paper on a table."""
    top, left, bottom, right = box
    is_brightest = float(plane[top:bottom, left:right].max()) <= paper
    if is_brightest and (bottom - top) * (right - left) <= MAX_SHEET_BOX * plane.size:
        return False  # the paper is the largest light part, and lies along all edges
    return find_light_sheet(plane) is not None
