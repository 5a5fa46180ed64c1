"""The fields of a blank form, found by the boxes that are printed on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from glassnet.forms.alignment import measure_darkness
from glassnet.forms.template import MAX_CELLS, MAX_FIELDS, Field, FieldBox, Template, TemplateError
from glassnet.ink.photo.components import Component, label_components, measure_components

PAGE_SIDE: Final = 1600
"""Longer side of a form where its boxes are looked for, in pixels."""

MIN_DARKNESS: Final = 0.25
MIN_CELL: Final = 0.009  # of the longer side: smaller ones are the insides of letters
MAX_CELL_AREA: Final = 0.5  # of the page
MIN_FILL: Final = 0.9  # of its box: a cell is a rectangle
MAX_PRINT: Final = 0.012  # of a cell: cells with more print are no fields
MAX_COMB_ASPECT: Final = 1.7  # times as wide as high: cells for one digit each
MIN_COMB_ASPECT: Final = 0.4
MAX_CHECK_SIDE: Final = 0.035  # of the longer side: a box to mark
MAX_CHECK_ASPECT: Final = 1.4


def find_template(blank: Image.Image, name: str) -> Template:
    """A template with a field for each printed box, in reading order: `field_1`, ...

    Cells side by side that are about as wide as high become one field of kind `digits`, small squares
    `choice`, all others `number`. Cells that have print in them are left out. Raises `TemplateError` for a
    form without boxes.
    """
    page = blank.convert("L")
    page.thumbnail((PAGE_SIDE, PAGE_SIDE))
    groups = _join_combs(_find_cells(page))
    if not groups:
        remedy = "Scan it level and sharp, or write the fields' boxes by hand: see docs/forms.md."
        raise TemplateError(f"{name}: no printed box was found on this form. {remedy}")
    if len(groups) > MAX_FIELDS:
        raise TemplateError.at(name, f"at most {MAX_FIELDS} boxes", len(groups))
    fields = [
        _make_field(f"field_{number}", group, page.size)
        for number, group in enumerate(_in_reading_order(groups), start=1)
    ]
    width, height = map(float, blank.size)
    return Template(name, width, height, tuple(fields))


def _find_cells(page: Image.Image) -> list[Component]:
    """The rectangles of paper that printed lines surround."""
    printed = measure_darkness(page) > MIN_DARKNESS
    # A pixel more around the lines closes small gaps in them.
    closed = Image.fromarray(printed).convert("L").filter(ImageFilter.MaxFilter(3))
    labels, count = label_components(np.asarray(closed) == 0)
    least = MIN_CELL * max(page.size)
    height, width = printed.shape
    cells = []
    for part in measure_components(labels, count):
        at_edge = part.top == 0 or part.left == 0 or part.bottom == height or part.right == width
        if at_edge or min(part.height, part.width) < least:
            continue
        area = part.height * part.width
        if area > MAX_CELL_AREA * printed.size or part.area < MIN_FILL * area:
            continue
        if _print_within(printed, part) <= MAX_PRINT:
            cells.append(part)
    return cells


def _print_within(printed: NDArray[np.bool_], part: Component) -> float:
    """The share of a cell's inside, without its edge, that is printed."""
    rim = max(2, part.height // 12)
    inside = printed[part.top + rim : part.bottom - rim, part.left + rim : part.right - rim]
    return float(inside.mean()) if inside.size else 0.0


def _join_combs(cells: Sequence[Component]) -> list[list[Component]]:
    """Cells for one digit each that stand side by side, as one group; every other cell alone."""
    groups: list[list[Component]] = []
    for cell in sorted(cells, key=lambda each: each.left):
        group = next((each for each in groups if _continues(each[-1], cell)), None)
        if group is None or len(group) >= MAX_CELLS:
            groups.append([cell])
        else:
            group.append(cell)
    return groups


def _continues(last: Component, cell: Component) -> bool:
    """Whether a cell is the next one of a comb: of the same size, at the same height, a line apart."""
    for each in (last, cell):
        if not MIN_COMB_ASPECT < each.width / each.height < MAX_COMB_ASPECT:
            return False
    slack = 0.2 * last.height
    return (
        abs(last.top - cell.top) < slack
        and abs(last.bottom - cell.bottom) < slack
        and abs(last.width - cell.width) < slack
        and 0 < cell.left - last.right < max(slack, 8)
    )


def _in_reading_order(groups: Sequence[list[Component]]) -> list[list[Component]]:
    """From top to bottom, and from left to right among those at about one height."""
    rows: list[list[list[Component]]] = []
    for group in sorted(groups, key=lambda each: each[0].top + each[0].bottom):
        middle = (group[0].top + group[0].bottom) / 2
        first = rows[-1][0][0] if rows else None
        if first is not None and first.top < middle < first.bottom:
            rows[-1].append(group)
        else:
            rows.append([group])
    return [group for row in rows for group in sorted(row, key=lambda each: each[0].left)]


def _make_field(name: str, group: Sequence[Component], size: tuple[int, int]) -> Field:
    width, height = size
    first, last = group[0], group[-1]
    box = FieldBox(
        first.left / width,
        min(each.top for each in group) / height,
        last.right / width,
        max(each.bottom for each in group) / height,
    )
    if len(group) > 1:
        return Field(name, box, "digits", cells=len(group))
    aspect = first.width / first.height
    small = max(first.width, first.height) < MAX_CHECK_SIDE * max(size)
    is_check = small and 1 / MAX_CHECK_ASPECT < aspect < MAX_CHECK_ASPECT
    return Field(name, box, "choice" if is_check else "number")
