"""Sheets of paper that lie on something: what is written on them, without what is around them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from glassnet.ink.photo.components import (
    Component,
    Mask,
    fill_holes,
    filled_fraction,
    label_components,
    measure_components,
)
from glassnet.ink.photo.decoding import Colors
from glassnet.ink.photo.planes import Plane, blur, resize, resize_each
from glassnet.ink.photo.scene import Region, Scene

_MIN_TABLE_EXTENT = 0.9  # of the picture's sides: so far reaches a table around a sheet
_MIN_CORNER_COVERAGE = (
    0.25  # of each corner of the picture, where a patterned table surrounds a sheet
)
_MIN_SHEET_FILL = 0.85  # of its box, holes included; a fat 0 is less
_MIN_SHEET_AREA = 0.12  # of the picture: smaller holes are no sheet
_MIN_SIDE = 100  # pixels on the longer side: enough to find a sheet by its brightness
_MIN_SEPARATION = 0.75  # of all variance is between sheet and table
_MIN_BRIGHTNESS_STEP = 0.2  # of white: a table is darker by this much
_MIN_HUE_DIFFERENCE = 0.035  # of all light is red, green or blue on one and not on the other
_MAX_TABLE_BRIGHTNESS = 0.4  # of its light is what a shadow leaves, or more
_FINE_SIDE = 200  # pixels on the longer side: enough to see where a tilted sheet ends
_MIN_LIGHT_AREA = 0.3  # of the picture
_MAX_FILLED = 0.985  # of the picture: hardly any table is seen
_MIN_COMPACTNESS = 0.93
_RIM = 2  # of these pixels around a sheet are its edge
_GRAIN = 1.5 / 255
_MIN_EDGE_ON_SHEET = 0.97  # of each edge of the part that is used


def find_sheet_of_scene(scene: Scene) -> Region | None:
    """Rows and columns within a sheet that lies on a table, if the scene's largest part is such a sheet."""
    part = max(scene.parts, key=lambda each: each.area)
    height, width = scene.labels.shape
    large = part.height > 0.3 * height and part.width > 0.3 * width
    if not large or filled_fraction(part.own(scene.labels)) < _MIN_SHEET_FILL:
        return None
    rim = part.size // 25 + 1
    rows = slice(part.top + rim, part.bottom - rim)
    columns = slice(part.left + rim, part.right - rim)
    return (rows, columns) if min(part.height, part.width) - 2 * rim > 8 else None


def find_sheet_on_table(colors: Colors) -> Region | None:
    """Rows and columns of a light sheet that lies on something darker; None if there is none.

    Light and dark are separated where that explains most of the variance (Otsu 1979). The sheet is
    the largest light part. It fills its box, and lies between two strips of the table at least.
    """
    place = find_light_sheet(colors.mean(axis=2))
    return place if place is not None and _is_other_surface(colors, *place) else None


def find_light_sheet(gray: Plane) -> Region | None:
    """As `find_sheet_on_table`, of the means of red, green and blue, whatever surrounds the sheet."""
    height, width = gray.shape
    factor = _MIN_SIDE / max(height, width)
    if factor > 0.5 or min(height, width) * factor < _MIN_SIDE / 8:
        return None
    small = resize(gray, round(height * factor), round(width * factor))
    light = _threshold_light(small)
    labels, count = label_components(light)
    part = max(measure_components(labels, count), key=lambda each: each.area, default=None)
    if part is None or part.area < _MIN_SHEET_AREA * light.size:
        return None
    edges = [
        (part.top == 0, part.bottom == len(small)),
        (part.left == 0, part.right == len(small.T)),
    ]
    sheet = fill_holes(labels == part.label)
    if all(any(pair) for pair in edges) or sheet.sum() < _MIN_SHEET_FILL * part.height * part.width:
        return None
    place = _inscribe(sheet, part)
    if place is None:
        return None
    rows, columns = (_scale_back(stretch, factor) for stretch in place)
    return rows, columns


