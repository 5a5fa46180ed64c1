"""Several digits on one picture: found, taken apart where they touch, in reading order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from glassnet.ink.components import Component
from glassnet.ink.cutting import Judge, Piece, image_of, mended, taken_apart
from glassnet.ink.decoding import WORKING_SIDE, Colours, Picture, decode
from glassnet.ink.photo import render_bitmap
from glassnet.ink.rendering import Place, Rendering
from glassnet.ink.scene import Box, Scene, box_of, cut_out, gaps, look, sized
from glassnet.ink.sheets import look_inside, sheet_on_table

_STRIP = 3.0  # times as wide as high
_UNLIKE = 0.1  # how much it looks like a digit
_NARROW = 7.0  # times as high as wide
_HARDLY = 0.04  # of its box
_LONG = 2.0  # of the usual height
_FLAT = 0.25  # of the usual height: dashes and underlines are no digits


def segment(picture: Picture, judge: Judge | None = None) -> list[Rendering]:
    """The digits on a picture, rendered one by one, and their places: row by row, from left to right.

    Takes what `from_image` takes. Nothing on it is an empty list. `judge` says of images,
    (n, 28, 28) uint8, how much each looks like one digit, (n,) from 0 to 1; a trained network's
    confidence does. With it, touching digits are told from wide ones; without, by width alone.
    InkError as in `from_image`.
    """
    colours = sized(decode(picture), WORKING_SIDE)
    scene = _written(colours)
    if scene is None:
        return []
    parts = [part for part in scene.parts if not _is_corner(part, scene.labels.shape)]
    usual = _usual_height(parts or scene.parts)
    parts = [part for part in parts if not _is_edge(part, usual)]
    pieces = [Piece(cut_out(scene, group), *box_of(group)[:2]) for group in _grouped(parts, usual)]
    pieces = [each for piece in pieces for each in taken_apart(piece, usual, judge)]
    rows = _in_rows(pieces)
    if judge is not None:
        rows = [mended(row, usual, judge) for row in rows]
        rows = [[piece for piece in row if not _is_beside(piece, scene, judge)] for row in rows]
    written = [[piece for piece in row if piece.height > _FLAT * usual] for row in rows]
    renderings = [
        replace(render_bitmap(piece.strength), place=_place(row, piece, scene, colours))
        for row, pieces in enumerate(filter(None, written), start=1)
        for piece in pieces
    ]
    return [rendering for rendering in renderings if rendering]


def _written(colours: Colours) -> Scene | None:
    """What is on a picture, or on the sheet that lies on it."""
    lying = sheet_on_table(colours)
    scene = None if lying is None else look(colours[lying])
    if lying is not None and scene is not None:
        return scene._replace(top=lying[0].start, left=lying[1].start)
    scene = look(colours)
    if scene is None:
        return None
    return look_inside(colours, scene, max(scene.parts, key=lambda part: part.area)) or scene


def _is_beside(piece: Piece, scene: Scene, judge: Judge) -> bool:
    """Whether a piece is of what lies beside the paper: at the edge, or a strip, and like no digit."""
    height, width = scene.labels.shape
    low, right = piece.top + piece.height, piece.left + piece.width
    at_edge = piece.top <= 1 or piece.left <= 1 or low >= height - 1 or right >= width - 1
    if not at_edge and piece.width < _STRIP * piece.height:
        return False
    return bool(judge(image_of(piece)[np.newaxis])[0] < _UNLIKE)


def _place(row: int, piece: Piece, scene: Scene, colours: Colours) -> Place:
    height, width = colours.shape[:2]
    top, left = scene.top + piece.top, scene.left + piece.left
    right, bottom = left + piece.width, top + piece.height
    return Place(row, left / width, top / height, right / width, bottom / height)


def _grouped(parts: Sequence[Component], usual: float) -> list[list[Component]]:
    """Parts that are one digit, such as a 5 and its bar; specks belong to none."""
    large = [part for part in parts if part.size > 0.45 * usual]
    groups = {part.label: [part] for part in large}
    for part in parts:
        if part.label in groups or part.size < 0.12 * usual:
            continue
        distances = gaps(part, large)
        nearest = int(distances.argmin())
        if distances[nearest] < 0.25 * usual:
            groups[large[nearest].label].append(part)
    return _joined(list(groups.values()), usual)


def _usual_height(parts: Sequence[Component]) -> float:
    """How high the digits are, mostly; ones alone are as narrow as lines are."""
    broad = [part for part in parts if part.height < _NARROW * part.width]
    heights = np.array([part.height for part in broad or parts])
    return float(np.median(heights[heights > 0.35 * heights.max()]))


def _is_corner(part: Component, shape: tuple[int, ...]) -> bool:
    """Whether a part is two edges or more of a sheet: large, and hardly filled."""
    return part.size > 0.4 * max(shape) and part.area < _HARDLY * part.height * part.width


def _is_edge(part: Component, usual: float) -> bool:
    """Whether a part is what is left of a sheet's edge or of a line: long, narrow and no digit."""
    return part.size > _LONG * usual and part.size > _NARROW * min(part.height, part.width)


def _joined(groups: list[list[Component]], usual: float) -> list[list[Component]]:
    """Groups that share their columns and are together no higher than one digit, as one."""
    joined: list[list[Component]] = []
    boxes: list[Box] = []
    for group in sorted(groups, key=lambda each: box_of(each)[1]):
        own = box_of(group)
        partner = next((i for i, box in enumerate(boxes) if _belong_together(box, own, usual)), -1)
        if partner < 0:
            joined.append(list(group))
            boxes.append(own)
        else:
            joined[partner].extend(group)
            boxes[partner] = box_of(joined[partner])
    return joined


def _belong_together(one: Box, other: Box, usual: float) -> bool:
    width = max(one[3], other[3]) - min(one[1], other[1])
    height = max(one[2], other[2]) - min(one[0], other[0])
    widths, heights = (
        [each[3] - each[1] for each in (one, other)],
        [one[2] - one[0], other[2] - other[0]],
    )
    shared = sum(widths) - width
    return shared > 0.5 * min(widths) and height < 1.25 * max(*heights, usual)


def _in_rows(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Rows from top to bottom, each from left to right.

    A piece belongs to the row whose last piece is most nearly at its height, if any is.
    """
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda each: each.left):
        level = [row for row in rows if _continues(row[-1], piece)]
        if level:
            min(level, key=lambda row: abs(row[-1].middle - piece.middle)).append(piece)
        else:
            rows.append([piece])
    return sorted(rows, key=lambda row: float(np.median([piece.middle for piece in row])))


def _continues(last: Piece, piece: Piece) -> bool:
    return abs(last.middle - piece.middle) < 0.6 * max(last.height, piece.height)
