"""CSV as people have it: any separator, quotes, floats, blanks, an index, the label in any column.

`csv_table` reads files like Kaggle's, many times faster.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.data.errors import DataError
from glassnet.data.formats.columns import (
    find_label_column,
    find_pixel_columns,
    find_usual_label,
    is_index_name,
    is_numbered_header,
    shorten_names,
    unpack_pixels,
)
from glassnet.data.formats.file_content import read_content
from glassnet.data.formats.image_arrays import Split, make_dataset
from glassnet.data.labeled_images import Dataset

MAX_BYTES: Final = 1 << 30
SNIFFED_BYTES: Final = 1 << 16
SEPARATORS: Final = ";\t|, "
"""The first that is on each of the first lines separates: commas beside a semicolon are decimal."""
PLAIN_LINE: Final = re.compile(rb"[0-9]{1,3}(,[0-9]{1,3})+")
PLAIN_HEADER: Final = re.compile(
    rb'"?label"?(,"?pixel[0-9]+"?)+|"?pixel[0-9]+"?(,"?pixel[0-9]+"?)*,"?label"?'
)
DECIMAL_COMMA: Final = re.compile(r"[+-]?\d*,\d+([eE][+-]?\d+)?")
NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")


class _Table(NamedTuple):
    """Names of the columns, None where there is no header, and the cells of each line."""

    names: list[str] | None
    rows: list[list[str]]
    first_line: int


def is_plain(path: Path) -> bool:
    """Whether the first lines are like Kaggle's: whole numbers and commas, the label first or named."""
    head = _read_head(path).replace(b"\r\n", b"\n")
    lines = head.split(b"\n")
    lines = (
        lines[:-1]
        if len(lines) > 1 and len(head) >= SNIFFED_BYTES
        else [each for each in lines if each]
    )
    if not lines:
        return True
    separators = lines[0].count(b",")
    if is_numbered_header(lines[0].decode("utf-8", "replace").split(",")):
        return False
    if PLAIN_HEADER.fullmatch(lines[0]):
        return len(lines) < 2 or bool(PLAIN_LINE.fullmatch(lines[1]))
    if not _is_square(separators):
        return False
    return all(PLAIN_LINE.fullmatch(each) for each in lines) and _has_label_first(lines)


def read_free_csv(path: Path, label_column: str | None = None) -> Dataset:
    """The data set of a CSV of any form; `label_column` is a name, or a number from 1 on.

    Without it, the label is the column with a usual name (label, class, target, y, ...), else the only
    column of text, else the first or the last one, whichever can be labels. Where names number the
    pixels, the other columns are left out, and a note says so. Blank cells are 0. Raises DataError with
    line and column where a pixel is no number.
    """
    table = _split_lines(path)
    label = _choose_label(path, table, label_column)
    index = _find_index(table, label)
    pixels, others = _find_pixels(table, label, index)
    if not any(_is_number(table.rows[0][at] or "0") for at in pixels):
        got = f"cells such as {table.rows[0][pixels[0]]!r}"[:60] if pixels else "none"
        remedy = "Pictures need no table: sort them into one folder for each class."
        raise DataError.at(path, "columns of pixels beside the label", got, remedy)
    images = np.array([_to_numbers(path, table, row, pixels) for row in range(len(table.rows))])
    notes = _describe(table, label, index, len(pixels), others)
    return make_dataset(path.name, {"train": Split(images, _to_labels(table, label))}, None, notes)


def _read_head(path: Path) -> bytes:
    from glassnet.data.formats.file_content import open_content

    with open_content(path) as (stream, _):
        return stream.read(SNIFFED_BYTES)


def _is_square(count: int) -> bool:
    return count > 1 and math.isqrt(count) ** 2 == count


def _has_label_first(lines: list[bytes]) -> bool:
    """Whether lines of numbers begin with the label: their last column is a pixel at the border."""
    first, last = (len({line.split(b",")[at] for line in lines}) for at in (0, -1))
    return first >= last or len(lines) < 3


def _split_lines(path: Path) -> _Table:
    text = read_content(path, MAX_BYTES).decode("utf-8-sig", "replace")
    lines = text.splitlines()
    start = next((number for number, line in enumerate(lines) if line.strip()), None)
    if start is None:
        raise DataError.at(path, "at least one line of numbers", "none", "Is the file complete?")
    first = [line for line in lines[start : start + 20] if line.strip()][:2]
    separator = next((each for each in SEPARATORS if all(each in line for line in first)), ",")
    if separator == " ":
        lines = [" ".join(line.split()) for line in lines]
    reader = csv.reader(
        io.StringIO("\n".join(lines[start:])), delimiter=separator, skipinitialspace=True
    )
    try:
        rows = [row for row in reader if any(cell.strip() for cell in row)]
        if separator != "," and "," in text:
            rows = [[_to_point(cell) for cell in row] for row in rows]
    except csv.Error as error:
        raise DataError.about(path, f"not a CSV ({error})", "Save it as CSV again.") from error
    has_header = sum(not _is_number(cell) for cell in rows[0]) > 1 or is_numbered_header(rows[0])
    names = [cell.strip() for cell in rows.pop(0)] if has_header else None
    table = _Table(*(unpack_pixels(names, rows) if rows else (names, rows)), start + 1 + has_header)
    _check_widths(path, table)
    return table


