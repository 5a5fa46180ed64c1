"""Sheets of paper that lie on something: what is written on them, without what is around them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from glassnet.ink.components import (
    Component,
    Mask,
    components_of,
    filled,
    filled_share,
    label_components,
)
from glassnet.ink.decoding import Colours
from glassnet.ink.planes import Plane, resized
from glassnet.ink.scene import Region, Scene, look

_ALL_AROUND = 0.9  # of the picture's sides: so far reaches a table around a sheet
_TABLE_FILLED = 0.25  # of each corner of the picture, where a patterned table surrounds a sheet
_SHEET_FILLED = 0.85  # of its box, holes included; a fat 0 is less
_SHEET_SHARE = 0.12  # of the picture: smaller holes are no sheet
_SMALL = 100  # pixels on the longer side: enough to see a sheet by its light
_TOLD_APART = 0.75  # of all variance is between sheet and table
_DARKER = 0.2  # of white: so much darker is a table
_OTHER_HUE = 0.035  # of all light is red, green or blue on one and not on the other
_SHADED = 0.4  # of its light is what a shadow leaves, or more
_ON_THE_SHEET = 0.97  # of each edge of what is looked at


def look_inside(colours: Colours, scene: Scene, part: Component) -> Scene | None:
    """What is written on a sheet that lies on a table, if `part` is such a sheet."""
    height, width = colours.shape[:2]
    large = part.height > 0.3 * height and part.width > 0.3 * width
    if not large or filled_share(part.own(scene.labels)) < _SHEET_FILLED:
        return None
    rim = part.size // 25 + 1
    top, left = part.top + rim, part.left + rim
    inside = colours[top : part.bottom - rim, left : part.right - rim]
    written = look(inside) if min(inside.shape[:2]) > 8 else None
    return None if written is None else written._replace(top=top, left=left)


def sheet_on_table(colours: Colours) -> Region | None:
    """Rows and columns of a light sheet that lies on something darker; None if there is none.

    Light and dark are told apart where that explains most of all differences (Otsu 1979). The sheet is
    the largest light part. It fills its box, and lies between two strips of the table at least.
    """
    height, width = colours.shape[:2]
    factor = _SMALL / max(height, width)
    if factor > 0.5 or min(height, width) * factor < _SMALL / 8:
        return None
    small = resized(colours.mean(axis=2), round(height * factor), round(width * factor))
    light = _light(small)
    labels, count = label_components(light)
    part = max(components_of(labels, count), key=lambda each: each.area, default=None)
    if part is None or part.area < _SHEET_SHARE * light.size:
        return None
    edges = [
        (part.top == 0, part.bottom == len(small)),
        (part.left == 0, part.right == len(small.T)),
    ]
    sheet = filled(labels == part.label)
    if all(any(pair) for pair in edges) or sheet.sum() < _SHEET_FILLED * part.height * part.width:
        return None
    place = _inscribed(sheet, part)
    if place is None:
        return None
    rows, columns = (_scaled(stretch, factor) for stretch in place)
    return (rows, columns) if _is_other_stuff(colours, rows, columns) else None


def _is_other_stuff(colours: Colours, rows: slice, columns: slice) -> bool:
    """Whether what surrounds a place is no shadow on it: of another colour, or much darker."""
    outside = np.ones(colours.shape[:2], bool)
    outside[rows, columns] = False
    sheet = np.median(colours[rows, columns].reshape(-1, 3), axis=0)
    table = np.median(colours[outside], axis=0)
    hues = [colour / max(float(colour.sum()), 1e-3) for colour in (sheet, table)]
    return bool(np.abs(hues[0] - hues[1]).sum() > _OTHER_HUE or table.sum() < _SHADED * sheet.sum())


def _light(grey: Plane) -> Mask:
    """What is light on a picture of two kinds of pixels, light ones and dark ones; else nothing."""
    values = np.sort(grey.ravel())
    count = np.arange(1, len(values))
    below = np.cumsum(values)[:-1] / count
    above = (values.sum() - below * count) / (len(values) - count)
    between = (above - below) ** 2 * count * (len(values) - count) / len(values) ** 2
    best = int(between.argmax())
    told = between[best] > _TOLD_APART * values.var() and above[best] - below[best] > _DARKER
    return grey > values[best] if told else np.zeros_like(grey, bool)


def _scaled(place: slice, factor: float) -> slice:
    return slice(int(place.start / factor), int(place.stop / factor))


def sheet_within(scene: Scene) -> Region | None:
    """Rows and columns of a sheet that a patterned table surrounds, if the scene's largest part is one."""
    part = max(scene.parts, key=lambda each: each.area)
    height, width = scene.labels.shape
    if part.height < _ALL_AROUND * height or part.width < _ALL_AROUND * width:
        return None
    own = scene.labels == part.label
    whole = filled(own)
    if not all(corner.mean() > _TABLE_FILLED for corner in _corners(whole)):
        return None
    labels, count = label_components(whole & ~own)
    hole = max(components_of(labels, count), key=lambda each: each.area, default=None)
    if hole is None or hole.area < _SHEET_SHARE * own.size:
        return None
    return _inscribed(filled(labels == hole.label), hole)


def _corners(mask: Mask) -> Iterator[Mask]:
    """The four corners of a picture, a tenth of its sides long."""
    height, width = (max(1, side // 10) for side in mask.shape)
    for rows in (slice(height), slice(-height, None)):
        for columns in (slice(width), slice(-width, None)):
            yield mask[rows, columns]


def _inscribed(sheet: Mask, hole: Component) -> Region | None:
    """The hole's box, drawn in until its edges lie on the sheet, which may be tilted."""
    top, left, bottom, right = hole.top, hole.left, hole.bottom, hole.right
    for _ in range(min(hole.height, hole.width) // 3):
        inside = sheet[top:bottom, left:right]
        edges = (inside[0], inside[-1], inside[:, 0], inside[:, -1])
        if min(edge.mean() for edge in edges) > _ON_THE_SHEET:
            margin = min(inside.shape) // 40 + 1
            return slice(top + margin, bottom - margin), slice(left + margin, right - margin)
        top, left, bottom, right = top + 1, left + 1, bottom - 1, right - 1
    return None
