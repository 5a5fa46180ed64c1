"""Tables of numbers, dense or sparse, as inputs of a network."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from scipy.sparse import issparse

from glassnet import engine
from glassnet.nn import Array, Network, Parameters

ROWS_IN_BLOCK: Final = 8192
"""Rows of a sparse table or of another dtype that are made dense at a time, to predict them."""


def take_rows(table: Any, rows: Array | slice, dtype: np.dtype) -> Array:
    """Some rows of a table `(count, features)`, dense and contiguous, in this dtype."""
    taken = table[rows]
    if issparse(taken):
        taken = taken.toarray()
    return np.ascontiguousarray(taken, dtype)


def compute_outputs(network: Network, parameters: Parameters, table: Any) -> Array:
    """The outputs `(count, classes)` for all rows of a table."""
    dtype = parameters.vector.dtype
    blocks = [
        slice(start, start + ROWS_IN_BLOCK) for start in range(0, table.shape[0], ROWS_IN_BLOCK)
    ]
    return np.concatenate(
        [engine.outputs(network, parameters, take_rows(table, block, dtype)) for block in blocks]
    )
