"""Operations on rows that lie one after the other in an array."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("numba", reason="compiled functions need numba, which is not installed")

from glassnet.engine.compiled.columns import (
    add_dot_products,
    add_to_row,
    add_weighted_rows,
    fill_row,
    sum_row,
)

COVERED = [fill_row, add_to_row, sum_row, add_weighted_rows, add_dot_products]
SIZE = 33
# Fewer rows than are combined at once, whole sets of them, and some more.
COUNTS = pytest.mark.parametrize("count", [0, 1, 4, 8, 11])


def test_fill_and_add_change_one_row(draw, dtype) -> None:
    rows = draw(3, SIZE)
    expected = rows.copy()
    expected[1] = dtype(2) + dtype(3)

    fill_row(dtype(2), rows.reshape(-1), SIZE, SIZE)
    add_to_row(dtype(3), rows.reshape(-1), SIZE, SIZE)

    np.testing.assert_array_equal(rows, expected)


def test_sum_row_adds_one_row(draw, tolerance) -> None:
    rows = draw(3, SIZE)

    total = sum_row(rows.reshape(-1), SIZE, SIZE)

    assert total == pytest.approx(rows[1].sum(), rel=10 * tolerance, abs=10 * tolerance)


@COUNTS
def test_weighted_rows_are_added_to_one_row(count, draw, tolerance) -> None:
    factors, source, target = draw(count + 1, 3), draw(count + 2, SIZE), draw(2, SIZE)
    expected = target.copy()
    expected[1] += factors[:count, 2] @ source[1 : count + 1]
    arguments = factors.reshape(-1), 2, 3, count, source.reshape(-1), SIZE

    add_weighted_rows(*arguments, target.reshape(-1), SIZE, SIZE)

    np.testing.assert_allclose(target, expected, rtol=0, atol=20 * tolerance)


@COUNTS
def test_dot_products_with_a_row_are_added(count, draw, tolerance) -> None:
    row, others, target = draw(2, SIZE), draw(count + 1, SIZE), draw(count + 5)
    expected = target.copy()
    expected[2 : 2 + count] += others[:count] @ row[1]
    first = row.reshape(-1), SIZE, others.reshape(-1), count

    add_dot_products(*first, target, 2, SIZE)

    np.testing.assert_allclose(target, expected, rtol=0, atol=20 * tolerance)
