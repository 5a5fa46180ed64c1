"""NumPy's files: `.npz`, `.npy`, and folders of them, with images and labels of one or more splits.

Which array is what follows from the names (x_train, y_train, test_images, ...), and from the shapes where
the names do not say it (arr_0, arr_1).
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from glassnet.data.errors import DataError
from glassnet.data.formats.file_content import read_content
from glassnet.data.formats.image_arrays import Split, is_one_hot, make_dataset
from glassnet.data.formats.npy_content import parse_npy
from glassnet.data.formats.zip_members import UNREADABLE_ZIP, read_member
from glassnet.data.labeled_images import Dataset

MAX_BYTES: Final = 1 << 32
SPLIT_NAMES: Final = {
    "train": "train", "training": "train", "trn": "train",
    "test": "test", "tst": "test", "testing": "test",
    "val": "validation", "valid": "validation", "validation": "validation", "dev": "validation",
}  # fmt: skip
LABEL_NAMES: Final = frozenset({
    "y", "label", "labels", "target", "targets", "class", "classes", "lab", "ytrain", "ytest", "lbl", "lbls",
})  # fmt: skip
IMAGE_NAMES: Final = frozenset({
    "x", "image", "images", "img", "imgs", "data", "pixels", "features", "xtrain", "xtest",
})  # fmt: skip
BITMAPS: Final = "full_numpy_bitmap_"
EXPECTED: Final = "an array of images and one of labels, such as x_train and y_train"


def read_npz(path: Path) -> Dataset:
    """The data set of an `.npz` file; the other half of the file of one array is searched beside it."""
    arrays = _read_npz_arrays(path)
    if len(arrays) == 1:
        return _make_dataset(path, _find_halves(path))
    return _make_dataset(path, arrays)


def read_npy(path: Path) -> Dataset:
    """The data set of an `.npy` file of images or labels and of its other half beside it."""
    return _make_dataset(path, _find_halves(path))


def read_array_folder(folder: Path) -> Dataset:
    """The data set of a folder of `.npy` files, or of `.npz` files with one array each.

    Quick, Draw!'s bitmaps, a file for each word, are classes named by these words.
    """
    arrays = _read_folder_arrays(folder)
    bitmaps = {
        name.removeprefix(BITMAPS): each
        for name, each in arrays.items()
        if name.startswith(BITMAPS)
    }
    if len(bitmaps) < 2:
        return _make_dataset(folder, arrays)
    words = np.repeat(list(bitmaps), [len(each) for each in bitmaps.values()])
    split = Split(np.concatenate(list(bitmaps.values())), words)
    return make_dataset(folder.name, {"train": split})


def has_arrays(folder: Path) -> bool:
    """Whether a folder holds files of arrays."""
    return bool(_find_array_files(folder))


def split_of(name: str) -> str:
    """The split that the name of an array says, "train" where it says none."""
    return find_split(name) or "train"


def find_split(name: str) -> str | None:
    """The split that a name says; None where it says none."""
    return next((SPLIT_NAMES[word] for word in _words(name) if word in SPLIT_NAMES), None)


def pair_arrays(arrays: Mapping[str, NDArray[Any]]) -> dict[str, Split]:
    """Images and labels of each split. An array that is neither is left out."""
    found: dict[str, Split] = {}
    for split in ("train", "validation", "test"):
        own = {name: each for name, each in arrays.items() if each.ndim and split_of(name) == split}
        images = [each for name, each in own.items() if _is_images(name, each)]
        if not images:
            continue
        largest = max(images, key=lambda each: each.size)
        labels = [
            each for name, each in own.items()
            if each is not largest and len(each) == len(largest) and _is_labels(name, each)
        ]  # fmt: skip
        if labels:
            found[split] = Split(largest, labels[0])
    return found


def _is_images(name: str, array: NDArray[Any]) -> bool:
    if array.ndim < 2 or array.shape[1:] == (1,) or array.dtype.kind not in "buif":
        return False
    return not LABEL_NAMES & set(_words(name))


def _is_labels(name: str, array: NDArray[Any]) -> bool:
    words = set(_words(name))
    if array.ndim > 2 or IMAGE_NAMES & words:
        return False
    return array.ndim == 1 or array.shape[1] == 1 or bool(LABEL_NAMES & words) or is_one_hot(array)


def is_label_name(name: str) -> bool:
    """Whether a name says that an array holds labels."""
    return bool(LABEL_NAMES & set(_words(name)))


def is_image_name(name: str) -> bool:
    """Whether a name says that an array holds images, or at least not that it holds labels."""
    return bool(IMAGE_NAMES & set(_words(name))) or not is_label_name(name)


def _words(name: str) -> list[str]:
    """The words of a name: "trainImages", "train_images" and "train-images" have the same."""
    spaced = re.sub(r"([a-z])([A-Z])", r"\1 \2", name)
    return re.findall(r"[a-z]+", spaced.lower())


def _make_dataset(path: Path, arrays: Mapping[str, NDArray[Any]]) -> Dataset:
    splits = pair_arrays(arrays)
    if not splits:
        shapes = ", ".join(f"{name} {each.shape}" for name, each in arrays.items()) or "none"
        raise DataError.at(path, EXPECTED, shapes, "Name the arrays so, or store both together.")
    return make_dataset(path.stem if path.is_file() else path.name, splits)


def _find_array_files(folder: Path) -> list[Path]:
    return sorted(
        each for each in folder.iterdir() if each.suffix in (".npy", ".npz") and each.is_file()
    )


def _find_halves(path: Path) -> dict[str, NDArray[Any]]:
    """The array of a file, and the one beside it that is its other half: of the same name but for its role.

    Raises DataError where several may be.
    """
    split = split_of(path.stem)
    arrays = _read_folder_arrays(
        path.parent, lambda file: split_of(file.stem) == split and _holds_one(file)
    )
    own = arrays.pop(path.stem)
    is_images = _is_images(path.stem, own) and not is_one_hot(own)
    is_other = _is_labels if is_images else _is_images
    fitting = {
        name: each
        for name, each in arrays.items()
        if each.ndim and len(each) == len(own) and is_other(name, each)
    }
    subject = _subject(path.stem)
    alike = {name: each for name, each in fitting.items() if _subject(name) == subject}
    found = alike or fitting
    if len(found) > 1:
        raise DataError.at(
            path,
            f"one file of {'labels' if is_images else 'images'} beside it",
            ", ".join(found),
            "Put both arrays into one file: np.savez('mine.npz', x_train=images, y_train=labels).",
        )
    return {path.stem: own, **found}


def _holds_one(file: Path) -> bool:
    """Whether a file holds one array that can be read."""
    try:
        return file.suffix == ".npy" or len(_read_npz_arrays(file)) == 1
    except DataError:
        return False


def _subject(name: str) -> frozenset[str]:
    """What a name says beside the split and whether it is of images or labels."""
    return frozenset(_words(name)) - SPLIT_NAMES.keys() - LABEL_NAMES - IMAGE_NAMES


def _read_folder_arrays(
    folder: Path, choose: Callable[[Path], bool] = lambda _: True
) -> dict[str, NDArray[Any]]:
    """The arrays of the chosen files of a folder, by the names of the files."""
    arrays: dict[str, NDArray[Any]] = {}
    for path in filter(choose, _find_array_files(folder)):
        if path.suffix == ".npy":
            arrays[path.stem] = _load(path, read_content(path, MAX_BYTES))
        else:
            own = _read_npz_arrays(path)
            only = len(own) == 1
            arrays |= {
                path.stem if only else f"{path.stem} {name}": each for name, each in own.items()
            }
    return arrays


def _read_npz_arrays(path: Path) -> dict[str, NDArray[Any]]:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [each for each in archive.infolist() if each.filename.endswith(".npy")]
            if sum(each.file_size for each in entries) > MAX_BYTES:
                raise DataError.about(
                    path, f"more than {MAX_BYTES:,} bytes of arrays", "Store fewer."
                )
            return {
                each.filename.removesuffix(".npy"): _load(path, read_member(archive, each))
                for each in entries
            }
    except DataError:
        raise
    except UNREADABLE_ZIP as error:
        raise DataError.about(path, f"damaged ({error})", "Fetch or copy it again.") from error


def _load(path: Path, content: bytes) -> NDArray[Any]:
    try:
        return parse_npy(content)
    except ValueError as error:
        if "pickle" in str(error):
            remedy = "Store numbers: array.astype('uint8')."
            raise DataError.about(
                path, "arrays of Python objects, which are not loaded", remedy
            ) from error
        raise DataError.about(path, f"damaged ({error})", "Fetch or copy it again.") from error
