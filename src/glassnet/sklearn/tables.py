"""Tables of numbers, dense or sparse, as inputs of a network."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from scipy.sparse import issparse

from glassnet import engine
from glassnet.nn import Array, Network, Parameters

ROWS_IN_BLOCK: Final = 8192
"""Rows of a sparse table or of another dtype that are made dense at a time, to predict them."""

ROWS_TO_LOOK_AT: Final = 20
"""Rows that show whether a table may be one of pixels."""


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
    if issparse(table) or table.dtype.kind != "f" or not _are_pixels(table[:ROWS_TO_LOOK_AT]):
        return None
    blocks = [table[start : start + ROWS_IN_BLOCK] for start in range(0, len(table), ROWS_IN_BLOCK)]
    if not all(map(_are_pixels, blocks)):
        return None
    return np.concatenate([_to_bytes(block) for block in blocks])


def _are_pixels(block: Array) -> bool:
    if block.min() < 0 or block.max() > 1:
        return False
    return np.array_equal(
        np.divide(_to_bytes(block), 255, dtype=np.float32), block.astype(np.float32)
    )


def _to_bytes(block: Array) -> Array:
    return np.rint(block * 255).astype(np.uint8)


def compute_outputs(network: Network, parameters: Parameters, table: Any) -> Array:
    """The outputs `(count, classes)` for all rows of a table."""
    dtype = parameters.vector.dtype
    blocks = [
        slice(start, start + ROWS_IN_BLOCK) for start in range(0, table.shape[0], ROWS_IN_BLOCK)
    ]
    return np.concatenate(
        [engine.outputs(network, parameters, take_rows(table, block, dtype)) for block in blocks]
    )
