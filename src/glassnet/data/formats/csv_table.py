"""CSV with one image per line, as in Kaggle's Digit Recognizer: `label,pixel0,...,pixel783`.

The images are square; their side follows from the number of columns. The label is a whole number.

Bytes are parsed in blocks, since 42,000 lines hold 33 million numbers. A block with an invalid byte is
read again line by line, to report what is wrong and where.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple, NoReturn

import numpy as np
from numpy.typing import NDArray

from glassnet.data.errors import DataError
from glassnet.data.formats.file_content import MIB, open_content, read_content

MAX_BYTES: Final = 1 << 30
BLOCK_BYTES: Final = 4 * MIB
MAX_HEADER_BYTES: Final = 1 << 20
PIXELS_ONLY: Final = re.compile(rb'"?pixel[0-9]+"?(,"?pixel[0-9]+"?)*|[0-9]{1,3}(,[0-9]{1,3})+')
COMMA, NEWLINE, ZERO = b",\n0"


class Table(NamedTuple):
    """Images `(count, side, side)` and their labels `(count,)`, None where the file has none."""

    images: NDArray[np.uint8]
    labels: NDArray[np.int64] | None


class _Layout(NamedTuple):
    """Where the numbers begin, on which line, how many are on each line, and which is the label."""

    start: int
    first_line: int
    columns: int
    label_column: int | None

    @property
    def side(self) -> int:
        return math.isqrt(self.columns - (self.label_column is not None))


def read_csv_table(path: Path, max_bytes: int = MAX_BYTES, block_bytes: int = BLOCK_BYTES) -> Table:
    """Images and labels of a CSV, gzip or not; a first line of numbers is an image already.

    The label is the column named `label`, or the first of unnamed columns where one more than a square
    number of columns exists. Without it there are no labels.

    Raises DataError, with line and column, for everything that is not a whole number in range.
    """
    content = read_content(path, max_bytes).replace(b"\r\n", b"\n").rstrip(b"\n") + b"\n"
    layout = _read_header(path, content)
    blocks = [
        _read_block(path, block, line, layout.columns)
        for block, line in _blocks(content, layout.start, layout.first_line, block_bytes)
    ]
    if not blocks:
        raise DataError.at(path, "at least one line of numbers", "none", "Is the file complete?")
    values = np.concatenate(blocks)
    if layout.label_column is None:
        return Table(values.reshape(-1, layout.side, layout.side), None)
    labels = values[:, layout.label_column].astype(np.int64)
    pixels = np.delete(values, layout.label_column, axis=1)
    return Table(pixels.reshape(-1, layout.side, layout.side), labels)


def is_unlabeled(path: Path) -> bool:
    """Whether a file is a CSV of pixels alone, such as Kaggle's test.csv, by its first line."""
    with open_content(path) as (stream, _):
        line = stream.readline(MAX_HEADER_BYTES).rstrip(b"\r\n")
    if not line or not PIXELS_ONLY.fullmatch(line):
        return False
    separators = line.count(b",")
    return _is_square(separators + 1) and not (line[:1].isdigit() and _is_square(separators))


def _read_header(path: Path, content: bytes) -> _Layout:
    end = content.index(b"\n")
    names = content[:end].decode("utf-8-sig", "replace").split(",")
    count = len(names)
    if all(name.isdecimal() for name in names):
        return _Layout(0, 1, count, _check_columns(path, count, _is_square(count - 1)))
    lowered = [name.strip('" ').lower() for name in names]
    if lowered.count("label") > 1:
        raise _wrong_header(path, "two columns named label")
    labeled = "label" in lowered
    _check_columns(path, count, labeled)
    numbers = [
        int(match[1]) for name in lowered if (match := re.fullmatch(r"pixel(\d{1,7})", name))
    ]
    if numbers != sorted(numbers):
        raise _wrong_header(path, "pixels in another order")
    return _Layout(end + 1, 2, count, lowered.index("label") if labeled else None)


def _check_columns(path: Path, count: int, labeled: bool) -> int | None:
    """The column of the label of columns without names. Raises DataError unless the rest is a square."""
    if not _is_square(count - labeled):
        pixels = (
            f"a column named label and {count - 1:,} others" if labeled else f"{count:,} columns"
        )
        raise _wrong_header(path, pixels)
    return 0 if labeled else None


def _is_square(count: int) -> bool:
    return count > 1 and math.isqrt(count) ** 2 == count


def _wrong_header(path: Path, got: str) -> DataError:
    return DataError.at(
        f"{path}, line 1",
        "a column named label and a square number of pixels, such as label,pixel0,...,pixel783",
        got,
        "Write one square gray image per line.",
    )


def _blocks(content: bytes, start: int, line: int, block_bytes: int) -> Iterator[tuple[bytes, int]]:
    """Whole lines, a few MiB at a time, with the number of the first."""
    while start < len(content):
        end = (
            content.rfind(b"\n", start, start + block_bytes) + 1 or content.index(b"\n", start) + 1
        )
        block = content[start:end]
        yield block, line
        start, line = end, line + block.count(b"\n")


def _read_block(path: Path, block: bytes, line: int, columns: int) -> NDArray[np.uint8]:
    """The numbers of some lines, `(lines, columns)`."""
    characters = np.frombuffer(block, np.uint8)
    ends = np.flatnonzero(characters < ZERO)
    lengths = np.diff(ends, prepend=-1) - 1
    if not _well_formed(characters, ends, lengths, columns):
        _explain(path, block, line, columns)
    values = _values(characters, ends, lengths)
    if values.max() > 255:
        _explain(path, block, line, columns)
    return values.astype(np.uint8).reshape(-1, columns)


def _well_formed(
    characters: NDArray[np.uint8], ends: NDArray[np.int64], lengths: NDArray[np.int64], columns: int
) -> bool:
    """Whether there are only digits, commas, and a line's end after every so many numbers."""
    if len(ends) % columns or lengths.min() < 1 or lengths.max() > 3 or characters.max() > ZERO + 9:
        return False
    separators = characters[ends].reshape(-1, columns)
    return bool((separators[:, :-1] == COMMA).all() and (separators[:, -1] == NEWLINE).all())


def _values(
    characters: NDArray[np.uint8], ends: NDArray[np.int64], lengths: NDArray[np.int64]
) -> NDArray[np.uint16]:
    """The numbers whose last digits are before `ends`."""
    values = (characters[ends - 1] - ZERO).astype(np.uint16)
    for digits, worth in ((2, 10), (3, 100)):
        longer = np.flatnonzero(lengths >= digits)
        values[longer] += np.uint16(worth) * (characters[ends[longer] - digits] - ZERO)
    return values


def _explain(path: Path, block: bytes, line: int, columns: int) -> NoReturn:
    """Raise what is wrong with the first line that is wrong."""
    for number, text in enumerate(_lines(block), line):
        cells = text.split(",")
        if len(cells) != columns:
            raise DataError.at(
                f"{path}, line {number}", f"{columns} columns", str(len(cells)), "Repair this line."
            )
        for column, cell in enumerate(cells, 1):
            if not re.fullmatch("[0-9]{1,3}", cell) or int(cell) > 255:
                raise DataError.at(
                    f"{path}, line {number}, column {column}",
                    "a whole number from 0 to 255",
                    repr(cell[:40]),
                    "Repair this line.",
                )
    raise AssertionError("a block that is not well formed has a line that is not")


def _lines(block: bytes) -> list[str]:
    """Only a newline ends a line; other separators are reported as part of a cell."""
    return block.decode("utf-8", "replace").removesuffix("\n").split("\n")
