"""MATLAB's files up to version 7, by SciPy: EMNIST's, SVHN's, and any with images and labels."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from glassnet.data.errors import DataError
from glassnet.data.formats.array_files import EXPECTED, MAX_BYTES, pair_arrays
from glassnet.data.formats.image_arrays import Split, make_dataset, to_labels
from glassnet.data.labeled_images import DIGIT_NAMES, Dataset

HEADER_BYTES: Final = 128
TAG: Final = struct.Struct("II")
COMPRESSED: Final = 15  # miCOMPRESSED, an element packed by zlib
PART_BYTES: Final = 1 << 20
AGAIN: Final = "Fetch or copy it again."


def read_mat(path: Path) -> Dataset:
    """The data set of a `.mat` file.

    EMNIST's hold a structure with the splits and a mapping from labels to characters; their images are
    stored column by column, and are turned upright. Raises DataError, also where SciPy is missing.
    """
    content = _load(path)
    try:
        return _read_content(path, content)
    except DataError:
        raise
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        # Objects, functions, sparse matrices, structures of another kind.
        got = f"others ({type(error).__name__}: {error})"[:200]
        raise DataError.at(path, EXPECTED, got, "Store the arrays alone.") from None


def _read_content(path: Path, content: dict[str, Any]) -> Dataset:
    if "dataset" in content and "train" in (content["dataset"].dtype.names or ()):
        return _read_emnist(path, content["dataset"])
    arrays = {name: _examples_first(each) for name, each in content.items() if name[:2] != "__"}
    # Where rows do not fit together, columns may: an image in each column, labels in a row.
    columns = {name: each.T if each.ndim == 2 else each for name, each in arrays.items()}
    splits = pair_arrays(arrays) or pair_arrays(columns)
    if not splits:
        shapes = ", ".join(f"{name} {each.shape}" for name, each in arrays.items()) or "none"
        raise DataError.at(path, EXPECTED, shapes, "Name the arrays so.")
    labels = {name: to_labels(each.labels, path.stem) for name, each in splits.items()}
    if np.array_equal(np.unique(np.concatenate(list(labels.values()))), np.arange(1, 11)):
        digits = {name: Split(each.images, labels[name] % 10) for name, each in splits.items()}
        note = "The labels 1 to 10 are read as digits, 10 as 0: MATLAB counts from 1."
        return make_dataset(path.stem, digits, DIGIT_NAMES, (note,))
    return make_dataset(path.stem, splits)


def _read_emnist(path: Path, dataset: NDArray[Any]) -> Dataset:
    fields = dataset.dtype.names or ()
    splits = {
        name: Split(_unwrap(part["images"]), _unwrap(part["labels"]))
        for name in ("train", "test")
        if name in fields and (part := _unwrap(dataset[name])) is not None
    }
    mapping = _unwrap(dataset["mapping"]) if "mapping" in fields else None
    labels = np.concatenate([to_labels(each.labels, path.stem) for each in splits.values()])
    if mapping is not None:
        splits, names = _name_characters(splits, mapping, np.unique(labels), path.stem)
        # The first row of pixels is the first column of the image, as in all of EMNIST.
        upright = {
            name: Split(_transpose_rows(each.images), each.labels) for name, each in splits.items()
        }
        note = "The images are stored transposed; they are turned upright."
        return make_dataset(path.stem, upright, names, (note,))
    return make_dataset(path.stem, splits)


def _name_characters(
    splits: dict[str, Split], mapping: NDArray[Any], values: NDArray[Any], where: str
) -> tuple[dict[str, Split], tuple[str, ...]]:
    """Labels as indices of characters: of rows (label, code) or, for letters, (label, upper, lower)."""
    codes = {int(row[0]): chr(int(row[-1])) for row in mapping}
    names = tuple(codes.get(int(value), str(value)) for value in values)
    indexed = {
        name: Split(each.images, np.searchsorted(values, to_labels(each.labels, where)))
        for name, each in splits.items()
    }
    return indexed, names


def _transpose_rows(images: NDArray[Any]) -> NDArray[Any]:
    side = int(np.sqrt(images.shape[1]))
    return images.reshape(-1, side, side).swapaxes(1, 2)


def _unwrap(value: NDArray[Any]) -> NDArray[Any]:
    """What a MATLAB structure's field holds: SciPy wraps it into an array of one object."""
    while value.dtype == object and value.size == 1:
        value = value.reshape(-1)[0]
    return value


def _examples_first(array: NDArray[Any]) -> NDArray[Any]:
    """Images with the examples on the first axis; MATLAB's often have them on the last, as SVHN's."""
    if array.ndim == 4 and array.shape[3] > array.shape[2]:
        return np.moveaxis(array, 3, 0)
    if array.ndim == 3 and array.shape[0] == array.shape[1] < array.shape[2]:
        return np.moveaxis(array, 2, 0)
    return array


def _check_size(path: Path) -> None:
    """Unpack all elements, keeping nothing: SciPy takes as much memory as they hold. Raises DataError."""
    held = 0
    with path.open("rb") as file:
        order = "<" if file.read(HEADER_BYTES)[-2:] == b"IM" else ">"
        while len(head := file.read(TAG.size)) == TAG.size:
            kind, size = struct.unpack(f"{order}II", head)
            unpack = zlib.decompressobj() if kind == COMPRESSED else None
            while size > 0 and (part := file.read(min(size, PART_BYTES))):
                size -= len(part)
                held += len(part)
                while unpack is not None and part and held <= MAX_BYTES:
                    try:
                        held += len(unpack.decompress(part, PART_BYTES))
                    except zlib.error as error:
                        raise DataError.about(path, f"damaged ({error})", AGAIN) from None
                    part = unpack.unconsumed_tail
                if held > MAX_BYTES:
                    raise DataError.about(path, f"more than {MAX_BYTES:,} bytes", "Store fewer.")


def _load(path: Path) -> dict[str, Any]:
    try:
        from scipy.io import loadmat
    except ImportError as error:
        raise DataError.about(
            path, "a MATLAB file, which needs SciPy", "Install it: pip install 'glassnet[data]'"
        ) from error
    _check_size(path)
    try:
        return loadmat(path)
    except NotImplementedError as error:
        remedy = "Save it with -v7, or as .npz."
        raise DataError.about(path, "a MATLAB file of version 7.3", remedy) from error
    except Exception as error:  # SciPy raises many kinds for damaged files
        raise DataError.about(path, f"damaged ({error})", AGAIN) from error
