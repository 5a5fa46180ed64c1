"""The order in which digits are read follows the layout of the page."""

import numpy as np

from glassnet.ink.page.layout import Line, arrange
from glassnet.ink.page.numbers import number_pieces
from glassnet.ink.page.pieces import Piece

TYPICAL = 30
SHAPE = (900, 900)


def block(left: float, top: float, width: int = 20, height: int = TYPICAL) -> Piece:
    return Piece(np.ones((height, width), np.float32), round(top), round(left))


def row(left: float, top: float, count: int, step: float = 26, slope: float = 0) -> list[Piece]:
    return [block(left + step * place, top + slope * step * place) for place in range(count)]


def corners(lines: list[Line]) -> list[list[tuple[int, int]]]:
    return [[(piece.left, piece.top) for piece in line.pieces] for line in lines]


def test_lists_side_by_side_are_read_one_by_one() -> None:
    left = [row(50, top, 3) for top in (100, 150, 200, 250)]
    right = [row(400, top, 2) for top in (120, 195, 270)]

    lines = arrange([piece for part in (*right, *left) for piece in part], TYPICAL, SHAPE)

    assert corners(lines) == [[(each.left, each.top) for each in part] for part in (*left, *right)]
    assert [line.row for line in lines] == [1, 2, 3, 4, 1, 2, 3]
    assert [line.columns[0] for line in lines] == [1, 1, 1, 1, 2, 2, 2]


def test_a_table_is_read_line_by_line() -> None:
    cells = [
        row(50 + 200 * place, 100 + 60 * line + 3 * place, 2)
        for line in range(4)
        for place in range(3)
    ]

    lines = arrange([piece for cell in cells for piece in cell], TYPICAL, SHAPE)

    assert [line.row for line in lines] == [1, 2, 3, 4]
    assert [line.columns for line in lines] == 4 * [[1, 1, 2, 2, 3, 3]]


def test_lines_that_climb_are_not_mixed() -> None:
    climbing = [row(50, 100 + 48 * line, 25, slope=-0.1) for line in range(5)]

    lines = arrange([piece for part in climbing for piece in part], TYPICAL, SHAPE)

    assert [len(line.pieces) for line in lines] == 5 * [25]
    assert [line.pieces[0].top for line in lines] == [100, 148, 196, 244, 292]


def test_lines_of_a_page_seen_from_the_side_are_not_mixed() -> None:
    slopes = (0.12, 0.06, 0.0, -0.06, -0.12)
    parts = [
        [
            *row(50, 100 + 170 * line, 7, slope=slope),
            *row(500, 100 + 170 * line + 450 * slope, 7, slope=slope),
        ]
        for line, slope in enumerate(slopes)
    ]

    lines = arrange([piece for part in parts for piece in part], TYPICAL, SHAPE)

    assert [len(line.pieces) for line in lines] == 5 * [14]


def test_one_line_has_one_column_however_wide_its_gaps_are() -> None:
    [line] = arrange([*row(50, 100, 2), *row(700, 104, 2)], TYPICAL, SHAPE)

    assert line.columns == [1, 1, 1, 1]


def test_a_wide_gap_ends_a_number() -> None:
    lines = arrange([*row(50, 100, 3), *row(200, 100, 2)], TYPICAL, SHAPE)

    assert number_pieces(lines) == [[1, 1, 1, 2, 2]]


def test_digits_in_the_cells_of_a_form_are_one_number() -> None:
    cells = [
        block(50 + 42 * place - width / 2, 100, width)
        for place, width in enumerate((20, 6, 5, 22, 6))
    ]

    assert number_pieces(arrange(cells, TYPICAL, SHAPE)) == [[1, 1, 1, 1, 1]]


def test_a_page_without_digits_has_no_lines() -> None:
    assert arrange([], TYPICAL, SHAPE) == []
