"""Data that programs hand over: arrays, and data sets of PyTorch, torchvision and Hugging Face.

They are known by what they offer, so that none of these libraries is imported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from glassnet.data.errors import DataError
from glassnet.data.formats.array_files import pair_arrays, split_of
from glassnet.data.formats.columns import find_label_column
from glassnet.data.formats.image_arrays import Split, make_dataset
from glassnet.data.labeled_images import Dataset, LabeledImages

EXPECTED: Final = (
    "a name, a path, (images, labels), ((images, labels), (test images, test labels)), or a data set of "
    "PyTorch or Hugging Face"
)
REMEDY: Final = "Give arrays: (images, labels)."
NUMBERED_DIGIT: Final = re.compile(r"\d - \w+")


def read_object(source: Any) -> Dataset:
    """The data set of an object. Images become gray bytes; what a transform makes of them is kept.

    A mapping holds splits by name: train, validation, test. Raises DataError for other objects, and for
    images that are neither 0 to 1 nor 0 to 255.
    """
    if isinstance(source, Dataset):
        return source
    if isinstance(source, LabeledImages):
        return Dataset(source.name, train=source)
    if isinstance(source, Mapping) and (found := _pair_named_arrays(source)):
        return make_dataset(_name(source), found)
    named = _find_splits(source)
    splits, class_names = {}, None
    for name, each in named.items():
        found, names = _read_split(each)
        splits[split_of(name)], class_names = found, class_names or names
    return make_dataset(_name(source), splits, class_names)


def _pair_named_arrays(source: Mapping[Any, Any]) -> dict[str, Split]:
    """Splits of arrays by name, as `np.load("mnist.npz")` and scikit-learn's loaders give; else none."""
    arrays = {str(name): each for name, each in source.items() if isinstance(each, np.ndarray)}
    return pair_arrays(arrays)


def _find_splits(source: Any) -> dict[str, Any]:
    """The parts of a source by the names of their splits."""
    if isinstance(source, Mapping):
        return {str(name): each for name, each in source.items()}
    if isinstance(source, tuple | list) and len(source) == 2 and all(map(_is_pair, source)):
        return {"train": source[0], "test": source[1]}
    if getattr(source, "train", None) is False:  # torchvision's sets say which split they are
        return {"test": source}
    return {"train": source}


def _read_split(source: Any) -> tuple[Split, tuple[str, ...] | None]:
    """Images and labels of one split, and the names of its classes where they are known."""
    if isinstance(source, LabeledImages):
        return Split(source.images, source.labels), source.class_names
    if hasattr(source, "batch_size") and hasattr(source, "dataset"):
        source = source.dataset  # a DataLoader
    if _is_pair(source):
        return Split(_to_array(source[0]), _to_array(source[1])), None
    if hasattr(source, "column_names") and hasattr(source, "features"):
        return _read_columns(source)
    if hasattr(source, "__getitem__") and hasattr(source, "__len__") and len(source):
        return _read_items(source), _find_class_names(source)
    raise DataError.at("load", EXPECTED, type(source).__name__, REMEDY)


def _read_columns(source: Any) -> tuple[Split, tuple[str, ...] | None]:
    """A data set of Hugging Face: a column of labels, and one of pictures or arrays."""
    names = list(source.column_names)
    label = find_label_column(names, None, _name(source))
    others = [name for name in names if name != label]
    pictures = [name for name in others if type(source.features[name]).__name__ == "Image"]
    column = next(iter(pictures or others), None)
    if column is None:
        raise DataError.at(_name(source), "a column of images", ", ".join(names), REMEDY)
    images, labels = [], []
    for row in source:
        images.append(_to_image(row[column]))
        labels.append(row[label])
    class_names = getattr(source.features[label], "names", None)
    return Split(_stack(source, images), _to_array(labels)), class_names and tuple(class_names)


def _read_items(source: Any) -> Split:
    """A data set of PyTorch: pairs of an image and a label by their number."""
    images, labels = [], []
    for number in range(len(source)):
        item = source[number]
        if not isinstance(item, tuple | list) or len(item) < 2:
            raise DataError.at(
                f"{_name(source)}, item {number}", "(image, label)", type(item).__name__, REMEDY
            )
        images.append(_to_image(item[0]))
        labels.append(_to_array(item[1]).item())
    return Split(_stack(source, images), np.array(labels))


def _stack(source: Any, images: list[NDArray[Any]]) -> NDArray[Any]:
    sizes = {each.shape for each in images}
    if len(sizes) > 1:
        remedy = "Resize them, for example in the data set's transform."
        raise DataError.at(_name(source), "images of one size", f"{len(sizes)} sizes", remedy)
    return np.stack(images)


def _find_class_names(source: Any) -> tuple[str, ...] | None:
    """The names in `classes`, as torchvision has them; "3 - three" is the digit 3."""
    names = getattr(source, "classes", None)
    if not isinstance(names, Iterable):
        return None
    names = tuple(map(str, names))
    if all(NUMBERED_DIGIT.fullmatch(name) for name in names):
        return tuple(name[0] for name in names)
    return names


def _is_pair(source: Any) -> bool:
    """Whether this is (images, labels) as arrays or tensors, or as a tuple of two lists."""
    if (
        isinstance(source, tuple)
        and len(source) == 2
        and all(type(each) is list for each in source)
    ):
        return len(source[0]) == len(source[1]) and bool(source[0]) and type(source[0][0]) is list
    return (
        isinstance(source, tuple | list)
        and len(source) == 2
        and all(hasattr(each, "shape") for each in source)
        and len(source[0].shape) > 1
    )


def _to_image(value: Any) -> NDArray[Any]:
    """An image `(height, width)`, or with channels last; a picture of Pillow becomes gray."""
    if hasattr(value, "convert"):
        return np.asarray(value.convert("L"))
    image = _to_array(value)
    if image.ndim == 3 and image.shape[0] == 1:
        return image[0]
    return image


def _to_array(value: Any) -> NDArray[Any]:
    """An array; a tensor may have a gradient, or be on another device."""
    return np.asarray(value.detach().cpu() if hasattr(value, "detach") else value)


def _name(source: Any) -> str:
    return str(getattr(source, "name", "") or type(source).__name__)
