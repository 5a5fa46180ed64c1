"""`open_streamed`: the data set of a path, its training split read in parts while it is trained on.

Folders of IDX files without gzip, `.npy` files, and Parquet files, which are unpacked once. Test and
validation splits are read into memory.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from math import isqrt
from pathlib import Path

import numpy as np

from glassnet.data.errors import DataError, UnknownSource
from glassnet.data.example_store import StoredExamples
from glassnet.data.formats.array_files import is_image_name, is_label_name, split_of
from glassnet.data.formats.idx_folder import PREFIXES, find_idx_file, find_idx_folder
from glassnet.data.formats.orientation import is_transposed
from glassnet.data.formats.stored_array import StoredArray, open_array
from glassnet.data.labeled_images import Dataset, LabeledImages
from glassnet.data.labels import read_class_names
from glassnet.data.sources import SOURCES, split_label_column
from glassnet.data.streamed_images import EXAMPLES_IN_PART, stream

# Of the machine's memory: a set that needs more of it is streamed without being asked for.
MAX_SHARE_OF_MEMORY = 0.5
# Pictures in a Parquet file are compressed about so many times.
PACKED = 4

Pair = tuple[StoredArray, StoredArray]
"""Images and labels."""


def should_stream(source: str) -> bool:
    """Whether a path can be streamed, and its files are too large to be read into memory."""
    path, _ = split_label_column(source)
    if not can_stream(source):
        return False
    sizes = [
        each.stat().st_size * (PACKED if each.suffix == ".parquet" else 1)
        for each in _find_streamable(path)
    ]
    return sum(sizes) > MAX_SHARE_OF_MEMORY * _count_memory()


def can_stream(source: str) -> bool:
    """Whether there are files at a path that can be read in parts."""
    path, _ = split_label_column(source)
    return source not in SOURCES and path.exists() and bool(_find_streamable(path))


def expect_streamable(source: str) -> None:
    """Raise `UnknownSource` unless `can_stream`."""
    if not can_stream(source):
        raise UnknownSource(
            f"{source}: expected a folder of IDX files without gzip, .npy files or Parquet files, which can "
            "be read in parts, found none. Store it so, or leave --stream out."
        )


def open_streamed(source: str) -> Dataset:
    """The data set of a path. Raises UnknownSource where it cannot be read in parts, and DataError."""
    expect_streamable(source)
    given, column = split_label_column(source)
    path = given
    if _parquet_files(path):
        from glassnet.data.unpacking import unpack

        path = unpack(path, column)
    pairs = _find_idx_pairs(path) or _find_npy_pairs(path)
    if "train" not in pairs:
        expected = "images and labels of a training split, such as x_train.npy and y_train.npy"
        raise DataError.at(path, expected, ", ".join(pairs) or "none", "Name the files so.")
    return _make_dataset(given.name if given.is_dir() else given.stem, path, pairs)


def _make_dataset(name: str, path: Path, pairs: Mapping[str, Pair]) -> Dataset:
    for images, labels in pairs.values():
        _check(images, labels)
    folder = path if path.is_dir() else path.parent
    names = read_class_names(folder)
    values = _find_values(pairs)
    if names is None:
        names = tuple(map(str, values.tolist()))
    elif values[-1] >= len(names) or values[0] < 0:
        expected = f"labels from 0 to {len(names) - 1}, one for each line of classes.txt"
        remedy = "Add the missing names."
        raise DataError.at(path, expected, f"{values[0]} to {values[-1]}", remedy)
    else:
        values = np.arange(len(names))
    splits: dict[str, LabeledImages] = {}
    for split, (images, labels) in pairs.items():
        store = StoredExamples(images, labels, values)
        streamed = stream(store, f"{name} {split}" if len(pairs) > 1 else name, names)
        splits[split] = streamed if split == "train" else streamed.take(slice(None))
    dataset = Dataset(name, splits["train"], splits.get("validation"), splits.get("test"))
    if is_transposed(dataset):
        raise DataError.about(
            path, "a set of transposed images", "Store them upright: images.swapaxes(1, 2)."
        )
    return dataset


def _find_values(pairs: Mapping[str, Pair]) -> np.ndarray:
    """The distinct labels of all splits, ascending."""
    found: set[int] = set()
    for _, labels in pairs.values():
        for start in range(0, len(labels), EXAMPLES_IN_PART):
            found.update(np.unique(labels.read(start, start + EXAMPLES_IN_PART)).tolist())
    return np.array(sorted(found))


def _check(images: StoredArray, labels: StoredArray) -> None:
    row = images.shape[1:]
    is_square = len(row) == 1 and isqrt(row[0]) ** 2 == row[0]
    if np.dtype(images.dtype) != np.uint8 or not (is_square or len(row) in (2, 3)):
        got = f"{np.dtype(images.dtype)} of shape {images.shape}"
        remedy = "Convert them once: np.rint(255 * images).astype(np.uint8)."
        raise DataError.at(images.path, "bytes of shape (count, height, width)", got, remedy)
    if np.dtype(labels.dtype).kind not in "iub" or labels.shape not in (
        (len(images),),
        (len(images), 1),
    ):
        got = f"{np.dtype(labels.dtype)} of shape {labels.shape}"
        expected = f"{len(images)} whole numbers, one for each image"
        raise DataError.at(labels.path, expected, got, "Store labels so.")


def _find_idx_pairs(path: Path) -> dict[str, Pair]:
    folder = find_idx_folder(path) if path.is_dir() else None
    if folder is None:
        return {}
    found: dict[str, Pair] = {}
    for split, prefix in PREFIXES.items():
        images = find_idx_file(folder, f"{prefix}-images-idx3-ubyte")
        labels = find_idx_file(folder, f"{prefix}-labels-idx1-ubyte")
        if images is not None and labels is not None:
            found[split] = open_array(images), open_array(labels)
    return found


def _find_npy_pairs(path: Path) -> dict[str, Pair]:
    folder, only = (path, None) if path.is_dir() else (path.parent, split_of(path.stem))
    found: dict[str, Pair] = {}
    files = sorted(folder.glob("*.npy"))
    for split in ("train", "validation", "test"):
        own = {
            each.stem: open_array(each)
            for each in files
            if split_of(each.stem) == split and only in (None, split)
        }
        images = [each for name, each in own.items() if is_image_name(name) and len(each.shape) > 1]
        labels = [each for name, each in own.items() if is_label_name(name)]
        if images and labels:
            found[split] = images[0], labels[0]
    return found


def _find_streamable(path: Path) -> list[Path]:
    """The files that are read in parts, of a file or folder."""
    if path.is_dir():
        idx = find_idx_folder(path)
        arrays = list(path.glob("*.npy")) if idx is None else list(idx.glob("*-ubyte"))
        return _parquet_files(path) or arrays
    return [path] if path.suffix in (".npy", ".parquet") else []


def _parquet_files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path] if path.suffix == ".parquet" else []
    from glassnet.data.formats.parquet import find_parquet_files

    return find_parquet_files(path)


def _count_memory() -> int:
    """The bytes of memory of this machine; where the system does not say it, 8 GiB."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 8 << 30
