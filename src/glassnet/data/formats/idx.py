"""IDX, the format that MNIST comes in: a magic number, big-endian sizes, then plain bytes.

    0x00 0x00 0x08 N      two zeros, the type (8: unsigned byte), the number of dimensions
    size_1 ... size_N     four bytes each, big-endian
    the bytes             the last dimension varies fastest

Source: Yann LeCun, Corinna Cortes, Christopher J. C. Burges, "The MNIST database".
"""

from __future__ import annotations

import gzip
import math
from io import BufferedIOBase
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from glassnet.data.errors import DataError
from glassnet.data.formats.file_content import MIB, describe_source, open_content
from glassnet.data.output_file import write_output

UNSIGNED_BYTE: Final = 0x08
INT_32: Final = 0x0C
MAX_QMNIST_COLUMNS: Final = 16
MAX_BYTES: Final = 1 << 30
RETRY_REMEDY: Final = "Fetch or copy the file again."


def read_idx(source: Path | bytes, max_bytes: int = MAX_BYTES) -> NDArray[np.uint8]:
    """The array in an IDX file of unsigned bytes, gzip or not.

    Nothing is allocated before the header is known to be possible. Raises DataError, with the file
    and the offset, for a wrong magic number, sizes that do not fit, missing and trailing bytes.
    """
    with open_content(source) as (stream, holds):
        shape, header = _read_header(stream, describe_source(source), min(max_bytes, holds))
        content = np.empty(math.prod(shape), np.uint8)
        _fill(stream, content, header, describe_source(source))
    return content.reshape(shape)


def read_idx_header(path: Path) -> tuple[tuple[int, ...], int]:
    """The sizes in an IDX file without gzip, and the place of its first byte of data.

    Raises DataError for a wrong header, and where the file is not as long as the header says.
    """
    size = path.stat().st_size
    with path.open("rb") as stream:
        shape, offset = _read_header(stream, str(path), size)
    if offset + math.prod(shape) != size:
        expected = f"{offset + math.prod(shape):,} bytes for sizes {shape}"
        raise DataError.at(path, expected, f"{size:,}", RETRY_REMEDY)
    return shape, offset


def read_images(source: Path | bytes) -> NDArray[np.uint8]:
    """Images `(count, height, width)` from an IDX file. Raises DataError."""
    images = read_idx(source)
    if images.ndim != 3 or 0 in images.shape:
        raise DataError.at(
            f"{describe_source(source)}, byte 3",
            "three dimensions, for images (count, height, width)",
            f"sizes {images.shape}",
            "Is this the file of the images?",
        )
    return images


def read_labels(source: Path | bytes) -> NDArray[np.int64]:
    """Labels `(count,)`, whole numbers as stored, from an IDX file. Raises DataError."""
    labels = _read_labels_of_qmnist(source)
    if labels is None:
        labels = read_idx(source)
    if labels.ndim != 1:
        raise DataError.at(
            f"{describe_source(source)}, byte 3",
            "one dimension, for labels",
            f"sizes {labels.shape}",
            "Is this the file of the labels?",
        )
    return labels.astype(np.int64)


def _read_labels_of_qmnist(source: Path | bytes) -> NDArray[np.int64] | None:
    """The labels of a QMNIST file: the first of eight 32-bit numbers for each image; None for any other."""
    with open_content(source) as (stream, holds):
        head = stream.read(12)
        count, columns = (int(each) for each in np.frombuffer(head[4:].ljust(8, b"\0"), ">u4"))
        if head[:4] != bytes((0, 0, INT_32, 2)) or not 0 < columns <= MAX_QMNIST_COLUMNS:
            return None
        size = 4 * count * columns
        content = stream.read(size) if size <= min(holds, MAX_BYTES) else b""
    if len(content) != size:
        raise DataError.at(
            describe_source(source), f"{size:,} bytes of labels", "the end", RETRY_REMEDY
        )
    return np.frombuffer(content, ">i4").reshape(count, columns)[:, 0].astype(np.int64)


def write_idx(path: Path, array: NDArray[np.uint8]) -> None:
    """Write an array of unsigned bytes as IDX; gzip where the name ends in `.gz`."""
    content = to_idx_bytes(array)
    write_output(path, gzip.compress(content, mtime=0) if path.suffix == ".gz" else content)


def to_idx_bytes(array: NDArray[np.uint8]) -> bytes:
    """An array of unsigned bytes as an IDX file. Raises DataError for other types."""
    if array.dtype != np.uint8:
        raise DataError.at("write_idx", "unsigned bytes", str(array.dtype), "Convert with astype.")
    sizes = np.array(array.shape, ">u4").tobytes()
    return bytes((0, 0, UNSIGNED_BYTE, array.ndim)) + sizes + array.tobytes()


def _read_header(stream: BufferedIOBase, where: str, max_bytes: int) -> tuple[tuple[int, ...], int]:
    """The sizes, and how many bytes the header takes."""
    magic = stream.read(4)
    if len(magic) < 4 or magic[:3] != bytes((0, 0, UNSIGNED_BYTE)) or magic[3] not in (1, 2, 3):
        head = magic + stream.read(60)
        raise DataError.at(
            f"{where}, byte 0",
            "the magic number 00 00 08 and 1 to 3 dimensions",
            describe_head(head),
            RETRY_REMEDY if is_web_page(head) else "Is this an IDX file?",
        )
    end = 4 + 4 * magic[3]
    sizes = stream.read(4 * magic[3])
    if len(sizes) < 4 * magic[3]:
        raise DataError.at(
            f"{where}, byte {4 + len(sizes)}", f"a header of {end} bytes", "the end", RETRY_REMEDY
        )
    shape = tuple(int(size) for size in np.frombuffer(sizes, ">u4"))
    if math.prod(shape) > max_bytes:
        raise DataError.at(
            f"{where}, byte 4",
            f"at most {max_bytes:,} bytes of data",
            f"sizes {shape}",
            RETRY_REMEDY,
        )
    return shape, end


def is_web_page(head: bytes) -> bool:
    """Whether a file begins as HTML does."""
    return head.lstrip()[:5].lower() in (b"<!doc", b"<html")


def describe_head(head: bytes) -> str:
    """What the first bytes of a file are, for a message: a web page, or the bytes."""
    if not head:
        return "an empty file"
    if is_web_page(head):
        return "a web page, such as the error page of a server"
    return head[:4].hex(" ")


def _fill(stream: BufferedIOBase, content: NDArray[np.uint8], header: int, where: str) -> None:
    view, filled = content.data, 0
    while filled < len(content):
        count = stream.readinto(view[filled : filled + MIB])
        if not count:
            raise DataError.at(
                f"{where}, byte {header + filled}",
                f"{len(content):,} bytes of data",
                f"the end after {filled:,}",
                RETRY_REMEDY,
            )
        filled += count
    if stream.read(1):
        raise DataError.at(
            f"{where}, byte {header + filled}", "the end of the file", "more bytes", RETRY_REMEDY
        )
