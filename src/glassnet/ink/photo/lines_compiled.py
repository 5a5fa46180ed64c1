"""Straight lines, compiled."""

import numpy as np
from numpy.typing import NDArray

from glassnet.engine.compiled.options import compiled


@compiled
def count_inked(columns: NDArray[np.uint8], climbs: NDArray[np.int64]) -> NDArray[np.int32]:
    """As `glassnet.ink.photo.lines.count_inked`."""
    width, height = columns.shape
    # Of the ink to the left of every column: a line is level for many columns at a time.
    sums = np.zeros((width + 1, height), np.int32)
    for j in range(width):
        for row in range(height):
            sums[j + 1, row] = sums[j, row] + columns[j, row]
    inked = np.zeros((len(climbs), height), np.int32)
    for s in range(len(climbs)):
        begin = 0
        for end in range(1, width + 1):
            climb = climbs[s, begin]
            if end < width and climbs[s, end] == climb:
                continue
            for row in range(max(0, -climb), min(height, height - climb)):
                inked[s, row] += sums[end, row + climb] - sums[begin, row + climb]
            begin = end
    return inked


@compiled
def count_in_bands(mask: NDArray[np.bool_], reach: int) -> int:
    """As `glassnet.ink.photo.lines.count_in_bands`."""
    height, width = mask.shape
    # The row of the last ink at or above each row, in its column: it lies in the band, or none does.
    most, last = 0, np.full(width, -1, np.int64)
    for low in range(min(reach, height)):
        for j in range(width):
            if mask[low, j]:
                last[j] = low
    for middle in range(height):
        low, high = middle - reach, middle + reach
        if high < height:
            for j in range(width):
                if mask[high, j]:
                    last[j] = high
        count = 0
        for j in range(width):
            count += last[j] >= max(low, 0)
        most = max(most, count)
    return most
