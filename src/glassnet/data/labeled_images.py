"""Labeled images of any size and any classes, and the splits they come in.

Every set has the name of its split, so that a metric can always say what it was measured on:
`str(dataset.test)` is "MNIST test (10,000)".
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from glassnet.data.errors import DataError, UnknownSource
from glassnet.display import draw_images, join
from glassnet.errors import did_you_mean

DIGIT_NAMES: Final = tuple("0123456789")
NO_DIGIT: Final = "no digit"
SHOWN: Final = 10


@dataclass(frozen=True, eq=False)
class LabeledImages:
    """Images `(count, H, W)` or `(count, H, W, C)` uint8 with labels `(count,)` int64.

    Arrays of other integer types are converted where their values fit. A label is an index into
    `class_names`, which are distinct. `name` is that of the split.
    `writers` and `strokes` hold one entry per image where the source has them. The arrays are
    read-only. Raises DataError where shapes, types, labels or names are wrong.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    name: str
    class_names: tuple[str, ...] = DIGIT_NAMES
    writers: tuple[str, ...] | None = field(default=None, repr=False)
    strokes: tuple[Any, ...] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "images", _to_bytes(self.images))
        object.__setattr__(self, "labels", _to_int64(self.labels))
        _check_images(self.name, self.images)
        _check_class_names(self.name, self.class_names)
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

    @property
    def image_shape(self) -> tuple[int, ...]:
        """The shape of one image, `(H, W)` or `(H, W, C)`."""
        return self.images.shape[1:]

    def _repr_html_(self) -> str:
        names = [self.class_names[label] for label in self.labels[:SHOWN]]
        return join(str(self), draw_images(self.images[:SHOWN], names))

    def digest(self) -> str:
        """SHA-256 over images and labels, in hex: equal exactly when the content is."""
        sha = hashlib.sha256(f"{len(self)}:".encode())
        sha.update(self.images.data)
        sha.update(self.labels.astype("<i8").data)
        return sha.hexdigest()

    def take(
        self, indices: NDArray[np.integer[Any]] | slice, name: str | None = None
    ) -> LabeledImages:
        """The examples at `indices` `(chosen,)`, in that order, as a set of its own."""
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

    def align(self, class_names: tuple[str, ...]) -> LabeledImages:
        """The same examples with labels that index `class_names`, matched by name.

        A class without an example here is fine. Raises DataError where an example is of a class that
        `class_names` lacks.
        """
        if class_names == self.class_names:
            return self
        index = {name: number for number, name in enumerate(class_names)}
        used = np.unique(self.labels).tolist()
        unknown = [
            self.class_names[label] for label in used if self.class_names[label] not in index
        ]
        if unknown:
            raise DataError.at(
                self.name,
                f"examples of the classes {shorten(class_names)}",
                f"examples of {shorten(unknown)}",
                "Choose data with the same class names.",
            )
        table = np.array([index.get(name, -1) for name in self.class_names], np.int64)
        return replace(self, labels=table[self.labels], class_names=class_names)

    def counts(self) -> NDArray[np.int64]:
        """How many examples each class has, `(classes,)`."""
        return np.bincount(self.labels, minlength=len(self.class_names))


@dataclass(frozen=True, eq=False)
class Dataset:
    """Up to three splits with the same classes and image shape.

    A source without a test split has only `train`. `train` may have further classes after those of the
    other splits, such as "no digit". `notes` are sentences on how the source was read (renamed labels,
    transposed images). Raises DataError where splits do not fit together.
    """

    name: str
    train: LabeledImages | None = None
    validation: LabeledImages | None = None
    test: LabeledImages | None = None
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not any(True for _ in self):
            raise DataError.at(
                self.name, "at least one split", "none", "Give train, validation or test."
            )
        first, *others = self
        for each in others:
            _check_alike(self.name, first, each, extra_classes=first is self.train)

    def __iter__(self) -> Iterator[LabeledImages]:
        return (each for each in (self.train, self.validation, self.test) if each is not None)

    def __str__(self) -> str:
        return " + ".join(str(each) for each in self)

    def _repr_html_(self) -> str:
        return join(self.name, *(each._repr_html_() for each in self), *self.notes)

    @property
    def class_names(self) -> tuple[str, ...]:
        """The name of the class of each label."""
        return next(iter(self)).class_names

    @property
    def image_shape(self) -> tuple[int, ...]:
        """The shape of one image, `(H, W)` or `(H, W, C)`."""
        return next(iter(self)).image_shape

    @property
    def untrained_classes(self) -> tuple[str, ...]:
        """Classes without an example in the training split; none where there is no such split."""
        if self.train is None:
            return ()
        counts = self.train.counts()
        return tuple(
            name for name, count in zip(self.class_names, counts, strict=True) if not count
        )

    @property
    def splits(self) -> dict[str, LabeledImages]:
        """The splits that exist, by name."""
        named = (("train", self.train), ("validation", self.validation), ("test", self.test))
        return {name: each for name, each in named if each is not None}

    def split(self, name: str) -> LabeledImages:
        """The split `name`. Raises UnknownSource where there is none of that name."""
        if name not in self.splits:
            raise UnknownSource(
                f"{self.name}: unknown split {name!r}. {did_you_mean(name, self.splits)}"
            )
        return self.splits[name]


