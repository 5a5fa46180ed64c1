"""CSV in the layout of Kaggle's Digit Recognizer: `label,pixel0,...,pixel783`, one image a line.

Whole columns of bytes are looked at together, since 42,000 lines hold 33 million numbers. A block
that is not clean in every byte is read again line by line, to say what is wrong and where.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple, NoReturn

import numpy as np
from numpy.typing import NDArray

from glassnet.data.download.bounded import MIB, read_all
from glassnet.data.errors import DataError
from glassnet.data.labeled_images import SIDE

PIXELS: Final = SIDE * SIDE
MOST_BYTES: Final = 1 << 30
BLOCK: Final = 4 * MIB
COMMA, NEWLINE, ZERO = b",\n0"


class Table(NamedTuple):
    """Images `(count, 28, 28)` and their labels `(count,)`, None where the file has none."""

    images: NDArray[np.uint8]
    labels: NDArray[np.int64] | None


def read_kaggle(path: Path, most: int = MOST_BYTES) -> Table:
    """Images and labels of a CSV, gzip or not; a first line without names is an image already.

    Raises DataError, with line and column, for everything that is not a whole number in range.
    """
    content = read_all(path, most).replace(b"\r\n", b"\n").rstrip(b"\n") + b"\n"
    start, first_line, columns = _read_header(path, content)
    blocks = [
        _read_block(path, block, line, columns)
        for block, line in _blocks(content, start, first_line)
    ]
    if not blocks:
        raise DataError.at(path, "at least one line of numbers", "none", "Is the file complete?")
    values = np.concatenate(blocks)
    images = np.ascontiguousarray(values[:, -PIXELS:]).reshape(-1, SIDE, SIDE)
    if columns == PIXELS:
        return Table(images, None)
    return Table(images, _checked_labels(path, values[:, 0], first_line))


def _read_header(path: Path, content: bytes) -> tuple[int, int, int]:
    """Where the numbers begin, on which line, and how many there are on each."""
    end = content.index(b"\n")
    names = content[:end].decode("utf-8-sig", "replace").split(",")
    if len(names) not in (PIXELS, PIXELS + 1):
        raise _wrong_header(path, f"{len(names)} columns")
    if all(name.isdecimal() for name in names):
        return 0, 1, len(names)
    if (names[0].strip('" ').lower() == "label") != (len(names) == PIXELS + 1):
        raise _wrong_header(path, f"{names[0][:40]!r} as the first of {len(names)} names")
    numbers = [int(match[1]) for name in names if (match := re.fullmatch(r"pixel(\d{1,3})", name))]
    if numbers != sorted(numbers):
        raise _wrong_header(path, "pixels in another order")
    return end + 1, 2, len(names)


def _wrong_header(path: Path, got: str) -> DataError:
    return DataError.at(
        f"{path}, line 1",
        f"label,pixel0,...,pixel{PIXELS - 1} ({PIXELS + 1} columns, or {PIXELS} without label)",
        got,
        "Is this a CSV in Kaggle's layout?",
    )


def _blocks(content: bytes, start: int, line: int) -> Iterator[tuple[bytes, int]]:
    """Whole lines, a few MiB at a time, with the number of the first."""
    while start < len(content):
        end = content.rfind(b"\n", start, start + BLOCK) + 1 or content.index(b"\n", start) + 1
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
    """Only a newline ends a line: what else might is for a cell to show."""
    return block.decode("utf-8", "replace").removesuffix("\n").split("\n")


def _checked_labels(path: Path, labels: NDArray[np.uint8], first_line: int) -> NDArray[np.int64]:
    wrong = np.flatnonzero(labels > 9)
    if len(wrong):
        raise DataError.at(
            f"{path}, line {first_line + wrong[0]}, column 1",
            "a label from 0 to 9",
            str(labels[wrong[0]]),
            "Correct the label or remove the line.",
        )
    return labels.astype(np.int64)
