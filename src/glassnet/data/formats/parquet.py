"""Parquet files by PyArrow: Hugging Face's layout, with pictures as PNG bytes, or numbers.

A folder of files `train-00000-of-00001.parquet`, `test-...` has these splits.
"""

from __future__ import annotations

import io
import json
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from glassnet.data.errors import DataError
from glassnet.data.formats.array_files import split_of
from glassnet.data.formats.columns import find_label_column, is_index_name
from glassnet.data.formats.image_arrays import Split, make_dataset
from glassnet.data.labeled_images import Dataset
from glassnet.ink.photo.decoding import UNREADABLE, find_formats
from glassnet.ink.rendering import SIDE

MAX_PICTURE_PIXELS: Final = 1 << 24
MAX_PIXELS: Final = 1 << 32


def read_parquet(path: Path, label_column: str | None = None) -> Dataset:
    """The data set of a Parquet file."""
    return _read({"train": [path]}, path.stem, label_column)


def find_parquet_files(folder: Path) -> list[Path]:
    """The Parquet files of a folder and of the folders in it, in the order of their names."""
    return sorted([*folder.glob("*.parquet"), *folder.glob("*/*.parquet")])


def read_parquet_folder(folder: Path, label_column: str | None = None) -> Dataset:
    """The data set of a folder of Parquet files, whose names begin with their split."""
    files: dict[str, list[Path]] = {}
    for path in find_parquet_files(folder):
        files.setdefault(split_of(path.stem), []).append(path)
    return _read(files, folder.name, label_column)


def _read(files: dict[str, list[Path]], name: str, label_column: str | None) -> Dataset:
    splits, class_names = {}, None
    for split, paths in files.items():
        tables = [_load(path) for path in paths]
        parts = [
            _read_table(path, each, label_column) for path, each in zip(paths, tables, strict=True)
        ]
        splits[split] = Split(*(np.concatenate(each) for each in zip(*parts, strict=True)))
        class_names = class_names or _find_class_names(tables[0], label_column)
    return make_dataset(name, splits, class_names)


def _read_table(path: Path, table: Any, label_column: str | None) -> Split:
    names = list(table.column_names)
    label = find_label_column(names, label_column, str(path))
    labels = _stack(path, label, table.column(label).to_pylist())
    import pyarrow.types as types

    for name in names:
        if name == label:
            continue
        kind = table.schema.field(name).type
        if types.is_struct(kind) or types.is_binary(kind) or types.is_large_binary(kind):
            return Split(_decode_all(path, name, table.column(name).to_pylist()), labels)
        if types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind):
            return Split(_stack(path, name, table.column(name).to_pylist()), labels)
    pixels = [
        table.column(name).to_numpy()
        for name in names
        if name != label
        and not is_index_name(name)
        and not types.is_string(table.schema.field(name).type)
    ]
    if not pixels:
        expected = "a column of pictures, or columns of pixels, beside the label"
        raise DataError.at(path, expected, ", ".join(names), "Is this a set of images?")
    return Split(np.stack(pixels, axis=1), labels)


def _stack(path: Path, column: str, values: list[Any]) -> NDArray[Any]:
    """Values of one kind and length as an array."""
    try:
        return np.array(values)
    except (ValueError, OverflowError, TypeError) as error:
        expected = f"values of one kind in the column {column!r}"
        raise DataError.at(path, expected, f"others ({error})", "Store them alike.") from None


def _decode_all(path: Path, column: str, values: list[Any]) -> NDArray[np.uint8]:
    """Gray pictures of one size; of several sizes, each is resized to 28x28."""
    pictures, pixels = list[Image.Image](), 0
    for row, each in enumerate(values):
        pictures.append(_decode(f"{path}, {column}, row {row}", each))
        pixels += pictures[-1].width * pictures[-1].height
        if pixels > MAX_PIXELS:
            got = f"more than {MAX_PIXELS:,} pixels in all pictures together"
            raise DataError.about(path, got, "Resize the pictures first.")
    sizes = {each.size for each in pictures}
    if len(sizes) > 1:
        pictures = [each.resize((SIDE, SIDE), Image.Resampling.BILINEAR) for each in pictures]
    return np.stack([np.asarray(each) for each in pictures])


def _decode(where: str, value: Any) -> Image.Image:
    content = value.get("bytes") if isinstance(value, dict) else value
    if not isinstance(content, bytes):
        remedy = "Store the pictures in the file, not only their paths."
        raise DataError.at(where, "the bytes of a picture", type(content).__name__, remedy)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of sizes, which are checked here, and of odd tags
            with Image.open(io.BytesIO(content), formats=find_formats()) as picture:
                if picture.width * picture.height > MAX_PICTURE_PIXELS:
                    raise Image.DecompressionBombError
                return picture.convert("L")
    except Image.DecompressionBombError:
        raise DataError.about(where, "a picture of too many pixels", "Resize it first.") from None
    except UNREADABLE as error:
        raise DataError.about(
            where, "damaged, or not a picture", "Replace or remove it."
        ) from error


def _find_class_names(table: Any, label_column: str | None) -> tuple[str, ...] | None:
    """The names of the classes that Hugging Face's metadata give, else None."""
    label = find_label_column(list(table.column_names), label_column, "")
    try:
        features = json.loads(table.schema.metadata[b"huggingface"])["info"]["features"]
        return tuple(map(str, features[label]["names"]))
    except (KeyError, TypeError, ValueError):
        return None


def _load(path: Path) -> Any:
    return _reading(path, _open(path).read)


def count_parquet_rows(path: Path) -> int:
    """The number of rows of a file."""
    return _open(path).metadata.num_rows


def read_parquet_parts(path: Path, label_column: str | None, rows: int) -> Iterator[Split]:
    """The images and labels of a file, at most so many rows at a time. Raises DataError."""
    import pyarrow

    batches = _open(path).iter_batches(batch_size=rows)
    while (batch := _reading(path, lambda: next(batches, None))) is not None:
        yield _read_table(path, pyarrow.Table.from_batches([batch]), label_column)


def read_parquet_class_names(path: Path, label_column: str | None) -> tuple[str, ...] | None:
    """The names of the classes that Hugging Face's metadata give, else None."""
    return _find_class_names(_open(path).schema_arrow.empty_table(), label_column)


def _open(path: Path) -> Any:
    try:
        import pyarrow.parquet as parquet
    except ImportError as error:
        raise DataError.about(
            path, "a Parquet file, which needs PyArrow", "Install it: pip install 'glassnet[data]'"
        ) from error
    return _reading(path, lambda: parquet.ParquetFile(path))


def _reading(path: Path, read: Callable[[], Any]) -> Any:
    """What `read` returns. Raises DataError where the file is damaged."""
    import pyarrow

    try:
        return read()
    except (pyarrow.ArrowException, OSError) as error:
        raise DataError.about(path, f"damaged ({error})", "Fetch or copy it again.") from error
