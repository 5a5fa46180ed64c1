"""Labels of files to indices of classes: a label is the name of its class."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from glassnet.bounded_file import TooLargeFileError, read_bounded
from glassnet.data.errors import DataError
from glassnet.data.labeled_images import DIGIT_NAMES, Dataset, LabeledImages, shorten

CLASS_FILE: Final = "classes.txt"
MAX_CLASS_FILE_BYTES: Final = 1 << 20


def find_classes(labels: Iterable[NDArray[np.integer[Any]]]) -> NDArray[np.integer[Any]]:
    """The distinct labels of all splits together, ascending, `(classes,)`."""
    return np.unique(np.concatenate(list(labels)))


def label_images(
    name: str,
    splits: Mapping[str, tuple[str, NDArray[np.uint8], NDArray[np.int64]]],
    class_names: Sequence[str] | None = None,
) -> Dataset:
    """A data set from whole-number labels.

    `splits`: train, validation or test to the split's name, images `(count, ...)` and labels `(count,)`.
    The classes are the distinct labels of all splits, named by their numbers; with `class_names`, label
    k is the class `class_names[k]`. Raises DataError for a label without a name.
    """
    values = find_classes(labels for _, _, labels in splits.values())
    if class_names is not None:
        names, values = tuple(class_names), np.arange(len(class_names))
    else:
        names = tuple(map(str, values.tolist()))
    parts = {
        key: LabeledImages(images, _to_indices(part, labels, values), part, names)
        for key, (part, images, labels) in splits.items()
    }
    return Dataset(name, **parts, notes=() if class_names is not None else _describe(values))


def name_classes(labels: Sequence[str]) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Indices `(count,)` and class names of labels that are text.

    Labels that are all digits are the ten digits, whichever of them occur. Any others are classes in
    the order of their names, whole numbers in the order of their values.
    """
    names = sort_names(labels)
    index = {name: number for number, name in enumerate(names)}
    return np.array([index[label] for label in labels], np.int64), names


def sort_names(labels: Iterable[str]) -> tuple[str, ...]:
    """The class names of labels that are text, in order: see `name_classes`."""
    distinct = sorted(set(labels), key=_sort_key)
    return DIGIT_NAMES if set(distinct) <= set(DIGIT_NAMES) else tuple(distinct)


def read_class_names(folder: Path) -> tuple[str, ...] | None:
    """The lines of `classes.txt` in a folder, the name of label 0 first; None where there is none."""
    path = folder / CLASS_FILE
    if not path.is_file():
        return None
    try:
        content = read_bounded(path, MAX_CLASS_FILE_BYTES)
        names = tuple(line.strip() for line in content.decode("utf-8").splitlines() if line.strip())
    except (UnicodeDecodeError, TooLargeFileError):
        names = ()
    if len(names) < 2:
        raise DataError.at(
            path, "the name of a class in each line, as UTF-8", f"{len(names)} names", "Repair it."
        )
    return names


def _sort_key(name: str) -> tuple[int, int, str]:
    return (0, int(name), name) if name.isdecimal() and len(name) < 10 else (1, 0, name)


def _to_indices(
    part: str, labels: NDArray[np.int64], values: NDArray[np.integer[Any]]
) -> NDArray[np.int64]:
    wrong = np.flatnonzero(~np.isin(labels, values))
    if len(wrong):
        raise DataError.at(
            f"{part}, example {wrong[0]}",
            f"a label from 0 to {len(values) - 1}, one for each line of {CLASS_FILE}",
            str(labels[wrong[0]]),
            f"Add its name to {CLASS_FILE}, or correct the label.",
        )
    return np.searchsorted(values, labels).astype(np.int64)


def _describe(values: NDArray[np.integer[Any]]) -> tuple[str, ...]:
    """A note where indices differ from the labels."""
    if np.array_equal(values, np.arange(len(values))):
        return ()
    first, last = int(values[0]), int(values[-1])
    whole = len(values) == last - first + 1
    shown = f"{first} to {last}" if whole else shorten(values.tolist())
    return (
        f"The labels {shown} are read as {len(values)} classes, named by these numbers "
        f"(indices 0 to {len(values) - 1}).",
    )
