"""Examples in a fixed order that are read in parts: from files, from memory, and made of both."""

from __future__ import annotations

from dataclasses import dataclass
from math import isqrt
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from glassnet.data.formats.stored_array import StoredArray


class ExampleStore(Protocol):
    """Images and labels, numbered from 0."""

    def __len__(self) -> int: ...

    def read_images(self, start: int, stop: int) -> NDArray[np.uint8]:
        """The images `(count, H, W)` or `(count, H, W, C)` from `start` to `stop`."""
        ...

    def read_labels(self, start: int, stop: int) -> NDArray[np.int64]:
        """Their labels `(count,)`, indices of classes."""
        ...


@dataclass(frozen=True, eq=False)
class StoredExamples:
    """Arrays in files. A label in the file is the class of its place in `values`, ascending."""

    images: StoredArray
    labels: StoredArray
    values: NDArray[np.integer[Any]]

    def __len__(self) -> int:
        return len(self.images)

    def read_images(self, start: int, stop: int) -> NDArray[np.uint8]:
        """See `ExampleStore`; rows of a square number of pixels are square images."""
        images = self.images.read(start, stop)
        if images.ndim > 2:
            return images
        side = isqrt(images.shape[1])
        return images.reshape(len(images), side, side)

    def read_labels(self, start: int, stop: int) -> NDArray[np.int64]:
        """See `ExampleStore`."""
        stored = self.labels.read(start, stop).reshape(-1)
        return np.searchsorted(self.values, stored).astype(np.int64)


@dataclass(frozen=True, eq=False)
class MemoryExamples:
    """Arrays in memory."""

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.labels)

    def read_images(self, start: int, stop: int) -> NDArray[np.uint8]:
        """See `ExampleStore`."""
        return self.images[start:stop]

    def read_labels(self, start: int, stop: int) -> NDArray[np.int64]:
        """See `ExampleStore`."""
        return self.labels[start:stop]


@dataclass(frozen=True, eq=False)
class Joined:
    """The examples of one store, then those of another."""

    first: ExampleStore
    second: ExampleStore

    def __len__(self) -> int:
        return len(self.first) + len(self.second)

    def read_images(self, start: int, stop: int) -> NDArray[np.uint8]:
        """See `ExampleStore`."""
        border = len(self.first)
        if stop <= border:
            return self.first.read_images(start, stop)
        second = self.second.read_images(max(start - border, 0), stop - border)
        if start >= border:
            return second
        return np.concatenate([self.first.read_images(start, border), second])

    def read_labels(self, start: int, stop: int) -> NDArray[np.int64]:
        """See `ExampleStore`."""
        border = len(self.first)
        if stop <= border:
            return self.first.read_labels(start, stop)
        second = self.second.read_labels(max(start - border, 0), stop - border)
        if start >= border:
            return second
        return np.concatenate([self.first.read_labels(start, border), second])


@dataclass(frozen=True, eq=False)
class Remaining:
    """The examples of a store without those at `left_out`, ascending `(count,)`."""

    store: ExampleStore
    left_out: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.store) - len(self.left_out)

    def read_images(self, start: int, stop: int) -> NDArray[np.uint8]:
        """See `ExampleStore`."""
        first, end, kept = self._find(start, stop)
        return self.store.read_images(first, end)[kept]

    def read_labels(self, start: int, stop: int) -> NDArray[np.int64]:
        """See `ExampleStore`."""
        first, end, kept = self._find(start, stop)
        return self.store.read_labels(first, end)[kept]

    def _find(self, start: int, stop: int) -> tuple[int, int, NDArray[np.bool_]]:
        """The part of the store that holds these examples, and which of it they are."""
        stop = min(stop, len(self))
        if start >= stop:
            return 0, 0, np.zeros(0, bool)
        # Before the j-th that is left out there are left_out[j] - j others.
        before = self.left_out - np.arange(len(self.left_out))
        first, last = (
            each + int(np.searchsorted(before, each, "right")) for each in (start, stop - 1)
        )
        kept = np.ones(last + 1 - first, bool)
        inside = self.left_out[(self.left_out >= first) & (self.left_out <= last)]
        kept[inside - first] = False
        return first, last + 1, kept
