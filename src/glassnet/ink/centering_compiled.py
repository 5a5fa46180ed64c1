"""Centering, compiled."""

import numpy as np
from numpy.typing import NDArray

from glassnet.engine.compiled.options import compiled


@compiled
def center(images: NDArray[np.uint8]) -> None:
    """As `glassnet.ink.centering.center`."""
    height, width = images.shape[1:]
    rows, columns = np.empty(height, np.int64), np.empty(width, np.int64)
    moved = np.empty((height, width), np.uint8)
    for k in range(images.shape[0]):
        rows.fill(0)
        columns.fill(0)
        moved.fill(0)
        for i in range(height):
            for j in range(width):
                rows[i] += images[k, i, j]
                columns[j] += images[k, i, j]
        down, across = _shift(rows), _shift(columns)
        for i in range(max(0, -down), min(height, height - down)):
            for j in range(max(0, -across), min(width, width - across)):
                moved[i + down, j + across] = images[k, i, j]
        # As loops: to assign a whole array, numba compiles its message about shapes, too.
        for i in range(height):
            for j in range(width):
                images[k, i, j] = moved[i, j]


@compiled
def _shift(profile):
    side, total, moment = len(profile), 0, 0
    first, last = side, -1
    for position in range(side):
        total += profile[position]
        moment += position * profile[position]
        if profile[position] > 0:
            first, last = min(first, position), position
    if total == 0:
        return 0
    wanted = -((2 * moment - (side - 1) * total) // (2 * total))
    return min(max(wanted, -first), side - 1 - last)
