"""Find the digit on a picture: first on all of it, then again on its surroundings alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.ink.photo.components import Component, Mask
from glassnet.ink.photo.decoding import Colors
from glassnet.ink.photo.hairlines import widen_hairlines
from glassnet.ink.photo.paper import Floats
from glassnet.ink.photo.part_selection import select_main_parts
from glassnet.ink.photo.scene import (
    Region,
    Scene,
    bounding_box,
    build_scene,
    crop_parts,
    resize_for_analysis,
    touches_edge,
)
from glassnet.ink.photo.sheets import find_sheet_on_table, find_sheet_within

MARGINS = (0.5, 1.5)
"""Margins around a digit, of its size, for the second pass; the larger if the smaller cuts it off."""

_MIN_LEFT_OUT_OVERLAP = 0.6

_MIN_RIVAL_SIZE = 0.6
"""Of a digit's height and area: a part as large as that is another digit."""


class Found(NamedTuple):
    """The digit of a picture."""

    strength: Floats
    """Ink in the digit's box: 0 paper, 1 a typical stroke."""
    crowded: bool
    """Whether marks as large as it lie beside it."""
    touches_edge: bool = False
    """Whether it reaches the edge of the picture."""
    extent: float = 1.0
    """Its longer side as a share of the picture's."""
    place: Region | None = None
    """Rows and columns of its box; None where that is most of the picture."""


def find_digit(colors: Colors) -> Found | None:
    """The digit that a picture is of, or None when there is no ink."""
    colors = widen_hairlines(colors)
    lying = find_sheet_on_table(colors)
    if lying is not None:
        written = find_digit(colors[lying])
        if written is not None:
            return _move(written, lying)
    whole = resize_for_analysis(colors)
    scene = build_scene(whole)
    if scene is None:
        return None
    sheet = find_sheet_within(scene)
    if sheet is not None:
        place = _scale_region(colors, sheet, whole.shape)
        written = find_digit(colors[place])
        if written is not None:
            return _move(written, place)
    parts = select_main_parts(scene)
    crowded = is_crowded(scene, parts)
    top, left, bottom, right = bounding_box(parts)
    extent = max(bottom - top, right - left) / max(scene.labels.shape)
    place = surrounding_region(parts, 0, whole.shape[:2], colors.shape[:2])
    left_out = _mask_left_out(scene, parts)
    for room in MARGINS:
        near = surrounding_region(parts, room, whole.shape[:2], colors.shape[:2])
        closer = None if near is None else build_scene(resize_for_analysis(colors[near]))
        if near is None or closer is None:
            continue
        closer = _remove_left_out(_resample_mask(left_out, near, colors.shape[:2], closer), closer)
        found = select_main_parts(closer)
        if not any(touches_edge(part, closer.labels.shape) for part in found):
            return Found(crop_parts(closer, found), crowded, extent=extent, place=place)
    cut_off = any(touches_edge(part, scene.labels.shape) for part in parts)
    return Found(crop_parts(scene, parts), crowded, cut_off, extent, place)


def _move(found: Found, within: Region) -> Found:
    """The digit of a part of a picture, on the whole picture."""
    if found.place is None:
        return found._replace(place=within)
    rows, columns = (
        slice(outer.start + inner.start, outer.start + inner.stop)
        for outer, inner in zip(within, found.place, strict=True)
    )
    return found._replace(place=(rows, columns))


def _scale_region(colors: Colors, place: Region, seen: tuple[int, ...]) -> Region:
    """A place on the resized version, of shape `seen`, of a picture as one on the picture."""
    rows, columns = (
        slice(int(stretch.start * side / count), int(stretch.stop * side / count))
        for stretch, side, count in zip(place, colors.shape, seen, strict=False)
    )
    return rows, columns


def is_crowded(scene: Scene, parts: Sequence[Component]) -> bool:
    """Whether there is more than one mark as large as a digit, wholly on the picture."""
    main = parts[0]
    return any(
        part is not main
        and part.height > _MIN_RIVAL_SIZE * main.height
        and part.area > _MIN_RIVAL_SIZE * main.area
        and not touches_edge(part, scene.labels.shape)
        for part in scene.parts
    )


def surrounding_region(
    parts: Sequence[Component], room: float, seen: tuple[int, ...], whole: tuple[int, ...]
) -> Region | None:
    """Rows and columns of the whole picture around these parts; None if that is most of it."""
    top, left, bottom, right = bounding_box(parts)
    margin = room * max(bottom - top, right - left)
    if (bottom - top + 2 * margin) * (right - left + 2 * margin) > 0.5 * seen[0] * seen[1]:
        return None
    scale = whole[0] / seen[0]
    rows, columns = (
        slice(max(0, int((low - margin) * scale)), min(side, int((high + margin) * scale) + 1))
        for low, high, side in ((top, bottom, whole[0]), (left, right, whole[1]))
    )
    return rows, columns


def _mask_left_out(scene: Scene, parts: Sequence[Component]) -> Mask:
    """Ink that is not of these parts: lines, frames, neighbors."""
    return (scene.strength > 0.5) & ~np.isin(scene.labels, [part.label for part in parts])


def _resample_mask(mask: Mask, near: Region, whole: tuple[int, ...], closer: Scene) -> Mask:
    """A mask of the whole picture on the pixels of the closer scene."""
    rows, columns = (
        _sample_positions(place, side, seen, count)
        for place, side, seen, count in zip(
            near, whole, mask.shape, closer.labels.shape, strict=True
        )
    )
    return mask[np.ix_(rows, columns)]


def _sample_positions(place: slice, side: int, seen: int, count: int) -> NDArray[np.int64]:
    """Which of `seen` pixels on a side lie at the middles of `count` pixels across a place."""
    middles = (np.arange(count) + 0.5) / count * (place.stop - place.start) + place.start
    return np.minimum(middles * seen / side, seen - 1).astype(np.int64)


def _remove_left_out(left_out: Mask, closer: Scene) -> Scene:
    """The scene without the parts that were left out before, unless that is all of them."""
    count = 1 + max(part.label for part in closer.parts)
    before = np.bincount(closer.labels[left_out], minlength=count)
    kept = [part for part in closer.parts if before[part.label] < _MIN_LEFT_OUT_OVERLAP * part.area]
    return closer._replace(parts=kept) if kept else closer
