"""Operations on rows of `size` elements, one element for each image of a block.

Rows lie one after the other in an array; each is named by the array and the index where it begins.
"""

from __future__ import annotations

import numpy as np

from glassnet.engine.compiled.options import compiled_any_order
from glassnet.nn.arrays import Array

# Rows that a loop combines, so that each element of the other row is loaded or stored once for all of them.
ROWS_AT_ONCE = 4


@compiled_any_order
def fill_row(value: float, row: Array, start: int, size: int) -> None:
    """row[start + c] = value."""
    for c in range(np.uint64(start), np.uint64(start + size)):
        row[c] = value


@compiled_any_order
def add_to_row(value: float, row: Array, start: int, size: int) -> None:
    """row[start + c] += value."""
    for c in range(np.uint64(start), np.uint64(start + size)):
        row[c] += value


@compiled_any_order
def sum_row(row: Array, start: int, size: int) -> float:
    """The sum of row[start + c]."""
    total = row.dtype.type(0)
    for c in range(np.uint64(start), np.uint64(start + size)):
        total += row[c]
    return total


@compiled_any_order
def add_weighted_rows(
    factors: Array,
    first: int,
    step: int,
    count: int,
    source: Array,
    source_start: int,
    target: Array,
    target_start: int,
    size: int,
) -> None:
    """target[target_start + c] += sum over i < count of factors[first + i * step] * row i of `source`."""
    width, to, i = np.uint64(size), np.uint64(target_start), 0
    second, third = np.uint64(2) * width, np.uint64(3) * width
    while i + ROWS_AT_ONCE <= count:
        f, s = first + i * step, np.uint64(source_start + i * size)
        a, b, c, d = factors[f], factors[f + step], factors[f + 2 * step], factors[f + 3 * step]
        for n in range(width):
            left = a * source[s + n] + b * source[s + width + n]
            right = c * source[s + second + n] + d * source[s + third + n]
            target[to + n] += left + right
        i += ROWS_AT_ONCE
    while i < count:
        factor, s = factors[first + i * step], np.uint64(source_start + i * size)
        for n in range(width):
            target[to + n] += factor * source[s + n]
        i += 1


@compiled_any_order
def add_dot_products(
    row: Array, first: int, others: Array, count: int, target: Array, to: int, size: int
) -> None:
    """target[to + j] += sum over c of row[first + c] * others[j * size + c], for j < count."""
    width, s, j = np.uint64(size), np.uint64(first), 0
    second, third = np.uint64(2) * width, np.uint64(3) * width
    while j + ROWS_AT_ONCE <= count:
        o = np.uint64(j * size)
        a = b = c = d = row.dtype.type(0)
        for n in range(width):
            value = row[s + n]
            a += value * others[o + n]
            b += value * others[o + width + n]
            c += value * others[o + second + n]
            d += value * others[o + third + n]
        target[to + j] += a
        target[to + j + 1] += b
        target[to + j + 2] += c
        target[to + j + 3] += d
        j += ROWS_AT_ONCE
    while j < count:
        o, total = np.uint64(j * size), row.dtype.type(0)
        for n in range(width):
            total += row[s + n] * others[o + n]
        target[to + j] += total
        j += 1