def fill_around_sheet(colors: Colors) -> tuple[Colors, Mask] | None:
    """The picture with paper in place of the table around a light sheet, and where the sheet is; or None.

    The sheet is the largest light part, as in `find_sheet_on_table`, and about as compact as a rectangle.
    Where it ends, some of it is left out, too, as its edge is no ink.
    """
    height, width = colors.shape[:2]
    factor = _FINE_SIDE / max(height, width)
    if factor > 1 or min(height, width) * factor < _FINE_SIDE / 8:
        return None
    small = resize_each(colors, max(1, round(height * factor)), max(1, round(width * factor)))
    light = _threshold_light(small.mean(axis=2))
    labels, count = label_components(light)
    part = max(measure_components(labels, count), key=lambda each: each.area, default=None)
    if part is None or part.area < _MIN_LIGHT_AREA * light.size:
        return None
    sheet = fill_holes(labels == part.label)
    if sheet.mean() > _MAX_FILLED or _compactness(sheet) < _MIN_COMPACTNESS:
        return None
    if not _is_other_tone(small[sheet], small[~sheet]):
        return None
    inner = blur(np.pad(sheet, 1).astype(np.float32), _RIM)[1:-1, 1:-1] > 0.999
    mask = resize(inner.astype(np.float32), height, width) > 0.5
    paper = np.median(small[inner], axis=0)
    # Not one exact color: that would make it a drawing.
    grain = np.random.default_rng(0).normal(0, _GRAIN, (*mask.shape, 1)).astype(np.float32)
    filled = np.where(mask[..., None], colors, np.clip(paper + grain, 0, 1))
    return filled.astype(np.float32), mask


def _compactness(mask: Mask) -> float:
    """1 for a rectangle, however it lies, 0.95 for a disc, and less for anything with gaps and arms."""
    spread = np.cov(np.stack(np.nonzero(mask)))
    return float(mask.sum() / (12 * np.sqrt(max(np.linalg.det(spread), 1e-9))))


def _is_other_surface(colors: Colors, rows: slice, columns: slice) -> bool:
    """Whether what surrounds a place is no shadow on it."""
    outside = np.ones(colors.shape[:2], bool)
    outside[rows, columns] = False
    return _is_other_tone(colors[rows, columns].reshape(-1, 3), colors[outside])


def _is_other_tone(sheet: Colors, table: Colors) -> bool:
    """Whether pixels are of another color than those of a sheet, or much darker."""
    sheet, table = np.median(sheet, axis=0), np.median(table, axis=0)
    hues = [color / max(float(color.sum()), 1e-3) for color in (sheet, table)]
    return bool(
        np.abs(hues[0] - hues[1]).sum() > _MIN_HUE_DIFFERENCE
        or table.sum() < _MAX_TABLE_BRIGHTNESS * sheet.sum()
    )


def _threshold_light(gray: Plane) -> Mask:
    """What is light on a picture of two kinds of pixels, light ones and dark ones; else nothing."""
    values = np.sort(gray.ravel())
    count = np.arange(1, len(values))
    below = np.cumsum(values)[:-1] / count
    above = (values.sum() - below * count) / (len(values) - count)
    between = (above - below) ** 2 * count * (len(values) - count) / len(values) ** 2
    best = int(between.argmax())
    separated = (
        between[best] > _MIN_SEPARATION * values.var()
        and above[best] - below[best] > _MIN_BRIGHTNESS_STEP
    )
    return gray > values[best] if separated else np.zeros_like(gray, bool)


def _scale_back(place: slice, factor: float) -> slice:
    return slice(int(place.start / factor), int(place.stop / factor))


def find_sheet_within(scene: Scene) -> Region | None:
    """Rows and columns of a sheet that a patterned table surrounds, if the scene's largest part is one."""
    part = max(scene.parts, key=lambda each: each.area)
    height, width = scene.labels.shape
    if part.height < _MIN_TABLE_EXTENT * height or part.width < _MIN_TABLE_EXTENT * width:
        return None
    own = scene.labels == part.label
    whole = fill_holes(own)
    if not all(corner.mean() > _MIN_CORNER_COVERAGE for corner in _corners(whole)):
        return None
    labels, count = label_components(whole & ~own)
    hole = max(measure_components(labels, count), key=lambda each: each.area, default=None)
    if hole is None or hole.area < _MIN_SHEET_AREA * own.size:
        return None
    return _inscribe(fill_holes(labels == hole.label), hole)


def _corners(mask: Mask) -> Iterator[Mask]:
    """The four corners of a picture, a tenth of its sides long."""
    height, width = (max(1, side // 10) for side in mask.shape)
    for rows in (slice(height), slice(-height, None)):
        for columns in (slice(width), slice(-width, None)):
            yield mask[rows, columns]


def _inscribe(sheet: Mask, hole: Component) -> Region | None:
    """The hole's box, drawn in until its edges lie on the sheet, which may be tilted."""
    top, left, bottom, right = hole.top, hole.left, hole.bottom, hole.right
    for _ in range(min(hole.height, hole.width) // 3):
        inside = sheet[top:bottom, left:right]
        edges = (inside[0], inside[-1], inside[:, 0], inside[:, -1])
        if min(edge.mean() for edge in edges) > _MIN_EDGE_ON_SHEET:
            margin = min(inside.shape) // 40 + 1
            return slice(top + margin, bottom - margin), slice(left + margin, right - margin)
        top, left, bottom, right = top + 1, left + 1, bottom - 1, right - 1
    return None
