"""Frames and boxes around what is written: whole ones, thick ones, and those that the picture cuts off."""

from __future__ import annotations

from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from glassnet.ink.photo.components import (
    Mask,
    filled_fraction,
    label_components,
    measure_components,
)
from glassnet.ink.photo.lines import (
    MAX_THICKNESS,
    Line,
    drop_thick_lines,
    erase_lines,
    find_lines,
    mask_lines,
    measure_coverage,
)
from glassnet.ink.photo.paper import Floats

Plane = TypeVar("Plane", Mask, Floats)

_MAX_SLOPE = 0.12  # rows for each column by which a frame may be tilted
_MAX_THICK_LINE = 0.1  # of a frame's longer side: printed boxes of forms around small digits
_MAX_THIN_LINE = 0.055  # of a frame's longer side: of two boxes side by side, lines are double
_END_MARGIN = (
    0.2  # of a frame's sides: its lines are this close to its ends; digits may extend beyond them
)
_MIN_RING_FILL = 0.68  # a circle fills pi / 4 of its box
_MIN_BOX_FILL = 0.85
_MAX_SLOPE_DIFFERENCE = 0.03  # rows for each column
_MAX_OFF_LINE = 0.15
_MAX_LACK = 0.08  # of its length may be less inked than of other lines that divide a frame
_MIN_TILT = 0.04  # of its height: a frame that climbs more is made level first


class FrameLines(NamedTuple):
    """Lines from end to end of what may be a frame: from top to bottom, and from left to right."""

    level: list[Line]
    upright: list[Line]


class _Sides(NamedTuple):
    """The lines of a frame, and how many of its four sides they are."""

    level: list[Line]
    upright: list[Line]
    present: int


def remove_frame(
    inked: Mask, strength: Floats, part: Mask, lines: FrameLines | None = None
) -> Mask:
    """The ink of a cut-out without the frame around it, if `part`, one piece of it, is a frame.

    A frame is level at the top and at the bottom and upright on both sides, and holds ink. Three sides
    will do, or a corner, or thick lines, where what they hold is as large as a digit: a corner must not
    touch it, since sevens have corners, too. The same array comes back where there is no frame.
    """
    lines = lines or find_frame_lines(part)
    if not lines.level:
        return inked & ~part if _is_ring(part, inked) else inked
    down = _compute_leveling(lines.level, part.shape)
    if not down.any():
        return _remove_level_frame(inked, strength, part, lines)
    rows = len(inked) + int(down.max())
    level = _shift_columns(inked, down, rows)
    shifted = _shift_columns(part, down, rows)
    bare = _remove_level_frame(
        level, _shift_columns(strength, down, rows), shifted, find_frame_lines(shifted)
    )
    return inked if bare is level else _shift_columns(bare, -down, len(inked))


def _compute_leveling(level: list[Line], shape: tuple[int, ...]) -> NDArray[np.int64]:
    """By how many rows to move each column down so that a tilted frame is level; 0 if it is."""
    columns = np.arange(shape[1])
    lines = drop_thick_lines(level, shape, MAX_THICKNESS)
    if not lines or not all(_at_ends(lines, shape)):
        return np.zeros_like(columns)
    climbs = np.rint((lines[0].slope + lines[-1].slope) / 2 * columns).astype(int)
    down = climbs.max() - climbs
    return down if down.max() > max(2, _MIN_TILT * shape[0]) else np.zeros_like(columns)


def _shift_columns(plane: Plane, down: NDArray[np.int64], rows: int) -> Plane:
    """Every column moved down by its number of rows, on as many rows as are wanted."""
    sources = np.arange(rows)[:, None] - down
    inside = (sources >= 0) & (sources < len(plane))
    taken = plane[np.clip(sources, 0, len(plane) - 1), np.arange(plane.shape[1])]
    taken[~inside] = 0
    return taken


def is_frame(part: Mask) -> bool:
    """Whether a part has thin straight lines on all four sides."""
    return has_four_sides(part, find_frame_lines(part))


def has_four_sides(part: Mask, lines: FrameLines) -> bool:
    """As `is_frame`, of a part whose lines are known."""
    return _sides(lines, _MAX_THIN_LINE, part).present == 4


def is_made_of_lines(part: Mask) -> bool:
    """Whether hardly anything of a part lies beside straight lines, level and upright, at its ends."""
    sides = _sides(find_frame_lines(part), _MAX_THIN_LINE, part)
    if sides.present < 2:
        return False
    lined = mask_lines(part.astype(np.float32), sides.level, sides.upright)
    return bool((part & ~lined).sum() < _MAX_OFF_LINE * part.sum())


def find_frame_lines(part: Mask) -> FrameLines:
    """Level and upright lines through all of a frame."""
    level = find_lines(part, _MAX_THICK_LINE, _MAX_SLOPE)
    top, bottom = _between(level, part.shape)
    upright = find_lines(part[top:bottom].T, _MAX_THICK_LINE, _MAX_SLOPE) if level else []
    return FrameLines(level, _drop_broken(upright, part[top:bottom].T))


