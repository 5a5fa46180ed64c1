"""What is written where on a page: lists, columns, tables and lines, in heights of a digit."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

Random = np.random.Generator
Segment = tuple[float, float, float, float]
"""A printed line: from x, y to x, y."""

DIGIT_ADVANCE = 0.9  # a digit and the gap behind it, at most about so wide
NUMBER_GAP = 1.8  # between numbers, at least


MIN_OTHER_PITCH = 1.12  # of the other list's distance of lines


class Entry(NamedTuple):
    """A number, the upper left corner where it begins, its line and column from 1.

    With `cells`, each digit is in a printed cell so wide.
    """

    text: str
    left: float
    top: float
    line: int
    column: int = 1
    cells: float = 0.0


class Layout(NamedTuple):
    """Numbers in reading order on a page of this size, and its printed lines."""

    width: float
    height: float
    entries: tuple[Entry, ...]
    rules: tuple[Segment, ...] = ()


def make_list(
    rng: Random,
    rows: tuple[int, int] = (4, 8),
    digits: tuple[int, int] = (2, 6),
    per_row: tuple[int, int] = (1, 1),
    pitch: tuple[float, float] = (1.5, 2.4),
    margin: tuple[float, float] = (1.2, 3.5),
) -> Layout:
    """Lines of numbers below each other, beginning at the left margin or ending at the right."""
    count, spacing = _between(rng, rows), rng.uniform(*pitch)
    texts = [[_number(rng, digits) for _ in range(_between(rng, per_row))] for _ in range(count)]
    room = max(_width(row) for row in texts)
    left, right, top, bottom = rng.uniform(*margin, 4)
    to_right = rng.random() < 0.3
    entries = []
    for line, row in enumerate(texts, start=1):
        x = left + (room - _width(row) if to_right else rng.uniform(0, 0.3))
        for text in row:
            entries.append(Entry(text, x, top + (line - 1) * spacing, line))
            x += _width([text]) + NUMBER_GAP
    height = top + (count - 1) * spacing + 1 + bottom
    return Layout(left + room + right, height, tuple(entries))


def make_columns(rng: Random) -> Layout:
    """Two or three lists side by side, of their own spacing, apart or with a line between them."""
    narrow = rng.random() < 0.5
    count = _between(rng, (2, 3)) if narrow else 2
    digits = (1, 2) if narrow else (2, 4)
    pitches = rng.uniform(1.5, 2.4, count)
    parts = [
        make_list(rng, (4, 7), digits, pitch=(pitch, pitch), margin=(0.8, 1.4)) for pitch in pitches
    ]
    gutter = rng.uniform(1.6, 2.6)
    entries, rules, left = [], [], 0.0
    height = max(part.height for part in parts) + 0.8
    # Lists of the same spacing look like the rows of a table, unless a line is between them.
    divided = rng.random() < 0.4 or pitches.max() < MIN_OTHER_PITCH * pitches.min()
    for column, part in enumerate(parts, start=1):
        down = rng.uniform(0, 0.8)
        entries += [
            each._replace(left=each.left + left, top=each.top + down, column=column)
            for each in part.entries
        ]
        left += part.width + gutter
        if divided and column < count:
            middle = left - gutter / 2
            rules.append((middle, 0.4, middle, height - 0.4))
    return Layout(left - gutter, height, tuple(entries), tuple(rules))


def make_score_sheet(rng: Random) -> Layout:
    """A printed table of small numbers, read row by row."""
    rows, columns = _between(rng, (3, 6)), _between(rng, (2, 4))
    across, down = rng.uniform(3.4, 4.6), rng.uniform(1.7, 2.3)
    margin = rng.uniform(1, 2)
    entries = [
        Entry(
            _number(rng, (1, 3)),
            margin + column * across + rng.uniform(0.35, 0.6),
            margin + line * down + (down - 1) * rng.uniform(0.4, 0.6),
            line + 1,
            column + 1,
        )
        for line in range(rows)
        for column in range(columns)
    ]
    right, bottom = margin + columns * across, margin + rows * down
    rules = [(margin, margin + n * down, right, margin + n * down) for n in range(rows + 1)]
    rules += [
        (margin + n * across, margin, margin + n * across, bottom) for n in range(columns + 1)
    ]
    return Layout(right + margin, bottom + margin, tuple(entries), tuple(rules))


def make_postcodes(rng: Random) -> Layout:
    """One to four postcodes, free or in printed cells, one for each digit."""
    rows, pitch, margin = _between(rng, (1, 4)), rng.uniform(2, 2.8), rng.uniform(1.5, 3)
    cells = rng.uniform(1.25, 1.5) if rng.random() < 0.5 else 0.0
    length = _between(rng, (4, 6))
    entries, rules = [], []
    for line in range(rows):
        left = margin + (0 if cells else rng.uniform(0, 1))
        top = margin + line * pitch
        entries.append(Entry(_number(rng, (length, length)), left, top, line + 1, 1, cells))
        if cells:
            rules += _draw_cells(left, top, cells, length)
    width = 2 * margin + length * max(cells, DIGIT_ADVANCE) + 1
    return Layout(width, 2 * margin + (rows - 1) * pitch + 1, tuple(entries), tuple(rules))


def _draw_cells(left: float, top: float, side: float, count: int) -> list[Segment]:
    above, below, right = top - 0.22, top + 1.25, left + count * side
    level = [(left, y, right, y) for y in (above, below)]
    return level + [(left + n * side, above, left + n * side, below) for n in range(count + 1)]


def make_large_page(rng: Random) -> Layout:
    """Fifty digits or more, spread over a large page."""
    layout = make_list(
        rng, rows=(8, 12), digits=(3, 6), per_row=(1, 2), pitch=(2.2, 5), margin=(5, 30)
    )
    while sum(len(each.text) for each in layout.entries) < 50:
        layout = make_large_page(rng)
    return layout


def make_any(rng: Random) -> Layout:
    """A list, a few numbers on a line, or a postcode or more."""
    kind = int(rng.integers(4))
    if kind == 0:
        return make_list(rng, rows=(1, 3), digits=(2, 4), per_row=(2, 3))
    if kind == 1:
        return make_postcodes(rng)
    return make_list(rng, rows=(3, 6))


def _between(rng: Random, bounds: tuple[int, int]) -> int:
    return int(rng.integers(bounds[0], bounds[1] + 1))


def _number(rng: Random, digits: tuple[int, int]) -> str:
    """A number of so many digits; every digit is as likely, also the first."""
    return "".join(str(each) for each in rng.integers(0, 10, _between(rng, digits)))


def _width(row: list[str]) -> float:
    return sum(map(len, row)) * DIGIT_ADVANCE + NUMBER_GAP * (len(row) - 1)
