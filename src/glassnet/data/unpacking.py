"""Parquet files as arrays in the cache, unpacked once and in bounded memory: these are read in parts."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.atomic import naming_errors
from glassnet.data.errors import DataError
from glassnet.data.formats.array_files import split_of
from glassnet.data.formats.image_arrays import Split, to_images, to_labels
from glassnet.data.formats.parquet import (
    count_parquet_rows,
    find_parquet_files,
    read_parquet_class_names,
    read_parquet_parts,
)
from glassnet.data.labels import CLASS_FILE, sort_names
from glassnet.data.locks import exclusive
from glassnet.user_folders import user_cache_or_temporary

ROWS_IN_PART = 1024
SECONDS_TO_WAIT = 3600.0


def unpack(path: Path, label_column: str | None = None) -> Path:
    """The folder of arrays made of a Parquet file or a folder of them, made at the first call.

    `train-images.npy`, `train-labels.npy` and so on, and `classes.txt`. Raises DataError.
    """
    files = find_parquet_files(path) if path.is_dir() else [path]
    target = unpacked_folder(files, label_column)
    target.parent.mkdir(parents=True, exist_ok=True)
    # A second process waits, and finds it made.
    with exclusive(target.with_suffix(".lock"), SECONDS_TO_WAIT, DataError):
        if target.exists():
            return target
        unfinished = target.with_suffix(".part")
        shutil.rmtree(unfinished, ignore_errors=True)
        with naming_errors(unfinished):
            unfinished.mkdir()
            _unpack_splits(files, label_column, unfinished)
        unfinished.rename(target)
    return target


def unpacked_folder(files: Iterable[Path], label_column: str | None) -> Path:
    """Where these files are unpacked to; changed ones go elsewhere."""
    about = [(str(each.resolve()), each.stat().st_size, each.stat().st_mtime_ns) for each in files]
    key = hashlib.sha256(repr((about, label_column)).encode()).hexdigest()[:16]
    return user_cache_or_temporary() / "unpacked" / key


def _unpack_splits(files: list[Path], label_column: str | None, target: Path) -> None:
    splits: dict[str, list[Path]] = {}
    for each in files:
        splits.setdefault(split_of(each.stem) if len(files) > 1 else "train", []).append(each)
    # The number of each name, in the order in which they come.
    numbers: dict[str | int, int] = {}
    for split, own in splits.items():
        parts = (
            part for each in own for part in read_parquet_parts(each, label_column, ROWS_IN_PART)
        )
        _write_split(target, split, sum(map(count_parquet_rows, own)), parts, numbers)
    names = read_parquet_class_names(files[0], label_column)
    _number_classes(target, list(splits), numbers, names)


def _write_split(
    target: Path, split: str, count: int, parts: Iterator[Split], numbers: dict[str | int, int]
) -> None:
    row: tuple[int, ...] | None = None
    with (
        (target / f"{split}-images.npy").open("wb") as images_file,
        (target / f"{split}-labels.npy").open("wb") as labels_file,
    ):
        _write_header(labels_file, (count,), "<i4")
        for part in parts:
            images = to_images(part.images, split)
            if row is None:
                row = images.shape[1:]
                _write_header(images_file, (count, *row), "|u1")
            if images.shape[1:] != row:
                expected, got = f"pictures of {row} pixels, as the first", f"{images.shape[1:]}"
                raise DataError.at(split, expected, got, "Resize them to one size.")
            images_file.write(np.ascontiguousarray(images).data)
            labels_file.write(_number_labels(to_labels(part.labels, split), numbers).data)
    if row is None:
        raise DataError.at(split, "at least one image", "none", "Check the file.")


def _write_header(file: IO[bytes], shape: tuple[int, ...], dtype: str) -> None:
    header = {"descr": dtype, "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(file, header)


def _number_labels(labels: NDArray[Any], numbers: dict[str | int, int]) -> NDArray[np.int32]:
    values = labels.tolist()
    return np.array([numbers.setdefault(each, len(numbers)) for each in values], "<i4")


def _number_classes(
    target: Path, splits: list[str], numbers: dict[str | int, int], names: tuple[str, ...] | None
) -> None:
    """Write `classes.txt`, and number the labels by their places in it."""
    if names is None:
        ordered = _sort_classes(numbers)
        table = {number: ordered.index(str(each)) for each, number in numbers.items()}
    else:
        ordered, table = names, {number: int(each) for each, number in numbers.items()}
    (target / CLASS_FILE).write_text("".join(f"{each}\n" for each in ordered), encoding="utf-8")
    lookup = np.array([table[number] for number in range(len(numbers))], "<i4")
    for split in splits:
        labels = np.lib.format.open_memmap(target / f"{split}-labels.npy", mode="r+")
        for start in range(0, len(labels), 1 << 20):
            labels[start : start + (1 << 20)] = lookup[labels[start : start + (1 << 20)]]
        labels.flush()


def _sort_classes(labels: Iterable[str | int]) -> tuple[str, ...]:
    """Whole numbers by their values; text as `sort_names`."""
    whole = [each for each in labels if isinstance(each, int)]
    if whole:
        return tuple(map(str, sorted(whole)))
    return sort_names(map(str, labels))
