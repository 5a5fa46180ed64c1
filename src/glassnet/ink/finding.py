"""Find the digit on a picture: first on all of it, then closely, without all that is far away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.ink.choosing import main_parts
from glassnet.ink.components import Component, Mask
from glassnet.ink.decoding import Colours
from glassnet.ink.paper import Floats
from glassnet.ink.scene import Region, Scene, at_the_edge, box_of, cut_out, look, sized
from glassnet.ink.sheets import sheet_on_table, sheet_within

_ROOM = (0.5, 1.5)
"""Paper on each side of a digit, of its size, that is looked at with it; more if that cuts it off."""

_MOSTLY = 0.6

_AS_LARGE = 0.6
"""Of a digit's height and area: what is as large is no part of it, but another one."""


class Found(NamedTuple):
    """The digit of a picture."""

    strength: Floats
    """Ink in the digit's box: 0 paper, 1 a typical stroke."""
    crowded: bool
    """Whether marks as large as it lie beside it."""


def find_digit(colours: Colours) -> Found | None:
    """The digit that a picture is of, or None when there is no ink."""
    lying = sheet_on_table(colours)
    if lying is not None:
        written = find_digit(colours[lying])
        if written is not None:
            return written
    whole = sized(colours)
    scene = look(whole)
    if scene is None:
        return None
    sheet = sheet_within(scene)
    if sheet is not None:
        written = find_digit(_closer(colours, sheet, whole.shape))
        if written is not None:
            return written
    parts = main_parts(scene)
    crowded = _crowded(scene, parts)
    left_out = _left_out(scene, parts)
    for room in _ROOM:
        near = _surroundings(parts, room, whole.shape[:2], colours.shape[:2])
        closer = None if near is None else look(sized(colours[near]))
        if near is None or closer is None:
            continue
        closer = _without(_seen_from(left_out, near, colours.shape[:2], closer), closer)
        found = main_parts(closer)
        if not any(at_the_edge(part, closer.labels.shape) for part in found):
            return Found(cut_out(closer, found), crowded)
    return Found(cut_out(scene, parts), crowded)


def _closer(colours: Colours, place: Region, seen: tuple[int, ...]) -> Colours:
    """The part of a picture that lies at `place` in what was seen of it."""
    rows, columns = (
        slice(int(stretch.start * side / count), int(stretch.stop * side / count))
        for stretch, side, count in zip(place, colours.shape, seen, strict=False)
    )
    return colours[rows, columns]


def _crowded(scene: Scene, parts: Sequence[Component]) -> bool:
    """Whether there is more than one mark as large as a digit, wholly on the picture."""
    main = parts[0]
    return any(
        part is not main
        and part.height > _AS_LARGE * main.height
        and part.area > _AS_LARGE * main.area
        and not at_the_edge(part, scene.labels.shape)
        for part in scene.parts
    )


def _surroundings(
    parts: Sequence[Component], room: float, seen: tuple[int, ...], whole: tuple[int, ...]
) -> Region | None:
    """Rows and columns of the whole picture around these parts; None if that is most of it."""
    top, left, bottom, right = box_of(parts)
    margin = room * max(bottom - top, right - left)
    if (bottom - top + 2 * margin) * (right - left + 2 * margin) > 0.5 * seen[0] * seen[1]:
        return None
    scale = whole[0] / seen[0]
    rows, columns = (
        slice(max(0, int((low - margin) * scale)), min(side, int((high + margin) * scale) + 1))
        for low, high, side in ((top, bottom, whole[0]), (left, right, whole[1]))
    )
    return rows, columns


def _left_out(scene: Scene, parts: Sequence[Component]) -> Mask:
    """Ink that is not of these parts: lines, frames, neighbours."""
    return (scene.strength > 0.5) & ~np.isin(scene.labels, [part.label for part in parts])


def _seen_from(mask: Mask, near: Region, whole: tuple[int, ...], closer: Scene) -> Mask:
    """The pixels of a mask of the whole picture as a closer look sees them."""
    rows, columns = (
        _sampled(place, side, seen, count)
        for place, side, seen, count in zip(
            near, whole, mask.shape, closer.labels.shape, strict=True
        )
    )
    return mask[np.ix_(rows, columns)]


def _sampled(place: slice, side: int, seen: int, count: int) -> NDArray[np.int64]:
    """Which of `seen` pixels on a side lie at the middles of `count` pixels across a place."""
    middles = (np.arange(count) + 0.5) / count * (place.stop - place.start) + place.start
    return np.minimum(middles * seen / side, seen - 1).astype(np.int64)


def _without(left_out: Mask, closer: Scene) -> Scene:
    """The scene without the parts that were left out before, unless that is all of them."""
    count = 1 + max(part.label for part in closer.parts)
    before = np.bincount(closer.labels[left_out], minlength=count)
    kept = [part for part in closer.parts if before[part.label] < _MOSTLY * part.area]
    return closer._replace(parts=kept) if kept else closer
