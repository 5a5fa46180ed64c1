"""`read_path`: the data set of a file or folder, by what reads its kind of content.

Readers are imported where they are needed: Pillow, SciPy and PyArrow take longer to import than the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from glassnet.data.errors import DataError, UnknownSource
from glassnet.data.formats.csv_table import read_csv_table
from glassnet.data.formats.idx_folder import find_idx_folder, read_idx_folder
from glassnet.data.formats.orientation import turn_upright
from glassnet.data.formats.recognition import DESCRIPTIONS, Kind, recognize
from glassnet.data.labeled_images import Dataset
from glassnet.data.labels import label_images

if TYPE_CHECKING:
    from glassnet.data.formats.image_folder import LabeledPictures

STROKE_SUFFIXES: Final = (".jsonl", ".ndjson", ".inkml")
"""A folder with such a file is a folder of drawings."""


def read_path(path: Path) -> Dataset:
    """The data set of a path that exists. Raises UnknownSource where nothing reads it, and DataError."""
    return _choose_reader(path)(path)


@contextmanager
def open_digit_pictures(path: Path) -> Iterator[dict[str, LabeledPictures]]:
    """The pictures of digits in a path's class folders, by split; none where it holds anything else.

    A zip archive is unpacked while this lasts. Raises DataError.
    """
    from glassnet.data.formats.archive import holds_arrays, unpacked
    from glassnet.data.formats.image_folder import list_digit_pictures

    if path.is_dir():
        yield list_digit_pictures(path, path.name) if _holds_pictures(path) else {}
    elif path.is_file() and recognize(path) == "zip" and not holds_arrays(path):
        with unpacked(path) as content:
            yield list_digit_pictures(content, path.stem) if _holds_pictures(content) else {}
    else:
        yield {}


def _holds_pictures(path: Path) -> bool:
    return path.is_dir() and _choose_reader(path) is _read_pictures


def read_with_label_column(path: Path, column: str) -> Dataset:
    """The data set of a CSV or Parquet file with labels in this column. Raises DataError."""
    from glassnet.data.formats.csv_folder import find_csv_files, read_csv_folder
    from glassnet.data.formats.free_csv import read_free_csv
    from glassnet.data.formats.parquet import (
        find_parquet_files,
        read_parquet,
        read_parquet_folder,
    )

    if path.is_dir() and find_parquet_files(path):
        return read_parquet_folder(path, column)
    if path.is_dir() and find_csv_files(path):
        return read_csv_folder(path, lambda file: read_free_csv(file, column))
    kind = None if path.is_dir() else recognize(path)
    if kind == "parquet":
        return read_parquet(path, column)
    if kind in ("csv", "text"):
        return read_free_csv(path, column)
    raise DataError.about(
        path, "not a CSV or Parquet file, which have columns", "Leave out the column."
    )


def _choose_reader(path: Path) -> Callable[[Path], Dataset]:
    """What reads a path; its content decides. Raises DataError where nothing does."""
    if path.is_dir():
        from glassnet.data.formats.array_files import has_arrays
        from glassnet.data.formats.csv_folder import find_csv_files
        from glassnet.data.formats.image_folder import has_class_folders
        from glassnet.data.formats.parquet import find_parquet_files

        if find_parquet_files(path):
            return _read_parquet
        if has_arrays(path):
            return _read_array_folder
        if find_idx_folder(path) is not None:
            return _read_idx
        if find_csv_files(path):
            return _read_csv_folder
        if has_class_folders(path):
            return _read_pictures
        holds_drawings = any(each.suffix in STROKE_SUFFIXES for each in path.iterdir())
        return _read_strokes if holds_drawings else _read_idx
    try:
        kind = recognize(path)
    except OSError as error:
        raise DataError.about(
            path, (error.strerror or str(error)).lower(), "Check the file."
        ) from None
    reader = READERS.get(kind)
    if reader is None:
        remedy = REMEDIES.get(
            kind, "Give a folder of IDX files or pictures, a CSV, arrays, or a stroke file."
        )
        raise UnknownSource.about(
            path, f"{DESCRIPTIONS[kind]}, which is not read as a data set", remedy
        )
    return reader


def _read_idx(path: Path) -> Dataset:
    return read_idx_folder(find_idx_folder(path) or path, path.name)


def _refuse_idx_file(path: Path) -> Dataset:
    raise UnknownSource.about(
        path,
        "one IDX file, without its other half",
        f"Name the folder of images and labels: {path.parent}.",
    )


def _read_pictures(path: Path) -> Dataset:
    from glassnet.data.formats.image_folder import read_image_dataset

    return read_image_dataset(path, path.name)


def _read_strokes(path: Path) -> Dataset:
    from glassnet.data.formats.stroke_file import read_strokes

    return Dataset(path.name, train=read_strokes(path, path.name))


def _read_csv(path: Path) -> Dataset:
    from glassnet.data.formats.free_csv import is_plain, read_free_csv

    if not is_plain(path):
        return read_free_csv(path)
    images, labels = read_csv_table(path)
    if labels is None:
        raise DataError.at(
            f"{path}, line 1",
            "a column of labels",
            "pixels only",
            "Take the file with labels; images alone are for: glassnet predict --data FILE",
        )
    return turn_upright(label_images(path.name, {"train": (path.name, images, labels)}))


def _read_csv_folder(path: Path) -> Dataset:
    from glassnet.data.formats.csv_folder import read_csv_folder

    return read_csv_folder(path, _read_csv)


def _read_npy(path: Path) -> Dataset:
    from glassnet.data.formats.array_files import read_npy

    return read_npy(path)


def _read_array_folder(path: Path) -> Dataset:
    from glassnet.data.formats.array_files import read_array_folder

    return read_array_folder(path)


def _read_zip(path: Path) -> Dataset:
    from glassnet.data.formats.archive import holds_arrays, read_archive
    from glassnet.data.formats.array_files import read_npz

    return read_npz(path) if holds_arrays(path) else read_archive(path, _read_unpacked)


def _read_unpacked(path: Path) -> Dataset:
    """What an archive holds: no further archive, of which each could hold one more."""
    from glassnet.data.formats.archive import holds_arrays

    if path.is_file() and recognize(path) == "zip" and not holds_arrays(path):
        raise DataError.about(
            path.name, "an archive in an archive", "Unpack the outer one, and name the inner one."
        )
    return read_path(path)


def _read_mat(path: Path) -> Dataset:
    from glassnet.data.formats.mat_file import read_mat

    return read_mat(path)


def _read_parquet(path: Path) -> Dataset:
    from glassnet.data.formats.parquet import read_parquet, read_parquet_folder

    return read_parquet_folder(path) if path.is_dir() else read_parquet(path)


READERS: Final[dict[Kind, Callable[[Path], Dataset]]] = {
    "idx": _refuse_idx_file,
    "csv": _read_csv,
    "text": _read_csv,
    "strokes": _read_strokes,
    "inkml": _read_strokes,
    "unipen": _read_strokes,
    "npy": _read_npy,
    "zip": _read_zip,
    "mat": _read_mat,
    "parquet": _read_parquet,
}
"""What reads a file of each kind as a data set."""

REMEDIES: Final[dict[Kind, str]] = {
    "empty": "Fetch or copy it again.",
    "html": "The server sent a page instead of the file: fetch it again.",
    "picture": "Put pictures into one folder for each class, and name the folder above them.",
    "pickle": (
        "Loading a pickle runs its code. If you trust it, convert it: "
        "train, valid, test = pickle.load(gzip.open(file), encoding='latin1'); "
        "then glassnet.LabeledImages((255 * train[0]).reshape(-1, 28, 28).astype('uint8'), train[1], 'mine')."
    ),
    "hdf5": (
        "Convert it: np.savez('mine.npz', images=..., labels=...) with arrays that h5py reads; "
        "in MATLAB, save it with -v7."
    ),
    "svg": "Save it as PNG.",
    "archive": "Unpack it, and name the folder.",
}
