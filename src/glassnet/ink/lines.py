"""Frames, ruled and squared paper: straight thin lines across the ink, found and taken out."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]

_SLOPES = np.linspace(-0.07, 0.07, 15)
_COVERED = 0.86  # share of its length on which a line must be inked
_THICKEST = 0.035  # of the picture's longer side: thicker ones are strokes of a digit
_COARSE_SIDE = 200


class Line(NamedTuple):
    """A nearly level line: its row at column 0, rows it climbs for each column, its thickness."""

    row: float
    slope: float
    thickness: float


def without_lines(mask: Mask) -> Mask:
    """The ink without lines that cross the whole picture, where there are two or more of them."""
    level, upright = find_lines(mask), find_lines(mask.T)
    if max(len(level), len(upright)) < 2:
        return mask
    cleared = _erased(mask, level)
    return _erased(cleared.T, upright).T


def without_frame(mask: Mask, part: Mask) -> Mask:
    """The ink of a cut-out without the frame around it, if `part`, one piece of it, is a frame.

    A frame is level at the top and at the bottom and upright on both sides, and holds ink.
    """
    level, upright = find_lines(part), find_lines(part.T)
    if not (_at_both_ends(level, part.shape[0]) and _at_both_ends(upright, part.shape[1])):
        return mask
    inside = _erased(_erased(mask, level).T, upright).T
    return inside if inside.sum() > 0.02 * mask.sum() else mask


def _at_both_ends(lines: list[Line], rows: int) -> bool:
    return bool(lines) and lines[0].row < 0.12 * rows and lines[-1].row > 0.88 * rows


def find_lines(mask: Mask) -> list[Line]:
    """Nearly level lines from the left edge to the right, from top to bottom."""
    step = max(1, round(max(mask.shape) / _COARSE_SIDE))
    coarse = _pooled(mask, step)
    if min(coarse.shape) < 12:
        return []
    exact = np.stack([_coverage(coarse, slope) for slope in _SLOPES])
    nearly = np.stack([_coverage(_fuller(coarse), slope) for slope in _SLOPES])
    lines = []
    for first, last in _stretches(nearly.max(axis=0) >= _COVERED):
        thickness = max(1, last - first - 2)  # the fuller mask adds a pixel on both sides
        if thickness > max(2, _THICKEST * max(coarse.shape)):
            continue
        steepness, place = np.unravel_index(
            exact[:, first:last].argmax(), (len(exact), last - first)
        )
        slope = float(_SLOPES[steepness])
        row = (first + int(place) + 0.5 - slope * coarse.shape[1] / 2) * step
        lines.append(Line(row, slope, float(thickness * step)))
    return lines


def _pooled(mask: Mask, step: int) -> Mask:
    """Every block of step x step pixels as one, inked where any of them is."""
    height, width = (side // step * step for side in mask.shape)
    blocks = mask[:height, :width].reshape(height // step, step, width // step, step)
    return np.asarray(blocks.any(axis=(1, 3)))


def _fuller(mask: Mask) -> Mask:
    """One pixel more above and below, so that a line may lie between two slopes."""
    fuller = mask.copy()
    fuller[1:] |= mask[:-1]
    fuller[:-1] |= mask[1:]
    return fuller


def _coverage(mask: Mask, slope: float) -> NDArray[np.float64]:
    """For each row at the middle column, how much of a line of this slope is inked."""
    height, width = mask.shape
    columns = np.arange(width)
    climb = np.rint(slope * (columns - width / 2)).astype(int)
    rows = np.arange(height)[:, None] + climb
    return _at(mask, rows, columns).mean(axis=1)


def _stretches(flags: Mask) -> list[tuple[int, int]]:
    """First and one after the last index of every stretch that holds."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _erased(mask: Mask, lines: list[Line]) -> Mask:
    """Without the lines; a stroke that comes from above and leaves below stays whole."""
    cleared = mask.copy()
    height, width = mask.shape
    columns = np.arange(width)
    for line in lines:
        reach = int(line.thickness / 2) + 2
        middle = np.rint(line.row + line.slope * columns).astype(int)
        above, below = middle - reach - 1, middle + reach + 1
        crossed = _at(mask, above, columns) & _at(mask, below, columns)
        for row in range(-reach, reach + 1):
            rows = middle + row
            erased = ~crossed & (rows >= 0) & (rows < height)
            cleared[rows[erased], columns[erased]] = False
    return cleared


def _at(mask: Mask, rows: NDArray, columns: NDArray) -> Mask:
    """The mask's values, nothing outside of it."""
    inside = (rows >= 0) & (rows < len(mask))
    return mask[np.clip(rows, 0, len(mask) - 1), columns] & inside
