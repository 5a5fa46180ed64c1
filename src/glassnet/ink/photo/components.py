"""Connected parts of a mask: which pixels are connected, and the box of each part."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from glassnet.engine.kernel import kernel

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]
Labels = NDArray[np.int32]

MAX_PARTS = 2_000
"""More parts are noise: the smallest are left out."""


@dataclass(frozen=True)
class Component:
    """One connected part: its label, its number of pixels, its box (ends not included)."""

    label: int
    area: int
    top: int
    left: int
    bottom: int
    right: int

    @property
    def height(self) -> int:
        """Rows of the box."""
        return self.bottom - self.top

    @property
    def width(self) -> int:
        """Columns of the box."""
        return self.right - self.left

    @property
    def size(self) -> int:
        """The box's longer side."""
        return max(self.height, self.width)

    @property
    def place(self) -> tuple[slice, slice]:
        """Rows and columns of the box."""
        return slice(self.top, self.bottom), slice(self.left, self.right)

    def move(self, down: int, right: int) -> Component:
        """The same part on a larger picture."""
        return replace(
            self,
            top=self.top + down,
            left=self.left + right,
            bottom=self.bottom + down,
            right=self.right + right,
        )

    def own(self, labels: Labels) -> Mask:
        """Which pixels of the box are the part's."""
        return labels[self.place] == self.label


def label_components(mask: Mask) -> tuple[Labels, int]:
    """Number the parts of a mask from 1, in reading order; pixels that touch at a corner are connected."""
    return label_mask(np.ascontiguousarray(mask))


@kernel("glassnet.ink.photo.components_compiled", small=True)
def label_mask(mask: Mask) -> tuple[Labels, int]:
    """As `label_components`, of a contiguous mask.

    Works on runs, stretches of a row: there are few of them, and those that touch get one root.
    """
    rows, begins, ends = _runs(mask)
    roots = _find_roots(len(rows), *_touching_runs(rows, begins, ends, mask.shape[1]))
    names, numbers = np.unique(roots, return_inverse=True)
    labels = np.zeros(mask.size, np.int32)
    labels[mask.ravel()] = np.repeat(numbers + 1, ends - begins)
    return labels.reshape(mask.shape), len(names)


def measure_components(labels: Labels, count: int) -> list[Component]:
    """The parts of a labeled mask, in the order of their labels; of more than MAX_PARTS the largest."""
    measured = measure_labels(np.ascontiguousarray(labels), count)
    if count > MAX_PARTS:
        largest = np.sort(np.argsort(-measured[:, 0], kind="stable")[:MAX_PARTS])
    else:
        largest = np.arange(count)
    return [
        Component(part + 1, *own)
        for part, own in zip(largest.tolist(), measured[largest].tolist(), strict=True)
    ]


@kernel("glassnet.ink.photo.components_compiled", small=True)
def measure_labels(labels: Labels, count: int) -> NDArray[np.int64]:
    """Area, top, left, bottom and right of each part, (count, 5)."""
    rows, columns = np.nonzero(labels)
    label = labels[rows, columns] - 1
    low = np.full((2, count), max(labels.shape))
    high = np.zeros((2, count), np.int64)
    for axis, places in enumerate((rows, columns)):
        np.minimum.at(low[axis], label, places)
        np.maximum.at(high[axis], label, places + 1)
    return np.stack([np.bincount(label, minlength=count), *low, *high], axis=1)


@kernel("glassnet.ink.photo.components_compiled", small=True)
def cut_out(strength: Floats, labels: Labels, are_chosen: Mask) -> Floats:
    """The strength of the parts that are chosen by label, at most 1, and 0 elsewhere."""
    return np.where(are_chosen[labels], np.minimum(strength, 1), np.float32(0)).astype(np.float32)


def filled_fraction(own: Mask) -> float:
    """How much of its box a part fills, together with all that it surrounds."""
    return float(fill_holes(own).mean())


def fill_holes(own: Mask) -> Mask:
    """A part together with all that it surrounds."""
    outside, _ = label_components(~np.pad(own, 1))
    return (outside != outside[0, 0])[1:-1, 1:-1]


def _runs(mask: Mask) -> tuple[NDArray, NDArray, NDArray]:
    """Row, first column and the column after the last of every run, in reading order."""
    padded = np.pad(mask, ((0, 0), (1, 1))).view(np.int8)
    changes = np.flatnonzero(padded[:, 1:] != padded[:, :-1])  # a run begins, ends, begins, ends
    rows, columns = np.divmod(changes, mask.shape[1] + 1)
    return rows[::2], columns[::2], columns[1::2]


def _touching_runs(
    rows: NDArray, begins: NDArray, ends: NDArray, width: int
) -> tuple[NDArray, NDArray]:
    """Pairs of runs in neighboring rows that touch, corners included: the upper and the lower ones."""
    row_length = width + 2
    first = np.searchsorted(rows * row_length + ends, (rows + 1) * row_length + begins, "left")
    last = np.searchsorted(rows * row_length + begins, (rows + 1) * row_length + ends, "right")
    counts = np.maximum(last - first, 0)
    upper = np.repeat(np.arange(len(rows)), counts)
    lower = np.arange(len(upper)) - np.repeat(np.cumsum(counts) - counts, counts)
    return upper, lower + np.repeat(first, counts)


def _find_roots(count: int, one: NDArray, other: NDArray) -> NDArray[np.int64]:
    """The smallest member of the part of each of `count` runs, given pairs that are connected.

    In every round each root takes the smallest root beside it, and all paths are halved (Shiloach and
    Vishkin 1982): a few rounds, whatever the parts look like.
    """
    roots = np.arange(count)
    while len(one):
        first, second = roots[one], roots[other]
        smaller = np.minimum(first, second)
        np.minimum.at(roots, np.concatenate([first, second]), np.tile(smaller, 2))
        while (roots != (above := roots[roots])).any():
            roots = above
        apart = roots[one] != roots[other]
        one, other = one[apart], other[apart]
    return roots