def _check_widths(path: Path, table: _Table) -> None:
    if not table.rows:
        raise DataError.at(
            path, "at least one line of numbers", "only a header", "Is the file complete?"
        )
    width = len(table.names or table.rows[0])
    for number, row in enumerate(table.rows, table.first_line):
        if len(row) != width:
            where = f"{path}, line {number}"
            raise DataError.at(where, f"{width} columns", str(len(row)), "Repair this line.")


def _choose_label(path: Path, table: _Table, wanted: str | None) -> int:
    width = len(table.rows[0])
    if wanted is not None and wanted.isdecimal() and wanted not in (table.names or ()):
        if not 1 <= int(wanted) <= width:
            raise DataError.at(path, f"a column from 1 to {width}", wanted, "Count from 1.")
        return int(wanted) - 1
    if table.names is not None and (wanted or find_usual_label(table.names) is not None):
        return table.names.index(find_label_column(table.names, wanted, str(path)))
    if wanted is not None:
        remedy = "Give its number, from 1 on."
        raise DataError.at(path, f"a column named {wanted}", "columns without names", remedy)
    return _guess_label(path, table)


def _guess_label(path: Path, table: _Table) -> int:
    """The only column of text, else the first or the last column: the one with the fewer values above one."""
    sample = table.rows[:: len(table.rows) // 1000 + 1]
    named = set(find_pixel_columns(table.names or ()))
    beside = [
        at for at in range(len(sample[0])) if at not in named and at != _find_index(table, None)
    ]
    if named and table.names and len(beside) == 1:
        return beside[0]
    if named and table.names and beside:
        got = shorten_names([table.names[at] for at in beside])
        raise DataError.at(path, "one column of labels", got, "Name it with --label-column.")
    text = [
        at
        for at in range(len(sample[0]))
        if not all(_is_number(row[at]) for row in sample if row[at])
    ]
    if len(text) == 1:
        return text[0]
    if text:
        got = f"{len(text)} columns that are not numbers"
        raise DataError.at(path, "one column of labels", got, "Name it with --label-column.")
    index = _find_index(table, None)
    if _is_square(len(sample[0]) - (index is not None)):
        remedy = "Name it with --label-column; images alone are for: glassnet predict --data FILE"
        raise DataError.at(path, "a column of labels", "pixels only", remedy)
    ends = [at for at in range(len(sample[0])) if at != index]
    counts = {at: len({row[at] for row in sample}) for at in (ends[0], ends[-1])}
    whole = [at for at in counts if all(_is_whole(row[at]) for row in sample)]
    varied = [at for at in whole if counts[at] > 1] or whole
    if not varied:
        got = "pixels only"
        raise DataError.at(path, "a column of labels", got, "Name it with --label-column.")
    return min(varied, key=lambda at: counts[at])


def _find_pixels(table: _Table, label: int, index: int | None) -> tuple[list[int], list[str]]:
    """The columns of pixels, and the names of columns that are neither these nor label or index."""
    beside = [at for at in range(len(table.rows[0])) if at not in (label, index)]
    pixels = [at for at in find_pixel_columns(table.names or ()) if at in beside]
    if table.names is None or not _is_square(len(pixels)):
        return beside, []
    return pixels, [table.names[at] for at in beside if at not in pixels]


def _find_index(table: _Table, label: int | None) -> int | None:
    """The first column, where it only numbers the rows."""
    if label == 0 or len(table.rows) < 2:
        return None
    if table.names is not None and is_index_name(table.names[0]):
        return 0
    first = [row[0].strip() for row in table.rows]
    counted = [[str(start + number) for number in range(len(first))] for start in (0, 1)]
    return 0 if len(first) > 2 and first in counted else None


def _to_numbers(path: Path, table: _Table, row: int, columns: Sequence[int]) -> NDArray[np.float32]:
    cells = table.rows[row]
    try:
        return np.array([cells[at].strip() or "0" for at in columns], np.float64).astype(np.float32)
    except ValueError:
        at = next(each for each in columns if cells[each].strip() and not _is_number(cells[each]))
        where = f"{path}, line {table.first_line + row}, column {at + 1}"
        raise DataError.at(where, "a number", repr(cells[at][:40]), "Repair this line.") from None


def _to_labels(table: _Table, label: int) -> NDArray[np.str_] | NDArray[np.float64]:
    cells = [row[label].strip() for row in table.rows]
    if all(_is_number(cell) for cell in cells):
        return np.array(cells, np.float64)
    return np.array(cells, np.str_)


def _describe(
    table: _Table, label: int, index: int | None, pixels: int, others: list[str]
) -> tuple[str, ...]:
    """How the file was read, for what its header does not say."""
    notes = []
    if table.names is None or find_usual_label(table.names) != table.names[label]:
        notes.append(f"Column {label + 1} is read as the label.")
    if index is not None:
        notes.append(f"Column {index + 1} numbers the lines and is left out.")
    if others:
        notes.append(f"No pixels, and left out: {shorten_names(others)}.")
    if not _is_square(pixels):
        notes.append(f"{pixels} pixels are no square: each image is read as one row.")
    return tuple(notes)


def _to_point(cell: str) -> str:
    """A number with a decimal comma, as spreadsheets of many languages write it, with a point."""
    return cell.replace(",", ".") if DECIMAL_COMMA.fullmatch(cell.strip()) else cell


def _is_number(cell: str) -> bool:
    return NUMBER.fullmatch(cell.strip()) is not None


def _is_whole(cell: str) -> bool:
    return _is_number(cell) and float(cell).is_integer()
