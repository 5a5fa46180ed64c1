"""Pen strokes of several digits, each digit rendered, in reading order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from numpy.typing import ArrayLike

from glassnet.ink.rendering import Place, Rendering
from glassnet.ink.strokes.grouping import StrokeBox, StrokeGroup, group_strokes
from glassnet.ink.strokes.render import from_strokes


class StrokePage(NamedTuple):
    """The digits that strokes make up, in reading order, and the strokes of each."""

    digits: list[Rendering]
    groups: list[StrokeGroup]


def segment_strokes(strokes: Iterable[ArrayLike]) -> StrokePage:
    """The digits that strokes make up, rendered one by one; places are shares of the box of all strokes.

    Takes what `from_strokes` takes, in drawing order. Raises `InkError` as there.
    """
    drawn = list(strokes)
    groups = group_strokes(drawn)
    if not groups:
        return StrokePage([], [])
    sheet = StrokeBox(
        min(each.box.left for each in groups),
        min(each.box.top for each in groups),
        max(each.box.right for each in groups),
        max(each.box.bottom for each in groups),
    )
    found = [
        (replace(rendering, place=_place(group, sheet)), group)
        for group in groups
        if (rendering := from_strokes([drawn[index] for index in group.strokes], stages=False))
    ]
    return StrokePage([rendering for rendering, _ in found], [group for _, group in found])


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
