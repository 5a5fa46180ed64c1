"""Labelled 28x28 images, and the splits they come in.

Every set carries the name of its split, so that a figure can always say what it was measured on:
`str(dataset.test)` is "MNIST test (10,000)".
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from glassnet.data.errors import DataError, UnknownSource

SIDE: Final = 28
DIGIT_NAMES: Final = tuple("0123456789")
NO_DIGIT: Final = "no digit"


@dataclass(frozen=True, eq=False)
class LabeledImages:
    """Images `(count, 28, 28)` uint8, ink bright on black, with labels `(count,)` int64.

    A label is the number of one of the `class_names`. `name` says which split of what this is.
    `writers` and `strokes` (per image, where the source knows them) run along. The arrays are
    read-only. Raises DataError where shapes, types or labels are wrong.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    name: str
    class_names: tuple[str, ...] = DIGIT_NAMES
    writers: tuple[str, ...] | None = field(default=None, repr=False)
    strokes: tuple[Any, ...] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        _check_images(self.name, self.images)
        _check_labels(self.name, self.labels, len(self.images), len(self.class_names))
        for what in ("writers", "strokes"):
            _check_count(self.name, what, getattr(self, what), len(self.images))
        object.__setattr__(self, "images", _read_only(self.images))
        object.__setattr__(self, "labels", _read_only(self.labels))

    def __len__(self) -> int:
        return len(self.labels)

    def __str__(self) -> str:
        return f"{self.name} ({len(self):,})"

    def __repr__(self) -> str:
        return f"<LabeledImages {self}>"

    def digest(self) -> str:
        """SHA-256 over images and labels, in hex: equal exactly when the content is."""
        sha = hashlib.sha256(f"{len(self)}:".encode())
        sha.update(self.images.data)
        sha.update(self.labels.astype("<i8").data)
        return sha.hexdigest()

    def take(
        self, indices: NDArray[np.integer[Any]] | slice, name: str | None = None
    ) -> LabeledImages:
        """The examples at `indices`, in that order, as a set of its own."""
        chosen = np.arange(len(self))[indices]
        return replace(
            self,
            images=np.ascontiguousarray(self.images[indices]),
            labels=np.ascontiguousarray(self.labels[indices]),
            name=self.name if name is None else name,
            writers=_pick(self.writers, chosen),
            strokes=_pick(self.strokes, chosen),
        )

    def only(self, label: int) -> LabeledImages:
        """The examples of one class."""
        indices = np.flatnonzero(self.labels == label)
        return self.take(indices, f"{self.name}, only {self.class_names[label]}")

    def counts(self) -> NDArray[np.int64]:
        """How many examples each class has, `(classes,)`."""
        return np.bincount(self.labels, minlength=len(self.class_names))


@dataclass(frozen=True, eq=False)
class Dataset:
    """Up to three splits under one name. A source that has no test split has only `train`."""

    name: str
    train: LabeledImages | None = None
    validation: LabeledImages | None = None
    test: LabeledImages | None = None

    def __post_init__(self) -> None:
        if not any(True for _ in self):
            raise DataError.at(
                self.name, "at least one split", "none", "Give train, validation or test."
            )

    def __iter__(self) -> Iterator[LabeledImages]:
        return (each for each in (self.train, self.validation, self.test) if each is not None)

    def __str__(self) -> str:
        return " + ".join(str(each) for each in self)

    @property
    def class_names(self) -> tuple[str, ...]:
        """What the labels stand for."""
        return next(iter(self)).class_names

    @property
    def splits(self) -> dict[str, LabeledImages]:
        """The splits that there are, by name."""
        named = (("train", self.train), ("validation", self.validation), ("test", self.test))
        return {name: each for name, each in named if each is not None}

    def split(self, name: str) -> LabeledImages:
        """The split `name`. Raises UnknownSource where there is none of that name."""
        if name not in self.splits:
            there = ", ".join(self.splits)
            raise UnknownSource.at(
                self.name, f"one of the splits {there}", repr(name), "Name one of them."
            )
        return self.splits[name]


def _check_images(name: str, images: NDArray[np.uint8]) -> None:
    if images.dtype != np.uint8 or images.ndim != 3 or images.shape[1:] != (SIDE, SIDE):
        raise DataError.at(
            name,
            f"images as uint8 of shape (count, {SIDE}, {SIDE})",
            f"{images.dtype} of shape {images.shape}",
            "Bring them into the form of MNIST with glassnet.ink.",
        )
    if not len(images):
        raise DataError.at(name, "at least one image", "none", "Check what was selected.")


def _check_labels(name: str, labels: NDArray[np.int64], count: int, classes: int) -> None:
    if labels.dtype != np.int64 or labels.shape != (count,):
        raise DataError.at(
            name,
            f"labels as int64 of shape ({count},), one for each image",
            f"{labels.dtype} of shape {labels.shape}",
            "Labels are integers, never one-hot.",
        )
    wrong = np.flatnonzero((labels < 0) | (labels >= classes))
    if len(wrong):
        raise DataError.at(
            f"{name}, example {wrong[0]}",
            f"a label from 0 to {classes - 1}",
            str(labels[wrong[0]]),
            "Correct or remove this example.",
        )


def _check_count(name: str, what: str, values: tuple[Any, ...] | None, count: int) -> None:
    if values is not None and len(values) != count:
        raise DataError.at(
            name, f"{count} {what}, one for each image", str(len(values)), "Give one for each."
        )


def _read_only(array: NDArray[Any]) -> NDArray[Any]:
    view = np.ascontiguousarray(array).view()
    view.flags.writeable = False
    return view


def _pick(values: tuple[Any, ...] | None, chosen: NDArray[np.int64]) -> tuple[Any, ...] | None:
    return None if values is None else tuple(values[index] for index in chosen.tolist())
