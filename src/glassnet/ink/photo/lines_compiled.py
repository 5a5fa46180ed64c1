"""Straight lines, compiled."""

import numpy as np
from numba import njit
from numpy.typing import NDArray


@njit(cache=True, nogil=True)
def count_inked(columns: NDArray[np.uint8], climbs: NDArray[np.int64]) -> NDArray[np.int32]:
    """As `glassnet.ink.photo.lines.count_inked`."""
    width, height = columns.shape
    inked = np.zeros((len(climbs), height), np.int32)
    for s in range(len(climbs)):
        for j in range(width):
            climb = climbs[s, j]
            first, last = max(0, -climb), min(height, height - climb)
            for row in range(first, last):
                inked[s, row] += columns[j, row + climb]
    return inked
