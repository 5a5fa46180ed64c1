"""Images of handwriting that are stored transposed (rows and columns exchanged), as EMNIST's are."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from glassnet.data.labeled_images import Dataset, LabeledImages

TALL_CLASSES: Final = frozenset({"1", "l", "I", "i"})
# EMNIST's sets by the number of their classes, where these are numbers: which ones are 1, I or l.
TALL_NUMBERS: Final = {26: (9, 12), 27: (9, 12), 47: (1, 18), 62: (1, 18, 47)}
MIN_EXAMPLES: Final = 5
MIN_RATIO: Final = 1.4
NOTE: Final = "The images are stored transposed; they are turned upright."


def is_transposed(dataset: Dataset) -> bool:
    """Whether characters that are tall, such as the digit 1, are wide in most of the images.

    A person's 1 is taller than it is wide. Classes without such a character are taken as upright.
    """
    first = next(iter(dataset))
    names = _find_tall_classes(first.class_names)
    tall = [number for number, name in enumerate(first.class_names) if name in names]
    chosen = np.isin(first.labels, tall)
    if first.images.ndim != 3 or first.image_shape[0] != first.image_shape[1]:
        return False
    images = first.images[chosen][:1000]
    if len(images) < MIN_EXAMPLES:
        return False
    return bool(np.median(_extents(images, 2) / _extents(images, 1)) > MIN_RATIO)


def turn_upright(dataset: Dataset) -> Dataset:
    """The data set with rows and columns of every image exchanged, and a note, where it is transposed."""
    if not is_transposed(dataset):
        return dataset
    splits = {name: exchange_axes(each) for name, each in dataset.splits.items()}
    return Dataset(dataset.name, **splits, notes=(*dataset.notes, NOTE))


def exchange_axes(images: LabeledImages) -> LabeledImages:
    """The images with rows and columns exchanged."""
    return replace(images, images=np.ascontiguousarray(images.images.swapaxes(1, 2)))


def _find_tall_classes(class_names: tuple[str, ...]) -> frozenset[str]:
    """The classes that are tall characters; none where the classes are not characters."""
    if all(len(name) == 1 for name in class_names):
        return TALL_CLASSES
    if all(name.isdecimal() for name in class_names):
        return frozenset(map(str, TALL_NUMBERS.get(len(class_names), ())))
    return frozenset()


def _extents(images: NDArray[np.uint8], axis: int) -> NDArray[np.int64]:
    """How many rows (axis 1) or columns (axis 2) of each image the ink spans, `(count,)`."""
    used: NDArray[np.bool_] = np.any(images > 127, axis=3 - axis)
    first, last = used.argmax(axis=1), used.shape[1] - 1 - used[:, ::-1].argmax(axis=1)
    return np.where(used.any(axis=1), last - first + 1, 1)
