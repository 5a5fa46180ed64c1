"""Counts on drawings, compiled."""

import numpy as np
from numpy.typing import NDArray

from glassnet.engine.compiled.options import compiled
from glassnet.ink.photo.paper import MAX_AROUND_LONE

MAX_AROUND = np.float32(9 * (MAX_AROUND_LONE + 0.001))
HALF = np.float32(0.5)


@compiled
def count_levels(levels: NDArray[np.uint8]) -> NDArray[np.int64]:
    """As `glassnet.ink.photo.line_art.count_levels`."""
    counts = np.zeros(256, np.int64)
    for i in range(levels.shape[0]):
        for j in range(levels.shape[1]):
            counts[levels[i, j]] += 1
    return counts


@compiled
def count_lone(distance: NDArray[np.float32]) -> int:
    """As `glassnet.ink.photo.line_art.count_lone`."""
    lone = 0
    for i in range(1, distance.shape[0] - 1):
        above, row, below = distance[i - 1], distance[i], distance[i + 1]
        for j in range(1, distance.shape[1] - 1):
            if row[j] > HALF:
                around = np.float32(0)
                for k in range(j - 1, j + 2):
                    around += above[k] + row[k] + below[k]
                lone += around < MAX_AROUND
    return int(lone)


@compiled
def count_edges(levels: NDArray[np.uint8], are_lines: NDArray[np.bool_]) -> int:
    """As `glassnet.ink.photo.line_art.count_edges`."""
    edges = 0
    for i in range(levels.shape[0]):
        for j in range(levels.shape[1]):
            own = are_lines[levels[i, j]]
            if i > 0:
                edges += own != are_lines[levels[i - 1, j]]
            if j > 0:
                edges += own != are_lines[levels[i, j - 1]]
    return edges
