"""Tables of numbers, dense or sparse, as inputs of a network."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from scipy.sparse import issparse

from glassnet import engine
from glassnet.nn import Array, Network, Parameters

ROWS_IN_BLOCK: Final = 8192
"""Rows of a sparse table or of another dtype that are made dense at a time, to predict them."""

ROWS_TO_READ: Final = 100
"""Rows that are compared with bytes at a time: they stay in a CPU's cache."""


def take_rows(table: Any, rows: Array | slice, dtype: np.dtype) -> Array:
    """Some rows of a table `(count, features)`, dense and contiguous, in this dtype."""
    taken = table[rows]
    if issparse(taken):
        taken = taken.toarray()
    return np.ascontiguousarray(taken, dtype)


def find_pixels(table: Any) -> Array | None:
    """The bytes `(count, features)` of a table of pixels, each a byte / 255; None for any other table.

    The engine skips those that are zero.
    """
    if issparse(table) or table.dtype.kind != "f":
        return None
    pixels = np.empty(table.shape, np.uint8)
    for start in range(0, len(table), ROWS_TO_READ):
        rows = slice(start, start + ROWS_TO_READ)
        if not _read_pixels(table[rows], pixels[rows]):
            return None
    return pixels


def _read_pixels(block: Array, pixels: Array) -> bool:
    """Fill `pixels` with the bytes of a block; returns whether it is all of them."""
    numbers = block.astype(np.float32)
    if numbers.min() < 0 or numbers.max() > 1:
        return False
    pixels[:] = np.rint(numbers * np.float32(255))
    return np.array_equal(np.divide(pixels, 255, dtype=np.float32), numbers)


def compute_outputs(network: Network, parameters: Parameters, table: Any) -> Array:
    """The outputs `(count, classes)` for all rows of a table."""
    dtype = parameters.vector.dtype
    blocks = [
        slice(start, start + ROWS_IN_BLOCK) for start in range(0, table.shape[0], ROWS_IN_BLOCK)
    ]
    return np.concatenate(
        [engine.outputs(network, parameters, take_rows(table, block, dtype)) for block in blocks]
    )
