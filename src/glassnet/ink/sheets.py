"""Sheets of paper that lie on something: what is written on them, without what is around them."""

from __future__ import annotations

from collections.abc import Iterator

from glassnet.ink.components import Component, Mask, components_of, label_components
from glassnet.ink.decoding import Colours
from glassnet.ink.scene import SHEET_FILLED, Region, Scene, filled, filled_share, look

_ALL_AROUND = 0.9  # of the picture's sides: so far reaches a table around a sheet
_TABLE_FILLED = 0.25  # of each corner of the picture, where a patterned table surrounds a sheet
_SHEET_SHARE = 0.12  # of the picture: smaller holes are no sheet
_ON_THE_SHEET = 0.97  # of each edge of what is looked at


def look_inside(colours: Colours, scene: Scene, part: Component) -> Scene | None:
    """What is written on a sheet that lies on a table, if `part` is such a sheet."""
    height, width = colours.shape[:2]
    large = part.height > 0.3 * height and part.width > 0.3 * width
    own = scene.labels[part.top : part.bottom, part.left : part.right] == part.label
    if not large or filled_share(own) < SHEET_FILLED:
        return None
    rim = part.size // 25 + 1
    top, left = part.top + rim, part.left + rim
    inside = colours[top : part.bottom - rim, left : part.right - rim]
    written = look(inside) if min(inside.shape[:2]) > 8 else None
    return None if written is None else written._replace(top=top, left=left)


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
