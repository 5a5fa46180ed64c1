"""Distinct colors by a hash table, compiled; one entry for each color, and few colors."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.engine.compiled.options import compiled

MOST = 256
PLACES = 1024
FACTOR = np.uint32(2654435761)  # Knuth's multiplicative hashing


@compiled
def index_colors(packed: NDArray[np.uint32]) -> tuple[NDArray[np.uint8], NDArray[np.uint32]]:
    """As `glassnet.ink.photo.flat_colors.index_colors`, with the colors in the order in which they come."""
    indices = np.zeros(packed.shape, np.uint8)
    table, places = np.empty(MOST, np.uint32), np.full(PLACES, -1, np.int32)
    used, last, own = 0, np.uint32(0), np.uint8(0)
    for i in range(packed.shape[0]):
        row, out = packed[i], indices[i]
        for j in range(packed.shape[1]):
            if used == 0 or row[j] != last:
                last = row[j]
                place = np.int64(np.uint32(last * FACTOR) >> np.uint32(22))
                while places[place] >= 0 and table[places[place]] != last:
                    place = (place + 1) % PLACES
                if places[place] < 0:
                    if used == MOST:
                        return indices, table[:0]
                    table[used] = last
                    places[place] = used
                    used += 1
                own = np.uint8(places[place])
            out[j] = own
    return indices, table[:used].copy()


@compiled
def look_up(table: NDArray[Any], indices: NDArray[np.uint8]) -> NDArray[Any]:
    """As `glassnet.ink.photo.flat_colors.look_up`."""
    plane = np.empty(indices.shape, table.dtype)
    for i in range(indices.shape[0]):
        for j in range(indices.shape[1]):
            plane[i, j] = table[indices[i, j]]
    return plane
