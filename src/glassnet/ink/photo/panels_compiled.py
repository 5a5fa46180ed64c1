"""Panels, compiled."""

import numpy as np
from numpy.typing import NDArray

from glassnet.engine.compiled.options import compiled
from glassnet.ink.photo.panels import EDGE_SHARE, MIN_FILL, MIN_INNER


@compiled
def find_even_box(own: NDArray[np.bool_], whole: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    """As `glassnet.ink.photo.panels.find_even_box`."""
    top, left, bottom, right = 0, 0, own.shape[0], own.shape[1]
    while (bottom - top) * (right - left) >= MIN_INNER * own.size:
        first = last = before = behind = 0
        for j in range(left, right):
            first += own[top, j]
            last += own[bottom - 1, j]
        for i in range(top, bottom):
            before += own[i, left]
            behind += own[i, right - 1]
        rows, columns = bottom - top, right - left
        shares = (first / columns, last / columns, before / rows, behind / rows)
        worst = 0
        for side in range(1, 4):
            if shares[side] < shares[worst]:
                worst = side
        if shares[worst] >= EDGE_SHARE:
            held = 0
            for i in range(top, bottom):
                for j in range(left, right):
                    held += whole[i, j]
            if held / (rows * columns) >= MIN_FILL:
                return top, left, bottom, right
        if worst == 0:
            top += 1
        elif worst == 1:
            bottom -= 1
        elif worst == 2:
            left += 1
        else:
            right -= 1
    return 0, 0, 0, 0


@compiled
def count_tones(gray: NDArray[np.float32]) -> NDArray[np.int64]:
    """As `glassnet.ink.photo.panels.count_tones`."""
    counts = np.zeros(64, np.int64)
    for i in range(gray.shape[0]):
        row = gray[i]
        for j in range(gray.shape[1]):
            if np.float32(0) <= row[j] <= np.float32(1):
                counts[np.int64(min(row[j] * np.float32(64), np.float32(63)))] += 1
    return counts
