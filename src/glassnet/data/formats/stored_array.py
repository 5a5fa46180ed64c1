"""Arrays in files that are read in parts: `.npy`, and IDX without gzip.

The parts are read, and the files not mapped: pages of a mapped file count as memory of the process.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.errors import DataError
from glassnet.data.formats.idx import read_idx_header
from glassnet.data.formats.npy_content import read_npy_header
from glassnet.data.formats.recognition import recognize


@dataclass(frozen=True)
class StoredArray:
    """An array `shape` in a file, from `offset` on, row after row."""

    path: str
    offset: int
    shape: tuple[int, ...]
    dtype: str

    def __len__(self) -> int:
        return self.shape[0]

    def read(self, start: int, stop: int) -> NDArray[Any]:
        """The rows from `start` to `stop`. Raises `DataError` where the file ends before."""
        dtype, size = np.dtype(self.dtype), prod(self.shape[1:])
        stop = min(stop, len(self))
        content = np.fromfile(
            self.path,
            dtype,
            count=size * max(stop - start, 0),
            offset=self.offset + start * size * dtype.itemsize,
        )
        if content.size != size * max(stop - start, 0):
            got = f"the end of the file within row {start + content.size // max(size, 1)}"
            remedy = "Fetch or copy the file again."
            raise DataError.at(self.path, f"{len(self):,} rows", got, remedy)
        return content.reshape(-1, *self.shape[1:])


def open_array(path: Path) -> StoredArray:
    """The array in an `.npy` or IDX file, not read yet. Raises `DataError` for any other file.

    gzip must be unpacked first: nothing in it can be found without reading all before it.
    """
    with path.open("rb") as stream:
        packed = stream.read(2) == b"\x1f\x8b"
    if packed:
        raise DataError.about(path, "compressed, so that parts cannot be read", f"gunzip {path}")
    kind = recognize(path)
    if kind == "idx":
        shape, offset = read_idx_header(path)
        return StoredArray(str(path.resolve()), offset, shape, "|u1")
    if kind == "npy":
        return _open_npy(path)
    raise DataError.about(path, "neither an .npy nor an IDX file", "Store the array as one.")


def _open_npy(path: Path) -> StoredArray:
    with path.open("rb") as stream:
        try:
            shape, is_fortran, dtype = read_npy_header(stream)
        except ValueError as error:
            raise DataError.about(path, f"damaged ({error})", "Store the array again.") from error
        if dtype.hasobject or (is_fortran and len(shape) > 1) or not shape:
            got = f"{dtype} of shape {shape}" + (" in Fortran order" if is_fortran else "")
            remedy = "Store it with: np.save(path, np.ascontiguousarray(array))."
            raise DataError.at(path, "an array of numbers in C order", got, remedy)
        held = path.stat().st_size - stream.tell()
        if prod(shape) * dtype.itemsize > held or not dtype.itemsize:
            got = f"{held:,} bytes for {dtype} of shape {shape}"
            raise DataError.at(path, "a whole array", got, "Fetch or copy the file again.")
        return StoredArray(str(path.resolve()), stream.tell(), shape, dtype.str)
