"""Ruled and squared paper: straight thin lines across the ink, found and taken out."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.engine.kernel import kernel
from glassnet.ink.photo.components import label_components, measure_components

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

_MIN_COVERAGE = 0.86  # share of its length on which a line must be inked
_MIN_WRITING_SIZE = 0.06  # of the picture's longer side: what is higher is no speck

MAX_THICKNESS = 0.035
"""Of the picture's longer side: thicker lines are strokes of a digit."""

MAX_SLOPE = 0.07
"""Rows for each column."""

_SLOPE_STEP = 0.01
_COARSE_SIDE = 200
_MIN_LENGTH = 0.35  # of the picture's width is the shortest line on a sheet


class Line(NamedTuple):
    """A nearly level line: its row at column 0, rows it climbs for each column, its thickness."""

    row: float
    slope: float
    thickness: float


def remove_lines(
    mask: Mask,
    strength: Floats,
    candidates: Mask,
    sheet: Mask | None = None,
    max_slope: float = MAX_SLOPE,
) -> Mask:
    """The ink without lines that cross the whole picture: two or more of them, or one apart from writing.

    `candidates` are all pixels that stand out: lines are often printed too lightly to count as ink.
    What is clearly stronger than its line is ink, not line. `sheet` says where there is paper, if that is not
    everywhere: lines cross it, not the whole picture.
    """
    level, upright = (
        find_lines(each, max_slope=max_slope, sheet=paper)
        for each, paper in (
            (candidates, sheet),
            (candidates.T, None if sheet is None else sheet.T),
        )
    )
    if not level and not upright:
        return mask
    lined = mask_lines(strength, level, upright)
    if max(len(level), len(upright)) < 2 and not _written_apart(mask, lined):
        return mask
    return erase_lines(mask, lined, level, upright)


def _written_apart(mask: Mask, lined: Mask) -> bool:
    """Whether there is writing that no line touches: else a line may be a stroke of a digit."""
    labels, count = label_components(mask)
    touched = np.bincount(labels[lined], minlength=count + 1) > 0
    apart = [part for part in measure_components(labels, count) if not touched[part.label]]
    return any(
        min(part.height, 3 * part.width) > _MIN_WRITING_SIZE * max(mask.shape) for part in apart
    )


def find_lines(
    mask: Mask,
    max_thickness: float = MAX_THICKNESS,
    max_slope: float = MAX_SLOPE,
    sheet: Mask | None = None,
) -> list[Line]:
    """Nearly level lines from the left edge to the right, or of the sheet, from top to bottom.

    `max_thickness` is a share of the longer side, `max_slope` is in rows for each column.
    """
    step = max(1, round(max(mask.shape) / _COARSE_SIDE))
    coarse = pool_mask(mask, step)
    if min(coarse.shape) < 12 or (sheet is None and not _may_hold_line(coarse, max_slope)):
        return []
    slopes, climbs = _tabulate_slopes(max_slope, coarse.shape[1])
    possible = 1.0 if sheet is None else _measure_room(pool_mask(sheet, step), climbs)
    nearly = _coverages(dilate_rows(coarse), climbs) / possible
    if nearly.max() < _MIN_COVERAGE:
        return []
    exact = _coverages(coarse, climbs) / possible
    lines = []
    for first, last in _stretches(nearly.max(axis=0) >= _MIN_COVERAGE):
        steepness, place = np.unravel_index(
            exact[:, first:last].argmax(), (len(exact), last - first)
        )
        covered = int((nearly[:, first:last] >= _MIN_COVERAGE).sum(axis=1).max())
        thickness = max(1, covered - 2)  # the fuller mask adds a pixel on both sides
        slope = float(slopes[steepness])
        row = (first + int(place) + 0.5 - slope * coarse.shape[1] / 2) * step
        lines.append(Line(row, slope, float(thickness * step)))
    return drop_thick_lines(lines, mask.shape, max_thickness)


