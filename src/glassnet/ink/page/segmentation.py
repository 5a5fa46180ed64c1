"""Several digits on one picture: found, taken apart where they touch, in reading order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from glassnet.ink.page.numbers import number_pieces
from glassnet.ink.page.splitting import (
    DigitScorer,
    LimitedScorer,
    Piece,
    merge_fragments,
    split_piece,
)
from glassnet.ink.photo.components import Component
from glassnet.ink.photo.decoding import WORKING_SIDE, Colors, Picture, decode
from glassnet.ink.photo.render import render_bitmap
from glassnet.ink.photo.scene import (
    Box,
    Scene,
    bounding_box,
    boxes_of,
    build_scene,
    crop_parts,
    distances_to_boxes,
    resize_for_analysis,
)
from glassnet.ink.photo.sheets import build_scene_on_sheet, find_sheet_on_table
from glassnet.ink.rendering import Place, Rendering

_MAX_DIGITS = 300  # on one picture
_MIN_STRIP_ASPECT = 3.0  # times as wide as high
_MIN_SCORE = 0.1  # score of a digit: lower ones beside the paper are none
_MAX_ASPECT = 7.0  # times as high as wide
_MAX_CORNER_FILL = 0.04  # of its box
_MAX_SIZE = 2.0  # of the typical height
_MIN_HEIGHT = 0.25  # of the typical height: dashes and underlines are no digits


class Page(NamedTuple):
    """The digits of a page in reading order; it was turned clockwise by `turn` degrees to be upright."""

    digits: list[Rendering]
    turn: int = 0


def segment(picture: Picture, scorer: DigitScorer | None = None) -> list[Rendering]:
    """The digits on a picture as `segment_page` finds them."""
    return segment_page(picture, scorer).digits


def segment_page(picture: Picture, scorer: DigitScorer | None = None) -> Page:
    """The digits on a picture, rendered one by one, and their places, in reading order.

    Takes what `from_image` takes. Nothing on it is an empty list. `scorer` gives each of the
    images (n, 28, 28) uint8 a score (n,) from 0 to 1 for how much it looks like one digit, such as a
    trained network's confidence. With it, touching digits are split by score; without, by width alone.
    InkError as in `from_image`.
    """
    colors = resize_for_analysis(decode(picture), WORKING_SIDE)
    scene = _find_writing(colors)
    if scene is None:
        return Page([])
    parts = [part for part in scene.parts if not _is_corner(part, scene.labels.shape)]
    typical = _typical_height(parts or scene.parts)
    parts = [part for part in parts if not _is_edge(part, typical)]
    pieces = [
        Piece(crop_parts(scene, group), *bounding_box(group)[:2])
        for group in _group_parts(parts, typical)
    ]
    limited = None if scorer is None else LimitedScorer(scorer)
    pieces = [each for piece in pieces for each in split_piece(piece, typical, limited)]
    rows = _arrange_in_rows(_limit(pieces))
    if limited is not None:
        rows = [merge_fragments(row, typical, limited) for row in rows]
        rows = [[piece for piece in row if not _is_beside(piece, scene, limited)] for row in rows]
    written = [[piece for piece in row if piece.height > _MIN_HEIGHT * typical] for row in rows]
    lines = list(filter(None, written))
    numbers = number_pieces(lines)
    renderings = [
        replace(render_bitmap(piece.strength), place=_place(row, number, piece, scene, colors))
        for row, (pieces, own) in enumerate(zip(lines, numbers, strict=True), start=1)
        for piece, number in zip(pieces, own, strict=True)
    ]
    return Page([rendering for rendering in renderings if rendering])


def _find_writing(colors: Colors) -> Scene | None:
    """What is on a picture, or on the sheet that lies on it."""
    lying = find_sheet_on_table(colors)
    scene = None if lying is None else build_scene(colors[lying])
    if lying is not None and scene is not None:
        return scene._replace(top=lying[0].start, left=lying[1].start)
    scene = build_scene(colors)
    if scene is None:
        return None
    return (
        build_scene_on_sheet(colors, scene, max(scene.parts, key=lambda part: part.area)) or scene
    )


def _limit(pieces: list[Piece]) -> list[Piece]:
    """Of very many pieces the largest."""
    if len(pieces) <= _MAX_DIGITS:
        return pieces
    return sorted(pieces, key=lambda piece: -piece.strength.size)[:_MAX_DIGITS]


def _is_beside(piece: Piece, scene: Scene, scorer: LimitedScorer) -> bool:
    """Whether a piece is of what lies beside the paper: at the edge, or a strip, and like no digit."""
    height, width = scene.labels.shape
    low, right = piece.top + piece.height, piece.left + piece.width
    at_edge = piece.top <= 1 or piece.left <= 1 or low >= height - 1 or right >= width - 1
    if not at_edge and piece.width < _MIN_STRIP_ASPECT * piece.height:
        return False
    return scorer.allows(1) and bool(scorer.score([piece])[0] < _MIN_SCORE)


def _place(row: int, number: int, piece: Piece, scene: Scene, colors: Colors) -> Place:
    height, width = colors.shape[:2]
    top, left = scene.top + piece.top, scene.left + piece.left
    right, bottom = left + piece.width, top + piece.height
    return Place(row, left / width, top / height, right / width, bottom / height, number=number)


def _group_parts(parts: Sequence[Component], typical: float) -> list[list[Component]]:
    """Parts that are one digit, such as a 5 and its bar; specks belong to none."""
    large = [part for part in parts if part.size > 0.45 * typical]
    groups = {part.label: [part] for part in large}
    boxes = boxes_of(large)
    for part in parts:
        if part.label in groups or part.size < 0.12 * typical:
            continue
        distances = distances_to_boxes(part, boxes)
        nearest = int(distances.argmin())
        if distances[nearest] < 0.25 * typical:
            groups[large[nearest].label].append(part)
    return _join_groups(list(groups.values()), typical)


def _typical_height(parts: Sequence[Component]) -> float:
    """The median height of the digits; very narrow parts count only where there are no others."""
    broad = [part for part in parts if part.height < _MAX_ASPECT * part.width]
    heights = np.array([part.height for part in broad or parts])
    return float(np.median(heights[heights > 0.35 * heights.max()]))


def _is_corner(part: Component, shape: tuple[int, ...]) -> bool:
    """Whether a part is two edges or more of a sheet: large, and hardly filled."""
    return part.size > 0.4 * max(shape) and part.area < _MAX_CORNER_FILL * part.height * part.width


def _is_edge(part: Component, typical: float) -> bool:
    """Whether a part is what is left of a sheet's edge or of a line: long, narrow and no digit."""
    return part.size > _MAX_SIZE * typical and part.size > _MAX_ASPECT * min(
        part.height, part.width
    )


def _join_groups(groups: list[list[Component]], typical: float) -> list[list[Component]]:
    """Groups that share their columns and are together no higher than one digit, as one."""
    joined: list[list[Component]] = []
    boxes: list[Box] = []
    for group in sorted(groups, key=lambda each: bounding_box(each)[1]):
        own = bounding_box(group)
        partner = next(
            (i for i, box in enumerate(boxes) if _belong_together(box, own, typical)), -1
        )
        if partner < 0:
            joined.append(list(group))
            boxes.append(own)
        else:
            joined[partner].extend(group)
            boxes[partner] = bounding_box(joined[partner])
    return joined


def _belong_together(one: Box, other: Box, typical: float) -> bool:
    width = max(one[3], other[3]) - min(one[1], other[1])
    height = max(one[2], other[2]) - min(one[0], other[0])
    widths, heights = (
        [each[3] - each[1] for each in (one, other)],
        [one[2] - one[0], other[2] - other[0]],
    )
    shared = sum(widths) - width
    return shared > 0.5 * min(widths) and height < 1.25 * max(*heights, typical)


def _arrange_in_rows(pieces: Sequence[Piece]) -> list[list[Piece]]:
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
