"""Arrays as people store images and labels, made into a data set: any of the usual shapes and scales."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.data.errors import DataError
from glassnet.data.formats.orientation import turn_upright
from glassnet.data.labeled_images import Dataset, LabeledImages
from glassnet.data.labels import label_images, name_classes

MAX_CHANNELS: Final = 4


class Split(NamedTuple):
    """Images and labels of one split as they are stored."""

    images: NDArray[Any]
    labels: NDArray[Any]


def make_dataset(
    name: str,
    splits: Mapping[str, Split],
    class_names: Sequence[str] | None = None,
    notes: tuple[str, ...] = (),
) -> Dataset:
    """The data set of stored arrays; `splits` by "train", "validation" or "test".

    Images that are transposed, as EMNIST stores them, are turned upright, and a note says so. Raises
    DataError for arrays that are no images or no labels.
    """
    parts = {split: f"{name} {split}" if len(splits) > 1 else name for split in splits}
    images = {split: to_images(each.images, parts[split]) for split, each in splits.items()}
    labels = {split: to_labels(each.labels, parts[split]) for split, each in splits.items()}
    for split in splits:
        if len(images[split]) != len(labels[split]):
            expected = f"{len(images[split])} labels, one for each image"
            raise DataError.at(parts[split], expected, str(len(labels[split])), "Store both again.")
    if any(each.dtype.kind == "U" for each in labels.values()):
        dataset = _name_text_labels(name, parts, images, labels)
    else:
        numbered = {split: (parts[split], images[split], labels[split]) for split in splits}
        dataset = label_images(name, numbered, class_names)
    return turn_upright(Dataset(name, **dataset.splits, notes=(*notes, *dataset.notes)))


def to_images(array: NDArray[Any], where: str) -> NDArray[np.uint8]:
    """Images `(count, height, width)`, or with channels, as bytes 0..255.

    Rows of a square number of pixels become square images, other rows images of one row. Channels may
    come before or after height and width. Numbers from 0 to 1 are scaled to 0..255.
    """
    if array.dtype.kind not in "buif" or array.ndim < 2 or not array.size:
        got = f"{array.dtype} of shape {array.shape}"
        raise DataError.at(where, "numbers of shape (count, height, width)", got, "Store images.")
    return _to_bytes(_to_image_shape(array), where)


def to_labels(array: NDArray[Any], where: str) -> NDArray[Any]:
    """Labels `(count,)`, int64 or text, from `(count,)`, `(count, 1)` or one-hot rows."""
    if array.ndim == 2 and 1 in array.shape:
        array = array.reshape(-1)
    if is_one_hot(array):
        array = array.argmax(axis=1)
    if array.dtype.kind == "S":
        array = np.char.decode(array, "utf-8", "replace")
    if array.ndim == 1 and array.dtype.kind == "U":
        return array
    whole = (
        array.ndim == 1 and array.dtype.kind in "buif" and bool((array == np.round(array)).all())
    )
    if not whole:
        got = f"{array.dtype} of shape {array.shape}"
        raise DataError.at(where, "one whole number or text for each image", got, "Store labels.")
    return array.astype(np.int64)


def is_one_hot(array: NDArray[Any]) -> bool:
    """Whether each row has a single 1 and else zeros."""
    if array.ndim != 2 or array.dtype.kind not in "buif" or not array.size:
        return False
    return bool(((array == 0) | (array == 1)).all() and (array.sum(axis=1) == 1).all())


def _name_text_labels(
    name: str,
    parts: Mapping[str, str],
    images: Mapping[str, NDArray[np.uint8]],
    labels: Mapping[str, NDArray[Any]],
) -> Dataset:
    """A data set whose labels are the names of classes."""
    texts = [str(each) for split in parts for each in labels[split].tolist()]
    indices, class_names = name_classes(texts)
    edges = np.cumsum([len(labels[split]) for split in parts])[:-1]
    named = {
        split: LabeledImages(images[split], own, parts[split], class_names)
        for split, own in zip(parts, np.split(indices, edges), strict=True)
    }
    return Dataset(name, named.get("train"), named.get("validation"), named.get("test"))


def _to_image_shape(array: NDArray[Any]) -> NDArray[Any]:
    if array.ndim == 2:
        side = math.isqrt(array.shape[1])
        shape = (side, side) if side > 1 and side * side == array.shape[1] else (1, array.shape[1])
        return array.reshape(len(array), *shape)
    if array.ndim == 4:
        if array.shape[3] > MAX_CHANNELS >= array.shape[1]:
            array = np.moveaxis(array, 1, 3)
        if array.shape[3] == 1:
            return array[..., 0]
    return array


def _to_bytes(array: NDArray[Any], where: str) -> NDArray[np.uint8]:
    if array.dtype == np.uint8 and array.max() > 1:
        return np.ascontiguousarray(array)
    low, high = float(array.min()), float(array.max())
    if math.isnan(low):
        got = f"{np.isnan(array).sum():,} that are no number (NaN)"
        remedy = "Replace them, by 0 where they are paper."
        raise DataError.at(where, "pixels from 0 to 255, or from 0 to 1", got, remedy)
    if not (low >= 0 and high <= 255):
        got = f"{low:g} to {high:g}"
        remedy = "Scale them; to train on tables of any numbers, use glassnet.sklearn."
        raise DataError.at(where, "pixels from 0 to 255, or from 0 to 1", got, remedy)
    return np.rint(array * (255.0 if high <= 1 else 1.0)).astype(np.uint8)
