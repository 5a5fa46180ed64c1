"""Numbers in columns: rows of them, one for each unit, with a number for each image.

Rows lie one after the other in one long array; each begins at a place in it and is `size` long.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

from glassnet.nn.arrays import Array

# Sums in any order, so that they go many numbers at a time; NaN and infinity stay what they are.
compiled: Any = numba.njit(
    cache=True, error_model="numpy", nogil=True, fastmath={"contract", "reassoc"}
)

# Rows that are worked on together, so that a number is read or written once for all of them.
FOUR = 4
TWO, THREE = np.uint64(2), np.uint64(3)


@compiled
def fill(number: float, row: Array, start: int, size: int) -> None:
    """row[start + c] = number."""
    for c in range(np.uint64(start), np.uint64(start + size)):
        row[c] = number


@compiled
def add(number: float, row: Array, start: int, size: int) -> None:
    """row[start + c] += number."""
    for c in range(np.uint64(start), np.uint64(start + size)):
        row[c] += number


@compiled
def add_rows(
    factors: Array,
    first: int,
    step: int,
    count: int,
    source: Array,
    before: int,
    target: Array,
    to: int,
    size: int,
) -> None:
    """target[to + c] += the sum over i of factors[first + i * step] * source[before + i * size + c]."""
    width, at, i = np.uint64(size), np.uint64(to), 0
    while i + FOUR <= count:
        f, s = first + i * step, np.uint64(before + i * size)
        a, b, c, d = factors[f], factors[f + step], factors[f + 2 * step], factors[f + 3 * step]
        for n in range(width):
            left = a * source[s + n] + b * source[s + width + n]
            right = c * source[s + TWO * width + n] + d * source[s + THREE * width + n]
            target[at + n] += left + right
        i += FOUR
    while i < count:
        factor, s = factors[first + i * step], np.uint64(before + i * size)
        for n in range(width):
            target[at + n] += factor * source[s + n]
        i += 1


@compiled
def sum_of(row: Array, start: int, size: int) -> float:
    """The sum of row[start + c]."""
    total = row.dtype.type(0)
    for c in range(np.uint64(start), np.uint64(start + size)):
        total += row[c]
    return total


@compiled
def add_dots(
    row: Array, first: int, others: Array, count: int, target: Array, to: int, size: int
) -> None:
    """target[to + j] += the sum over c of row[first + c] * others[j * size + c]."""
    width, s, j = np.uint64(size), np.uint64(first), 0
    while j + FOUR <= count:
        o = np.uint64(j * size)
        a = b = c = d = row.dtype.type(0)
        for n in range(width):
            number = row[s + n]
            a += number * others[o + n]
            b += number * others[o + width + n]
            c += number * others[o + TWO * width + n]
            d += number * others[o + THREE * width + n]
        target[to + j] += a
        target[to + j + 1] += b
        target[to + j + 2] += c
        target[to + j + 3] += d
        j += FOUR
    while j < count:
        o, total = np.uint64(j * size), row.dtype.type(0)
        for n in range(width):
            total += row[s + n] * others[o + n]
        target[to + j] += total
        j += 1
