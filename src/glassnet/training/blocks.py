"""Examples that are read block by block, for `order = "blocks"`: of a training set larger than memory.

An epoch takes all examples in runs of `EXAMPLES_IN_RUN` neighbors. (seed, epoch) draws the order of the runs;
`RUNS_IN_BLOCK` of them make a block, and (seed, epoch, block) draws the order of the examples in it. So a
file is read in large pieces, at most two blocks are in memory, every example comes once an epoch, and the
order is a pure function of seed and epoch.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from glassnet.data.example_store import ExampleStore

EXAMPLES_IN_RUN = 128
RUNS_IN_BLOCK = 64

# Keep these draws apart from every other use of the same seed.
RUN_STREAM = 0xB10C5
BLOCK_STREAM = 0xB10C6

Examples = tuple[NDArray[np.uint8], NDArray[np.int64]]


class Blocks:
    """The examples of a store in the order of each epoch."""

    def __init__(self, store: ExampleStore, seed: int) -> None:
        self._store, self._seed = store, seed
        # The one that is in use: a batch that ends in the next one has its own copy of this one's part.
        self._read_block = lru_cache(maxsize=1)(self._read)
        self._order_of_runs = lru_cache(maxsize=2)(self._draw_runs)

    def read(self, epoch: int, start: int, stop: int) -> Examples:
        """Images and labels from place `start` to `stop` of the epoch's order, in arrays of their own."""
        stop = min(stop, len(self._store))
        _, ends = self._order_of_runs(epoch)
        images, labels = list[NDArray[np.uint8]](), list[NDArray[np.int64]]()
        block = int(np.searchsorted(ends, start, "right"))
        while start < stop:
            first = int(ends[block - 1]) if block else 0
            own = slice(start - first, min(stop, int(ends[block])) - first)
            block_images, block_labels = self._read_block(epoch, block)
            images.append(block_images[own].copy())
            labels.append(block_labels[own].copy())
            start, block = int(ends[block]), block + 1
        return np.concatenate(images), np.concatenate(labels)

    def _draw_runs(self, epoch: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The runs in the order of an epoch, and how many examples there are up to each block's end."""
        count = len(self._store)
        runs = -(-count // EXAMPLES_IN_RUN)
        order = np.random.default_rng([RUN_STREAM, self._seed, epoch]).permutation(runs)
        sizes = np.full(runs, EXAMPLES_IN_RUN)
        sizes[order == runs - 1] = count - (runs - 1) * EXAMPLES_IN_RUN
        return order, np.cumsum(np.add.reduceat(sizes, np.arange(0, runs, RUNS_IN_BLOCK)))

    def _read(self, epoch: int, block: int) -> Examples:
        order, _ = self._order_of_runs(epoch)
        # In the order of the file, which is read fastest so.
        runs = np.sort(order[block * RUNS_IN_BLOCK : (block + 1) * RUNS_IN_BLOCK])
        starts = (runs * EXAMPLES_IN_RUN).tolist()
        parts = [(each, min(each + EXAMPLES_IN_RUN, len(self._store))) for each in starts]
        count = sum(stop - start for start, stop in parts)
        places = np.random.default_rng([BLOCK_STREAM, self._seed, epoch, block]).permutation(count)
        first = self._store.read_images(0, 1)
        images = np.empty((count, *first.shape[1:]), first.dtype)
        labels = np.empty(count, np.int64)
        begin = 0
        for start, stop in parts:
            own = places[begin : begin + stop - start]
            images[own] = self._store.read_images(start, stop)
            labels[own] = self._store.read_labels(start, stop)
            begin += stop - start
        return images, labels
