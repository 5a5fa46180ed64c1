"""How many pixels a page is analyzed at: as many as its digits need."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from glassnet.ink.page.grouping import (
    SPREAD,
    estimate_typical_size,
    may_be_touching,
    select_writing,
)
from glassnet.ink.page.skew import estimate_skew_of_lines
from glassnet.ink.page.turning import Pose, turn_ink, turn_plane
from glassnet.ink.photo.bitmap import estimate_stroke_width
from glassnet.ink.photo.components import Component, Mask
from glassnet.ink.photo.decoding import WORKING_SIDE, Colors, shrink
from glassnet.ink.photo.paper import Ink, find_ink
from glassnet.ink.photo.planes import resize, resize_each
from glassnet.ink.photo.scene import Scene, build_scene_of_ink, resize_for_analysis

MAX_SIDE: Final = 2400
"""Longer side in pixels of the largest pages that are analyzed."""

MIN_SIZE: Final = 26  # pixels, of a typical digit: it is read as well as a larger one
WANTED_SIZE: Final = 40
MIN_PEN_WIDTH: Final = 2.4  # pixels: thinner lines fall apart
WANTED_PEN_WIDTH: Final = 4.0
MAX_MAGNIFIED: Final = 160  # pixels, of a typical digit: no line is so thin that it takes more
MAX_INKED: Final = 0.2  # of a page
MAX_SAMPLE: Final = 12
MAX_ENLARGEMENT: Final = 3.0
MAX_SLOPE: Final = 0.18
"""Rows for each column by which printed lines climb on a page seen from the side."""

MAX_PARTS: Final = 600  # of a page that is looked at again: more are noise, or a pattern
MIN_CHANGE: Final = 1.2  # of the number of pixels on a side: less is not worth the time


class Analysis(NamedTuple):
    """Ink of a picture, the scene it makes up, and by how many degrees that was turned clockwise for it.

    `sheet` says where there is paper, before it was turned; None for everywhere.
    """

    ink: Ink
    scene: Scene
    skew: float
    sheet: Mask | None

    def turn(self, pose: Pose) -> Scene | None:
        """The scene of the ink turned clockwise by a pose."""
        shape = self.ink.strength.shape
        sheet = np.ones(shape, bool) if self.sheet is None and pose.skew else self.sheet
        turned = None if sheet is None else turn_plane(sheet, pose) > 0.5
        return build_scene_of_ink(turn_ink(self.ink, pose), turned, MAX_SLOPE)


def analyze(colors: Colors, sheet: Mask | None = None) -> Analysis | None:
    """The writing on a picture, at a resolution at which its digits can be read; None where there is none.

    `sheet` says which pixels are paper; None for all of them.
    """
    first = _analyze(resize_for_analysis(shrink(colors, WORKING_SIDE), WORKING_SIDE), sheet)
    side = _choose_side(colors, first)
    if side is None:
        return first
    skew = None if first is None else first.skew
    return _analyze(_resize(colors, side), sheet, skew) or first


def _analyze(colors: Colors, sheet: Mask | None, skew: float | None = None) -> Analysis | None:
    ink = _find_sparse_ink(colors)
    if ink is None:
        return None
    if sheet is not None:
        sheet = resize(sheet.astype(np.float32), *ink.strength.shape) > 0.5
    if skew is None:
        skew = estimate_skew_of_lines(ink.strength > ink.least / 2, sheet)
    flat = Analysis(ink, Scene(ink.strength, np.zeros((0, 0), np.int32), []), skew, sheet)
    scene = flat.turn(Pose(0, skew))
    return None if scene is None else flat._replace(scene=scene)


def _find_sparse_ink(colors: Colors) -> Ink | None:
    """The ink of a page. Where much of the page would be ink, it may be the paper between dense digits."""
    ink = find_ink(colors)
    if ink is None or ink.mask.mean() < MAX_INKED:
        return ink
    dark = find_ink(colors, dark=True)
    return dark if dark is not None and dark.mask.mean() < ink.mask.mean() else ink


def _choose_side(colors: Colors, first: Analysis | None) -> int | None:
    """The longer side in pixels at which to look again; None where the first look is enough."""
    longer = max(colors.shape[:2])
    if first is None:
        return longer if longer > WORKING_SIDE else None
    if len(first.scene.parts) >= MAX_PARTS:
        return None
    parts = select_writing(first.scene)
    size = estimate_typical_size([_estimate_digit_size(part) for part in parts])
    pen = _estimate_pen_width(parts, size, first.scene)
    if size >= MIN_SIZE and pen >= MIN_PEN_WIDTH:
        return None
    seen = max(first.ink.strength.shape)
    wanted = max(WANTED_SIZE / size, min(WANTED_PEN_WIDTH / pen, MAX_MAGNIFIED / size))
    side = min(seen * wanted, MAX_ENLARGEMENT * longer, MAX_SIDE)
    return round(side) if side > MIN_CHANGE * seen else None


def _estimate_digit_size(part: Component) -> float:
    """The part's size in pixels; that of its digits where several touch."""
    return min(part.height, part.width) if may_be_touching(part) else part.size


def _estimate_pen_width(parts: Sequence[Component], size: float, scene: Scene) -> float:
    """The width of typical strokes in pixels, by a few parts as large as digits."""
    typical = [part for part in parts if size / SPREAD < _estimate_digit_size(part) < size * SPREAD]
    sample = typical[:: max(1, len(typical) // MAX_SAMPLE)]
    return float(np.median([estimate_stroke_width(part.own(scene.labels)) for part in sample]))


def _resize(colors: Colors, side: int) -> Colors:
    longer = max(colors.shape[:2])
    if side <= longer:
        return shrink(colors, side)
    height, width = (max(1, round(each * side / longer)) for each in colors.shape[:2])
    return np.clip(resize_each(colors, height, width), 0, 1)
