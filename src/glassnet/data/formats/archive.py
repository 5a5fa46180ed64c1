"""Zip archives: of class folders of pictures, or of any other file or folder that is read as data."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from glassnet.data.errors import DataError
from glassnet.data.formats.picture_files import is_system_file
from glassnet.data.formats.zip_members import UNREADABLE_ZIP, check_members
from glassnet.data.labeled_images import Dataset
from glassnet.errors import GlassnetError

MAX_BYTES: Final = 1 << 32
MAX_ENTRIES: Final = 1_000_000


def holds_arrays(path: Path) -> bool:
    """Whether a zip archive is an `.npz` file: it holds nothing but arrays."""
    with _open(path) as archive:
        names = [each.filename for each in archive.infolist() if not each.is_dir()]
    return bool(names) and all(name.endswith(".npy") for name in names)


def read_archive(path: Path, read: Callable[[Path], Dataset]) -> Dataset:
    """The data set in a zip archive: what `read` makes of the unpacked folder or of its only file.

    It is unpacked into a temporary folder. Raises DataError where it is damaged or too large.
    """
    with unpacked(path) as content:
        dataset = read(content)
        name = path.stem
        splits = {
            key: replace(each, name=name if len(dataset.splits) == 1 else f"{name} {key}")
            for key, each in dataset.splits.items()
        }
        return Dataset(name, **splits, notes=dataset.notes)


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """The unpacked folder of a zip archive, or its only file, in a temporary folder while this lasts.

    Raises DataError where the archive is damaged or too large.
    """
    with tempfile.TemporaryDirectory(prefix="glassnet-") as temporary:
        folder = Path(temporary) / path.stem
        _unpack(path, folder)
        try:
            yield _find_content(path, folder)
        except GlassnetError as error:
            # The user knows the archive, and not where it was unpacked.
            raise type(error)(str(error).replace(str(folder), str(path))) from error


def _unpack(path: Path, folder: Path) -> None:
    with _open(path) as archive:
        entries = archive.infolist()
        if len(entries) > MAX_ENTRIES or sum(each.file_size for each in entries) > MAX_BYTES:
            limit = f"more than {MAX_ENTRIES:,} files or {MAX_BYTES:,} bytes"
            raise DataError.about(path, limit, "Unpack it, and name the folder.")
        if any(each.flag_bits & 1 for each in entries):
            raise DataError.about(
                path, "protected by a password", "Unpack it, and name the folder."
            )
        try:
            check_members(entries)
            # `extractall` leaves out "..", drives and roots of names.
            archive.extractall(folder)
        except UNREADABLE_ZIP as error:
            raise DataError.about(path, f"damaged ({error})", "Fetch or copy it again.") from error


def _find_content(path: Path, folder: Path) -> Path:
    """The only file, Kaggle's `train.csv`, or the folder that holds more than one folder."""
    while True:
        entries = [each for each in folder.iterdir() if not is_system_file(each)]
        files = [each for each in entries if each.is_file()]
        named = [each for each in files if each.name.lower().startswith("train.")]
        if len(entries) == 1 and entries[0].is_dir():
            folder = entries[0]
        elif len(entries) == 1 or (len(named) == 1 and len(files) == len(entries)):
            return (named or files)[0]
        elif entries:
            return folder
        else:
            raise DataError.about(path, "an empty archive", "Fetch or copy it again.")


def _open(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except UNREADABLE_ZIP as error:
        raise DataError.about(path, f"damaged ({error})", "Fetch or copy it again.") from error
