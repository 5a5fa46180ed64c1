"""Labeled images that stay where they are stored: training sets larger than memory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.errors import DataError
from glassnet.data.example_store import ExampleStore, Joined, MemoryExamples, Remaining
from glassnet.data.labeled_images import DIGIT_NAMES, LabeledImages, shorten

EXAMPLES_IN_PART = 4096
# Of the sample: so many runs of neighbors, spread evenly over all examples, and so many in each.
SAMPLED_RUNS = 64
SAMPLED_IN_RUN = 32
# Neighbors that are read with an example that is taken alone.
NEIGHBORS = 64


@dataclass(frozen=True, eq=False)
class StreamedImages(LabeledImages):
    """Images that are read in parts. `images` and `labels` are a sample of them, from all places.

    What decides by looking at some images (the engine's plan, a warning) looks at the sample; length,
    digest, counts and `take` are those of all examples. Make it with `stream`.
    """

    store: ExampleStore = field(kw_only=True, repr=False)

    def __len__(self) -> int:
        return len(self.store)

    def digest(self) -> str:
        """See `LabeledImages.digest`; all images are read for it, once."""
        return self._digest

    @cached_property
    def _digest(self) -> str:
        sha = hashlib.sha256(f"{len(self)}:".encode())
        for part in self._parts():
            sha.update(np.ascontiguousarray(self.store.read_images(part.start, part.stop)).data)
        for part in self._parts():
            sha.update(self.store.read_labels(part.start, part.stop).astype("<i8").data)
        return sha.hexdigest()

    def counts(self) -> NDArray[np.int64]:
        """How many examples each class has, `(classes,)`."""
        return self._counts

    @cached_property
    def _counts(self) -> NDArray[np.int64]:
        classes, found = len(self.class_names), np.zeros(len(self.class_names), np.int64)
        for part in self._parts():
            labels = self.store.read_labels(part.start, part.stop)
            found += np.bincount(labels, minlength=classes)
        return found

    def _parts(self) -> Iterator[range]:
        for start in range(0, len(self), EXAMPLES_IN_PART):
            yield range(start, min(start + EXAMPLES_IN_PART, len(self)))

    def take(
        self, indices: NDArray[np.integer[Any]] | slice, name: str | None = None
    ) -> LabeledImages:
        """The examples at `indices` `(chosen,)`, in that order, in memory."""
        chosen = (
            np.arange(*indices.indices(len(self)))
            if isinstance(indices, slice)
            else np.asarray(indices, np.int64)
        )
        own = self.name if name is None else name
        return LabeledImages(*_read_rows(self.store, chosen), own, self.class_names)

    def only(self, label: int) -> LabeledImages:
        """The examples of one class, in memory."""
        rows = [
            part.start + np.flatnonzero(self.store.read_labels(part.start, part.stop) == label)
            for part in self._parts()
        ]
        return self.take(np.concatenate(rows), f"{self.name}, only {self.class_names[label]}")

    def align(self, class_names: tuple[str, ...]) -> LabeledImages:
        """The same examples for the same names. Raises DataError for others, which would be read again."""
        if class_names == self.class_names:
            return self
        raise DataError.at(
            self.name,
            f"the classes {shorten(class_names)}",
            shorten(self.class_names),
            "Store the labels of these classes.",
        )

    def hold_out(self, rows: NDArray[np.int64], name: str) -> tuple[StreamedImages, LabeledImages]:
        """Without the examples at `rows` `(held,)`, ascending, and these in memory."""
        remaining = stream(Remaining(self.store, rows), self.name, self.class_names)
        return remaining, self.take(rows, name)

    def append(
        self,
        images: NDArray[np.uint8],
        labels: NDArray[np.int64],
        name: str,
        class_names: tuple[str, ...],
    ) -> StreamedImages:
        """These examples, then others that are in memory, under a new name."""
        return stream(Joined(self.store, MemoryExamples(images, labels)), name, class_names)


def stream(
    store: ExampleStore, name: str, class_names: tuple[str, ...] = DIGIT_NAMES
) -> StreamedImages:
    """The examples of a store. Raises DataError where its sample is not what `LabeledImages` takes."""
    count = len(store)
    starts = np.unique(np.linspace(0, max(count - SAMPLED_IN_RUN, 0), SAMPLED_RUNS).astype(int))
    rows = np.unique(np.add.outer(starts, np.arange(SAMPLED_IN_RUN)))
    images, labels = _read_rows(store, rows[rows < count])
    return StreamedImages(images, labels, name, class_names, store=store)


def _read_rows(
    store: ExampleStore, rows: NDArray[np.integer[Any]]
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The examples at these places, in this order."""
    order = np.argsort(rows, kind="stable")
    ascending = rows[order]
    size = NEIGHBORS if len(rows) * NEIGHBORS < len(store) else EXAMPLES_IN_PART
    images = np.empty((len(rows), *store.read_images(0, 1).shape[1:]), np.uint8)
    labels = np.empty(len(rows), np.int64)
    begin = 0
    while begin < len(rows):
        start = int(ascending[begin]) // size * size
        end = int(np.searchsorted(ascending, start + size))
        inside, places = ascending[begin:end] - start, order[begin:end]
        stop = min(start + size, len(store))
        images[places] = store.read_images(start, stop)[inside]
        labels[places] = store.read_labels(start, stop)[inside]
        begin = end
    return images, labels