def _check_images(name: str, images: NDArray[np.uint8]) -> None:
    if images.dtype != np.uint8 or images.ndim not in (3, 4) or 0 in images.shape[1:]:
        raise DataError.at(
            name,
            "images as uint8 of shape (count, height, width) or (count, height, width, channels)",
            f"{images.dtype} of shape {images.shape}",
            _remedy_for_images(images),
        )
    if not len(images):
        raise DataError.at(name, "at least one image", "none", "Check what was selected.")


def _to_bytes(images: NDArray[Any]) -> NDArray[Any]:
    """Images of truth values or of any integer type as bytes, where all values fit."""
    images = np.asarray(images)
    if images.dtype == bool:
        return np.where(images, 255, 0).astype(np.uint8)
    if images.dtype.kind in "iu" and images.dtype != np.uint8 and images.size:
        return images.astype(np.uint8) if images.min() >= 0 and images.max() <= 255 else images
    return images


def _to_int64(labels: NDArray[Any]) -> NDArray[Any]:
    """Labels of any integer type as int64; `(count, 1)` becomes `(count,)`, as Keras has them."""
    labels = np.asarray(labels)
    if labels.ndim == 2 and labels.shape[1] == 1:
        labels = labels[:, 0]
    whole = labels.dtype.kind in "iu" or (
        labels.dtype.kind == "f" and bool((labels == np.floor(labels)).all())
    )
    return labels.astype(np.int64) if whole else labels


def _remedy_for_images(images: NDArray[Any]) -> str:
    """What to write for images of another type or shape."""
    if images.ndim == 2:
        return "Rows of 784 values: images.reshape(-1, 28, 28)."
    if images.dtype.kind == "f" and images.size and images.min() >= 0 and images.max() <= 1:
        return "Values from 0 to 1: np.rint(255 * images).astype(np.uint8)."
    return "Scale to 0..255, convert with astype('uint8') and reshape."


def _check_class_names(name: str, class_names: tuple[str, ...]) -> None:
    repeated = [each for each, count in Counter(class_names).items() if count > 1]
    if repeated:
        raise DataError.at(name, "distinct class names", f"{repeated[0]!r} twice", "Rename one.")


def _check_alike(
    name: str, first: LabeledImages, other: LabeledImages, extra_classes: bool
) -> None:
    what, one, two = "class names", first.class_names, other.class_names
    if one == two or (extra_classes and one[: len(two)] == two):
        what, one, two = "image shape", first.image_shape, other.image_shape
    if one != two:
        raise DataError.at(
            name,
            f"the same {what} in every split",
            f"{shorten(one)} in {first.name}, {shorten(two)} in {other.name}",
            "Combine splits of one data set.",
        )


def shorten(names: Sequence[object], limit: int = 12) -> str:
    """Values in one line; of many, the first and how many more there are."""
    shown = ", ".join(map(str, names[:limit]))
    return f"{shown} and {len(names) - limit} more" if len(names) > limit else shown


def _check_labels(name: str, labels: NDArray[np.int64], count: int, classes: int) -> None:
    if labels.dtype != np.int64 or labels.shape != (count,):
        raise DataError.at(
            name,
            f"labels as int64 of shape ({count},), one for each image",
            f"{labels.dtype} of shape {labels.shape}",
            "For one-hot rows: labels.argmax(axis=1). For text: see docs/data.md."
            if labels.ndim == 2 or labels.dtype.kind in "USO"
            else "Convert whole numbers: labels.astype(np.int64).",
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