def _drop_broken(lines: list[Line], mask: Mask) -> list[Line]:
    """The first line, the last, and those between that are as whole: a long 1 touches one end of its cell."""
    if len(lines) < 3:
        return lines
    covered = [measure_coverage(mask, line) for line in lines]
    least = float(np.median(covered)) - _MAX_LACK
    between = [line for line, share in zip(lines, covered, strict=True) if share > least]
    return [lines[0], *(line for line in lines[1:-1] if line in between), lines[-1]]


def _remove_level_frame(inked: Mask, strength: Floats, part: Mask, lines: FrameLines) -> Mask:
    for max_thickness, needed in ((_MAX_THIN_LINE, 4), (_MAX_THICK_LINE, 4), (_MAX_THIN_LINE, 2)):
        sides = _sides(lines, max_thickness, part)
        if sides.present < needed or not (sides.level and sides.upright):
            continue
        bare = _remove_sides(inked, strength, sides)
        whole = sides.present == 4 and max_thickness == _MAX_THIN_LINE
        apart = bare if sides.present > 2 else bare & ~part
        if (whole and bare.sum() > 0.02 * inked.sum()) or _holds_digit(apart, part):
            return bare
    return inked & ~part if _is_ring(part, inked) else inked


def _sides(lines: FrameLines, max_thickness: float, part: Mask) -> _Sides:
    """The lines that are no thicker than a share of the frame's longer side."""
    most = max(3.0, max_thickness * max(part.shape))
    level, upright = ([line for line in each if line.thickness <= most] for each in lines)
    ends = [*_at_ends(level, part.shape), *_at_ends(upright, part.T.shape)]
    return _Sides(_keep_similar(level), upright, sum(ends))


def _keep_similar(lines: list[Line]) -> list[Line]:
    """The first and the last line, and between them those like them: others are strokes, as of a 2."""
    if len(lines) < 3:
        return lines
    first, *between, last = lines
    thickness, slope = first.thickness + last.thickness, (first.slope + last.slope) / 2
    alike = [
        line
        for line in between
        if line.thickness <= thickness and abs(line.slope - slope) < _MAX_SLOPE_DIFFERENCE
    ]
    return [first, *alike, last]


def _between(level: list[Line], shape: tuple[int, ...]) -> tuple[int, int]:
    """The rows of a frame, whose digits may extend beyond it."""
    rows, columns = shape
    if not all(_at_ends(level, shape)):
        return 0, rows
    highest, lowest = (line.row + line.slope * columns / 2 for line in (level[0], level[-1]))
    return max(0, int(highest - level[0].thickness)), int(lowest + level[-1].thickness) + 1


def _at_ends(lines: list[Line], shape: tuple[int, ...]) -> tuple[bool, bool]:
    """Whether the first of these lines is at the top, and the last at the bottom."""
    if not lines:
        return False, False
    rows, columns = shape
    first, last = (line.row + line.slope * columns / 2 for line in (lines[0], lines[-1]))
    margins = [_END_MARGIN * rows + abs(line.slope) * columns / 2 for line in (lines[0], lines[-1])]
    return first < margins[0], last > rows - margins[1]


def _remove_sides(inked: Mask, strength: Floats, sides: _Sides) -> Mask:
    lined = mask_lines(strength, sides.level, sides.upright)
    return _remove_crumbs(erase_lines(inked, lined, sides.level, sides.upright), sides)


def _remove_crumbs(inked: Mask, sides: _Sides) -> Mask:
    """Without what lies wholly beside the frame's lines: what is left of its corners."""
    thickness = max(line.thickness for line in (*sides.level, *sides.upright))
    margin = int(1.5 * thickness + 0.02 * max(inked.shape)) + 1
    inner = np.zeros_like(inked)
    inner[margin:-margin, margin:-margin] = True
    labels, count = label_components(inked)
    inside = np.bincount(labels[inner], minlength=count + 1) > 0
    inside[0] = False
    return inside[labels]


def _is_ring(own: Mask, inked: Mask) -> bool:
    """Whether a part is a thin line around other ink: a box that it fills, or a ring."""
    if own.mean() > 0.3:
        return False
    held = inked & ~own
    if not held.any():
        return False
    if held.sum() > 0.1 * own.sum() and filled_fraction(own) > _MIN_BOX_FILL:
        return True
    sides = _sides_held(own)
    ring = bool((own | (sides == 4)).mean() > _MIN_RING_FILL)
    return ring and _holds_digit(held & (sides >= 3), own)


def _sides_held(own: Mask) -> NDArray[np.int64]:
    """On how many of its four sides each pixel has the part: on three within a ring's opening."""
    sides = [np.logical_or.accumulate(turned) for turned in (own, own[::-1], own.T, own.T[::-1])]
    above, below, left, right = sides
    return np.sum([above, below[::-1], left.T, right[::-1].T], axis=0)


def _holds_digit(held: Mask, frame: Mask) -> bool:
    """Whether what a frame surrounds is a digit, not the stroke or the dot within a 0."""
    labels, count = label_components(held)
    parts = measure_components(labels, count)
    part = max(parts, key=lambda part: part.area, default=None)
    if part is None or part.area < 0.1 * frame.sum() or part.height < 0.3 * len(frame):
        return False
    spread = np.cov(np.stack(np.nonzero(labels == part.label)))
    narrow, long = np.sqrt(np.maximum(np.linalg.eigvalsh(spread), 0))
    return bool(narrow > 0.15 * long or spread[1, 1] < 0.02 * spread[0, 0])
