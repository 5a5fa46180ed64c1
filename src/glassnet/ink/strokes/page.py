"""Pen strokes of several digits, each digit rendered, in reading order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from numpy.typing import ArrayLike

from glassnet.ink.rendering import Place, Rendering
from glassnet.ink.strokes.grouping import StrokeBox, StrokeGroup, group_strokes
from glassnet.ink.strokes.render import from_strokes
from glassnet.ink.symbols.finding import find_ends, render_mark, weigh_at_end
from glassnet.ink.symbols.marks import SymbolScorer
from glassnet.ink.symbols.strokes import StrokeSymbol, find_stroke_symbols


class StrokePage(NamedTuple):
    """The digits that strokes make up, in reading order, and the strokes of each."""

    digits: list[Rendering]
    groups: list[StrokeGroup]


def segment_strokes(
    strokes: Iterable[ArrayLike], symbols: SymbolScorer | None = None, *, stages: bool = False
) -> StrokePage:
    """The digits that strokes make up, rendered one by one; places are shares of the box of all strokes.

    Takes what `from_strokes` takes, in drawing order; with `stages`, these are kept. `symbols` is as in
    `segment_page`. Raises `InkError` as there.
    """
    drawn = list(strokes)
    found = [] if symbols is None else find_stroke_symbols(drawn, symbols)
    by_strokes = {each.strokes: each for each in found}
    groups = group_strokes(drawn, [each.strokes for each in found if each.image is not None])
    groups = _drop_symbols_alone(groups, by_strokes)
    if not groups:
        return StrokePage([], [])
    sheet = StrokeBox(
        min(each.box.left for each in groups),
        min(each.box.top for each in groups),
        max(each.box.right for each in groups),
        max(each.box.bottom for each in groups),
    )
    rendered = [
        (replace(rendering, place=_place(group, sheet)), group)
        for group, is_end in zip(groups, find_ends([each.number for each in groups]), strict=True)
        if (rendering := _render(group, drawn, by_strokes.get(group.strokes), is_end, stages))
    ]
    return StrokePage([rendering for rendering, _ in rendered], [group for _, group in rendered])


def _drop_symbols_alone(
    groups: list[StrokeGroup], symbols: Mapping[tuple[int, ...], StrokeSymbol]
) -> list[StrokeGroup]:
    """Without numbers that are symbols only."""
    with_digits = {
        group.number
        for group in groups
        if group.strokes not in symbols or symbols[group.strokes].image is None
    }
    return [group for group in groups if group.number in with_digits]


def _render(
    group: StrokeGroup,
    drawn: Sequence[ArrayLike],
    symbol: StrokeSymbol | None,
    is_end: bool,
    stages: bool,
) -> Rendering:
    if symbol is not None and symbol.image is not None and not symbol.may_be_digit:
        return render_mark(symbol.image, symbol.shares)
    rendering = from_strokes([drawn[index] for index in group.strokes], stages=stages)
    if symbol is None:
        return rendering
    shares = weigh_at_end(symbol.shares) if is_end else symbol.shares
    return replace(rendering, symbols=shares)


def _place(group: StrokeGroup, sheet: StrokeBox) -> Place:
    width, height = sheet.width or 1.0, sheet.height or 1.0
    return Place(
        group.line,
        (group.box.left - sheet.left) / width,
        (group.box.top - sheet.top) / height,
        (group.box.right - sheet.left) / width,
        (group.box.bottom - sheet.top) / height,
        number=group.number,
    )
