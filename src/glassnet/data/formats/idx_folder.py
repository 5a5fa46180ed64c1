"""A folder of IDX files, named as MNIST names them: any labels, any image size."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from glassnet.data.errors import DataError
from glassnet.data.formats.idx import read_images, read_labels
from glassnet.data.labeled_images import Dataset
from glassnet.data.labels import CLASS_FILE, label_images, read_class_names

PREFIXES: Final = {"train": "train", "test": "t10k"}


def find_idx_file(folder: Path, name: str) -> Path | None:
    """The file `name` in a folder in any of its spellings: dash or dot, gzip or not."""
    dotted = name.replace("-idx", ".idx")
    spellings = (name, dotted, f"{name}.gz", f"{dotted}.gz")
    return next((folder / each for each in spellings if (folder / each).is_file()), None)


def has_idx_files(folder: Path) -> bool:
    """Whether a folder has any IDX file with one of MNIST's names."""
    return any(find_idx_file(folder, name) for each in PREFIXES.values() for name in _names(each))


# Where torchvision puts the files below the folder that it is given.
SUB_FOLDERS: Final = ("", "raw", "MNIST/raw", "FashionMNIST/raw", "KMNIST/raw")


def find_idx_folder(folder: Path) -> Path | None:
    """The folder itself or the one below it, as torchvision has it, that holds IDX files; else None."""
    return next((folder / each for each in SUB_FOLDERS if has_idx_files(folder / each)), None)


def read_idx_folder(folder: Path, name: str) -> Dataset:
    """The data set of a folder with IDX files; the pair of one of the splits may be missing.

    Classes: the lines of `classes.txt` where it exists, else the distinct labels of both splits.
    Raises DataError.
    """
    found = {split: _read_pair(folder, prefix) for split, prefix in PREFIXES.items()}
    splits = {split: (f"{name} {split}", *pair) for split, pair in found.items() if pair}
    if not splits:
        raise DataError.at(
            folder,
            "IDX files (train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-...), or a folder of "
            "pictures for each class",
            "neither",
            "Choose the folder that has them; sort loose pictures into one folder per class.",
        )
    for part, images, labels in splits.values():
        _check_count(part, images, labels)
    return label_images(name, splits, read_class_names(folder))


def _names(prefix: str) -> tuple[str, str]:
    return f"{prefix}-images-idx3-ubyte", f"{prefix}-labels-idx1-ubyte"


def _read_pair(folder: Path, prefix: str) -> tuple[NDArray[np.uint8], NDArray[np.int64]] | None:
    images, labels = (find_idx_file(folder, name) for name in _names(prefix))
    if images is None or labels is None:
        alone = images or labels
        if alone is None:
            return None
        both = " and ".join(_names(prefix))
        raise DataError.at(folder, f"both {both}", f"only {alone.name}", "Add the other file.")
    return read_images(images), read_labels(labels)


def _check_count(part: str, images: NDArray[np.uint8], labels: NDArray[np.int64]) -> None:
    if len(images) != len(labels):
        raise DataError.at(
            part, f"{len(images)} labels, one for each image", str(len(labels)), "Copy both again."
        )


__all__ = ["CLASS_FILE", "find_idx_file", "find_idx_folder", "has_idx_files", "read_idx_folder"]