def drop_thick_lines(lines: list[Line], shape: tuple[int, ...], max_thickness: float) -> list[Line]:
    """The lines on a mask of this shape that are thin enough; see `find_lines`."""
    step = max(1, round(max(shape) / _COARSE_SIDE))
    most = max(2, max_thickness * (max(shape) // step))
    return [line for line in lines if line.thickness / step <= most]


def measure_coverage(mask: Mask, line: Line) -> float:
    """The share of a line's length on which a mask is inked."""
    rows, reach = _rows(line, mask.shape[1]), _reach(line, mask.shape[1])
    near = rows + np.arange(-reach, reach + 1)[:, None]
    return float(_at(mask, near, np.arange(mask.shape[1])).any(axis=0).mean())


def _measure_room(sheet: Mask, climbs: NDArray[np.int64]) -> NDArray[np.float64]:
    """How much of each line lies on the sheet, at least `_MIN_LENGTH`."""
    return np.maximum(_coverages(sheet, climbs), _MIN_LENGTH)


def pool_mask(mask: Mask, step: int) -> Mask:
    """Every block of step x step pixels as one, inked where any of them is."""
    if step == 1:
        return mask
    height, width = (side // step * step for side in mask.shape)
    blocks = mask[:height, :width].reshape(height // step, step, width // step, step)
    return np.asarray(blocks.any(axis=(1, 3)))


def dilate_rows(mask: Mask) -> Mask:
    """One pixel more above and below, so that a line may lie between two slopes."""
    fuller = mask.copy()
    fuller[1:] |= mask[:-1]
    fuller[:-1] |= mask[1:]
    return fuller


def _may_hold_line(mask: Mask, max_slope: float) -> bool:
    """Whether enough columns are inked within any band of rows that a sloping line stays in."""
    width = mask.shape[1]
    if mask.any(axis=0).sum() < _MIN_COVERAGE * width:
        return False
    reach = int(max_slope * width / 2) + 2
    return count_in_bands(np.ascontiguousarray(mask), reach) >= _MIN_COVERAGE * width


@kernel("glassnet.ink.photo.lines_compiled", small=True)
def count_in_bands(mask: Mask, reach: int) -> int:
    """The most columns that are inked within a band of rows, `reach` above its middle and below."""
    height, width = mask.shape
    sums = np.zeros((height + 1, width), np.int16)
    np.cumsum(mask, axis=0, out=sums[1:])
    rows = np.arange(height)
    high, low = np.minimum(rows + reach + 1, height), np.maximum(rows - reach, 0)
    return int((sums[high] > sums[low]).sum(axis=1).max())


@lru_cache(256)
def _tabulate_slopes(
    max_slope: float, width: int
) -> tuple[NDArray[np.floating], NDArray[np.int64]]:
    """Slopes, and by how many rows a line of each one lies lower in each column than in the middle."""
    count = round(max_slope / _SLOPE_STEP)
    slopes = _SLOPE_STEP * np.arange(-count, count + 1)
    climbs = np.rint(slopes[:, None] * (np.arange(width) - width / 2)).astype(np.int64)
    return slopes, climbs


def _coverages(mask: Mask, climbs: NDArray[np.int64]) -> NDArray[np.float64]:
    """For each slope and each row at the middle column, how much of such a line is inked."""
    return count_inked(np.ascontiguousarray(mask.T).view(np.uint8), climbs) / mask.shape[1]


@kernel("glassnet.ink.photo.lines_compiled", small=True)
def count_inked(columns: NDArray[np.uint8], climbs: NDArray[np.int64]) -> NDArray[np.int32]:
    """Inked pixels on lines, (slopes, rows).

    `columns` is 1 where there is ink, columns by rows. `climbs` `(slopes, columns)` are the rows by which
    a line lies lower in each column.
    """
    width, height = columns.shape
    most = int(np.abs(climbs).max())
    sums = np.zeros((width + 1, height + 2 * most), np.int32)
    np.cumsum(columns, axis=0, out=sums[1:, most : most + height])
    return np.stack([_count_on_lines(sums, climb, most) for climb in climbs])


def _count_on_lines(
    sums: NDArray[np.int32], climb: NDArray[np.int64], margin: int
) -> NDArray[np.int32]:
    """For one slope; `sums` counts the ink to the left of every column, columns by rows."""
    height = sums.shape[1] - 2 * margin
    inked = np.zeros(height, np.int32)
    for first, last in _level_stretches(climb):
        rows = slice(margin + int(climb[first]), margin + int(climb[first]) + height)
        inked += sums[last, rows] - sums[first, rows]
    return inked


def _level_stretches(climb: NDArray[np.int64]) -> list[tuple[int, int]]:
    """First and one after the last column of every stretch on one row."""
    steps = (np.flatnonzero(np.diff(climb)) + 1).tolist()
    return list(zip([0, *steps], [*steps, len(climb)], strict=True))


def _stretches(flags: Mask) -> list[tuple[int, int]]:
    """First and one after the last index of every stretch that holds."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def mask_lines(strength: Floats, level: list[Line], upright: list[Line]) -> Mask:
    """Pixels on any of these lines that are about as strong as the rest of their line."""
    return _bands(strength, level) | _bands(strength.T, upright).T


def _bands(strength: Floats, lines: list[Line]) -> Mask:
    """Pixels on these lines that are about as strong as the rest of their line."""
    bands = np.zeros(strength.shape, bool)
    columns = np.arange(strength.shape[1])
    for line in lines:
        rows, reach = _rows(line, strength.shape[1]), _reach(line, strength.shape[1])
        near = np.clip(rows + np.arange(-reach, reach + 1)[:, None], 0, len(strength) - 1)
        values = strength[near, columns]
        peaks = values.max(axis=0)
        inked = peaks > 0
        typical = np.median(peaks if inked.mean() >= _MIN_COVERAGE else peaks[inked])
        bands[near, columns] |= values < 1.6 * typical
    return bands


def erase_lines(mask: Mask, lined: Mask, level: list[Line], upright: list[Line]) -> Mask:
    """Without the lines; a stroke that comes from one side and leaves on the other stays whole."""
    bare = mask & ~lined
    return bare | _crossings(mask, bare, level) | _crossings(mask.T, bare.T, upright).T


def _crossings(mask: Mask, bare: Mask, lines: list[Line]) -> Mask:
    """Ink on the lines with bare ink above and below."""
    crossed = np.zeros(mask.shape, bool)
    columns = np.arange(mask.shape[1])
    for line in lines:
        rows, reach = _rows(line, mask.shape[1]), _reach(line, mask.shape[1])
        above = _nearby(_at(bare, rows - reach - 1, columns), reach)
        below = _nearby(_at(bare, rows + reach + 1, columns), reach)
        through = above & below
        near = np.clip(rows + np.arange(-reach, reach + 1)[:, None], 0, len(mask) - 1)
        crossed[near, columns] |= mask[near, columns] & through
    return crossed


def _nearby(flags: Mask, reach: int) -> Mask:
    """Where a flag is set at most `reach` places away: slanted strokes leave a line elsewhere."""
    return np.convolve(flags, np.ones(2 * reach + 1), "same") > 0.5


def _rows(line: Line, width: int) -> NDArray[np.int64]:
    """The line's row in every column."""
    return np.rint(line.row + line.slope * np.arange(width)).astype(int)


def _reach(line: Line, width: int) -> int:
    """Rows above and below the line's middle that may be part of it."""
    return int(line.thickness / 2) + 2 + width // 200


def _at(mask: Mask, rows: NDArray, columns: NDArray) -> Mask:
    """The mask's values, nothing outside of it."""
    inside = (rows >= 0) & (rows < len(mask))
    return mask[np.clip(rows, 0, len(mask) - 1), columns] & inside
