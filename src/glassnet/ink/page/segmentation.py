"""Several digits on one picture: found, taken apart where they touch, in reading order."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.ink.page.boxes import place_piece
from glassnet.ink.page.grouping import (
    estimate_typical_height,
    group_parts,
    is_edge,
    is_fragment,
    select_writing,
)
from glassnet.ink.page.implementation import choosing_implementation
from glassnet.ink.page.layout import Line, arrange
from glassnet.ink.page.lines_apart import part_lines
from glassnet.ink.page.list_dividers import are_divided
from glassnet.ink.page.merging import merge_fragments
from glassnet.ink.page.numbers import number_pieces
from glassnet.ink.page.orientation import find_poses, is_turned
from glassnet.ink.page.pieces import Piece
from glassnet.ink.page.resolution import MAX_SIDE, Analysis, analyze
from glassnet.ink.page.rules import drop_line_remnants, find_dividers
from glassnet.ink.page.scoring import DigitScorer, LimitedScorer
from glassnet.ink.page.splitting import Split, split_by_width, split_pieces
from glassnet.ink.page.turning import Frame, Pose, add_skew
from glassnet.ink.photo.components import Component
from glassnet.ink.photo.decoding import Colors, Picture, decode
from glassnet.ink.photo.render import render_bitmap
from glassnet.ink.photo.scene import (
    Region,
    Scene,
    bounding_box,
    crop_parts,
)
from glassnet.ink.photo.sheets import fill_around_sheet, find_sheet_of_scene, find_sheet_on_table
from glassnet.ink.rendering import Rendering
from glassnet.ink.symbols.finding import find_ends, find_symbols
from glassnet.ink.symbols.marks import SymbolScorer
from glassnet.ink.symbols.placing import NO_SYMBOLS, PageSymbols
from glassnet.ink.symbols.slashes import find_slashes

MAX_DIGITS: Final = 360  # on one picture
MIN_STRIP_ASPECT: Final = 3.0  # times as wide as high
MIN_SCORE: Final = 0.1  # score of a digit: lower ones beside the paper are none
MIN_HEIGHT: Final = 0.25  # of the typical height: dashes and underlines are no digits
MIN_ODDS: Final = 0.02  # of another way to cut digits apart: less likely ones are left out


class Cut(NamedTuple):
    """Another way to see some digits of a page: `digits[first:last]` may be these instead.

    `odds` says how likely that is, compared with the digits of the page.
    """

    first: int
    last: int
    digits: list[Rendering]
    odds: float


class Page(NamedTuple):
    """The digits of a page in reading order; it was turned clockwise by `turn` degrees to be upright."""

    digits: list[Rendering]
    turn: int = 0
    cuts: tuple[Cut, ...] = ()


def segment(picture: Picture, scorer: DigitScorer | None = None) -> list[Rendering]:
    """The digits on a picture as `segment_page` finds them."""
    return segment_page(picture, scorer).digits


def segment_page(
    picture: Picture, scorer: DigitScorer | None = None, symbols: SymbolScorer | None = None
) -> Page:
    """The digits on a picture, rendered one by one, and their places, in reading order.

    Takes what `from_image` takes. Nothing on it is an empty list. `scorer` gives each of the
    images (n, 28, 28) uint8 a score (n,) from 0 to 1 for how much it looks like one digit, such as a
    trained network's confidence. With it, touching digits are split by score, and pages that lie on
    their side or upside down are turned; without, digits are split by width alone. With `symbols`, which
    says how probable it is that a mark is each symbol, these are found, too.
    InkError as in `from_image`.
    """
    colors = decode(picture, MAX_SIDE)
    limited = None if scorer is None else LimitedScorer(scorer)
    region, found = _find_writing(colors)
    if found is None:
        return Page([])
    with nullcontext() if limited is None else choosing_implementation(len(found.scene.parts)):
        read = partial(_read_turned, found, region=region, shape=colors.shape[:2], symbols=symbols)
        as_it_is, *turned = find_poses(found.scene, limited)
        page = read(as_it_is, scorer=limited)
        if scorer is not None and turned:
            other = read(turned[0], scorer=LimitedScorer(scorer))
            if is_turned(_score_digits(page, scorer), _score_digits(other, scorer)):
                return other
        return page


def _read_turned(
    found: Analysis,
    seen: Pose,
    *,
    region: Region,
    shape: tuple[int, int],
    scorer: LimitedScorer | None,
    symbols: SymbolScorer | None,
) -> Page:
    """The page as it is read in one pose."""
    pose = add_skew(seen, found.skew)
    scene = found.scene if seen == Pose() else found.turn(pose)
    if scene is None:
        return Page([])
    return _read_scene(scene, Frame(pose, found.ink.strength.shape, region, shape), scorer, symbols)


def _score_digits(page: Page, scorer: DigitScorer) -> NDArray[np.floating]:
    images = [digit.image for digit in page.digits if digit.image is not None]
    return scorer(np.stack(images)) if images else np.zeros(0)


def _find_writing(colors: Colors) -> tuple[Region, Analysis | None]:
    """What is on a picture, or on the sheet that lies on it, and where that is."""
    lying = find_sheet_on_table(colors)
    if lying is not None:
        found = analyze(colors[lying])
        if found is not None:
            return lying, found
    tilted = fill_around_sheet(colors)
    found = analyze(colors) if tilted is None else analyze(*tilted)
    whole = (slice(0, colors.shape[0]), slice(0, colors.shape[1]))
    sheet = None if found is None or found.skew else find_sheet_of_scene(found.scene)
    if found is None or sheet is None:
        return whole, found
    region = _scale_region(sheet, found.scene.labels.shape, colors.shape)
    inside = analyze(colors[region])
    return (whole, found) if inside is None else (region, inside)


def _scale_region(region: Region, seen: tuple[int, ...], whole: tuple[int, ...]) -> Region:
    """A region of a picture of one shape on that of another."""
    rows, columns = (
        slice(int(stretch.start * side / count), int(stretch.stop * side / count))
        for stretch, side, count in zip(region, whole, seen, strict=False)
    )
    return rows, columns


def _read_scene(
    scene: Scene,
    frame: Frame,
    scorer: LimitedScorer | None,
    symbol_scorer: SymbolScorer | None,
) -> Page:
    pieces, typical, symbols = _find_pieces(scene, symbol_scorer)
    pieces = part_lines(_limit(pieces), typical, scorer)
    splits = _split(pieces, typical, scorer)
    whole = [piece for split in splits for piece in split.pieces]
    if scorer is not None:
        whole = merge_fragments(whole, typical, scorer)
        whole = _drop_beside(whole, scene, scorer)
    written = [
        piece
        for piece in whole
        if piece.height > MIN_HEIGHT * typical
        and not is_fragment(piece.height, piece.width, typical)
    ]
    divided = partial(are_divided, scene, typical=typical)
    if symbol_scorer is not None:
        symbols = symbols.with_doubtful(find_slashes(scene, written, typical, symbol_scorer))
    lines = arrange(written, typical, scene.labels.shape, divided)
    lines = symbols.insert(lines, typical)
    numbers = number_pieces(lines, find_dividers(scene, lines))
    return _make_page(*symbols.drop_alone(lines, numbers), splits, symbols, frame, scorer)


def _find_pieces(
    scene: Scene, symbol_scorer: SymbolScorer | None
) -> tuple[list[Piece], float, PageSymbols]:
    """What may be digits, the typical height of a digit, and the symbols."""
    parts = drop_line_remnants(scene, select_writing(scene))
    typical = estimate_typical_height(parts)
    parts = [part for part in parts if not is_edge(part, typical)]
    if symbol_scorer is None:
        return [_cut_out(scene, each) for each in group_parts(parts, typical)], typical, NO_SYMBOLS
    found = find_symbols(scene, parts, typical, symbol_scorer)
    groups = group_parts(found.rest, typical)
    pieces = [_cut_out(scene, group) for group in groups]
    doubtful = {
        piece: found.doubtful[group[0]]
        for group, piece in zip(groups, pieces, strict=True)
        if len(group) == 1 and group[0] in found.doubtful
    }
    return pieces, typical, PageSymbols({each.piece: each for each in found.symbols}, doubtful)


def _cut_out(scene: Scene, group: Sequence[Component]) -> Piece:
    return Piece(crop_parts(scene, group), *bounding_box(group)[:2])


def _split(pieces: Sequence[Piece], typical: float, scorer: LimitedScorer | None) -> list[Split]:
    if scorer is not None:
        return split_pieces(pieces, typical, scorer)
    return [Split(split_by_width(piece, typical), [], 0.0) for piece in pieces]


def _limit(pieces: list[Piece]) -> list[Piece]:
    """Of very many pieces the largest."""
    if len(pieces) <= MAX_DIGITS:
        return pieces
    return sorted(pieces, key=lambda piece: -piece.strength.size)[:MAX_DIGITS]


def _drop_beside(pieces: list[Piece], scene: Scene, scorer: LimitedScorer) -> list[Piece]:
    """Without what lies beside the paper: at the edge, or a strip, and like no digit."""
    height, width = scene.labels.shape
    suspect = [
        piece
        for piece in pieces
        if min(piece.top, piece.left, height - piece.bottom, width - piece.right) <= 1
        or piece.width >= MIN_STRIP_ASPECT * piece.height
    ]
    if not suspect or not scorer.allows(len(suspect)):
        return pieces
    scores = scorer.score(suspect).tolist()
    dropped = {piece for piece, score in zip(suspect, scores, strict=True) if score < MIN_SCORE}
    return [piece for piece in pieces if piece not in dropped]


def _make_page(
    lines: Sequence[Line],
    numbers: Sequence[Sequence[int]],
    splits: Sequence[Split],
    symbols: PageSymbols,
    frame: Frame,
    scorer: LimitedScorer | None,
) -> Page:
    order: dict[Piece, int] = {}
    digits: list[Rendering] = []
    render = partial(_render, scorer=scorer)
    for line, own in zip(lines, numbers, strict=True):
        placed = zip(line.pieces, line.columns, own, find_ends(own), strict=True)
        for piece, column, number, is_end in placed:
            rendering = symbols.render(piece, render, is_end)
            if rendering:
                order[piece] = len(digits)
                place = place_piece(piece, frame, line.row, column, number)
                digits.append(replace(rendering, place=place))
    cuts = [cut for split in splits if (cut := _make_cut(split, order, digits, frame, scorer))]
    places = [each.place.number if each.place else 0 for each in digits]
    for symbol, beside, odds in symbols.list_absent(list(order), places):
        first, last = sorted((symbol, beside))
        cuts.append(Cut(first, last + 1, [digits[beside]], odds))
    return Page(digits, frame.pose.turn, tuple(sorted(cuts, key=lambda cut: cut.first)))


def _render(piece: Piece, scorer: LimitedScorer | None) -> Rendering:
    return render_bitmap(piece.strength) if scorer is None else scorer.render(piece)


def _make_cut(
    split: Split,
    order: dict[Piece, int],
    digits: Sequence[Rendering],
    frame: Frame,
    scorer: LimitedScorer | None,
) -> Cut | None:
    """The other way to take a piece apart, if it is likely and all of its digits follow each other."""
    if not split.other or split.odds < MIN_ODDS:
        return None
    places = [order[piece] for piece in split.pieces if piece in order]
    if len(places) < len(split.pieces) or max(places) - min(places) >= len(places):
        return None
    first = digits[min(places)].place
    if first is None:
        return None
    other = [
        replace(
            _render(piece, scorer),
            place=place_piece(piece, frame, first.row, first.column, first.number),
        )
        for piece in split.other
    ]
    return Cut(min(places), max(places) + 1, other, split.odds)
