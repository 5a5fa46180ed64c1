"""A CSV is read exactly or refused, with line and column of what is wrong."""

import gzip
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.data import DataError
from glassnet.data.formats.csv_table import read_csv_table

HEADER = "label," + ",".join(f"pixel{index}" for index in range(784))
RNG = np.random.default_rng(3)
IMAGES = RNG.integers(0, 256, (3, 28, 28), np.uint8)
LABELS = np.array([7, 0, 9])


def lines(labeled: bool = True) -> list[str]:
    pixels = [",".join(map(str, image.ravel().tolist())) for image in IMAGES]
    return (
        [f"{label},{row}" for label, row in zip(LABELS, pixels, strict=True)] if labeled else pixels
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "train.csv"


def write(path: Path, rows: list[str], end: str = "\n") -> Path:
    path.write_bytes((end.join(rows) + end).encode())
    return path


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_images_and_labels_are_read(path: Path, end: str) -> None:
    table = read_csv_table(write(path, [HEADER, *lines()], end))

    assert np.array_equal(table.images, IMAGES)
    assert table.labels is not None
    assert np.array_equal(table.labels, LABELS)


def test_a_file_without_a_last_line_end_or_with_too_many_is_fine(path: Path) -> None:
    for ending in ("", "\n\n\n"):
        path.write_text("\n".join([HEADER, *lines()]) + ending)
        assert np.array_equal(read_csv_table(path).images, IMAGES)


def test_a_file_without_labels_has_none(path: Path) -> None:
    table = read_csv_table(write(path, [HEADER.removeprefix("label,"), *lines(labeled=False)]))

    assert np.array_equal(table.images, IMAGES)
    assert table.labels is None


def test_a_first_line_of_numbers_is_an_image(path: Path) -> None:
    assert np.array_equal(read_csv_table(write(path, lines())).images, IMAGES)


def test_a_packed_file_is_read(path: Path) -> None:
    path.write_bytes(gzip.compress("\n".join([HEADER, *lines()]).encode()))

    assert np.array_equal(read_csv_table(path).images, IMAGES)


def test_the_size_of_a_block_makes_no_difference(path: Path) -> None:
    write(path, [HEADER, *lines()])
    for block in (1, 2000, 6000):
        assert np.array_equal(read_csv_table(path, block_bytes=block).images, IMAGES)


@pytest.mark.parametrize(
    "cell", ["", "256", "-1", "1.0", " 1", "1 ", "x", "0001", '"1"', "nan", "1e2", "é", "²"]
)
def test_a_cell_that_is_no_number_in_range_is_named(path: Path, cell: str) -> None:
    rows = lines()
    cells = rows[1].split(",")
    rows[1] = ",".join([*cells[:5], cell, *cells[6:]])

    with pytest.raises(DataError, match=r"line 3, column 6: expected a whole number from 0 to 255"):
        read_csv_table(write(path, [HEADER, *rows]))


@pytest.mark.parametrize("change", [lambda row: row + ",0", lambda row: row[:-4], lambda row: ""])
def test_a_line_with_another_number_of_columns_is_named(
    path: Path, change: Callable[[str], str]
) -> None:
    rows = lines()
    rows[1] = change(rows[1])

    with pytest.raises(DataError, match="line 3"):
        read_csv_table(write(path, [HEADER, *rows]))


@pytest.mark.parametrize("end", ["\r\r", "\x0b", "\x0c"])
def test_a_line_that_ends_oddly_is_named(path: Path, end: str) -> None:
    rows = lines()
    rows[1] += end

    with pytest.raises(DataError, match=r"line 3, column 785: expected a whole number"):
        read_csv_table(write(path, [HEADER, *rows]))


def test_two_lines_that_only_add_up_together_are_refused(path: Path) -> None:
    first, second, third = lines()
    head, _, last = first.rpartition(",")

    with pytest.raises(DataError, match="line 2: expected 785 columns, got 784"):
        read_csv_table(write(path, [HEADER, head, f"{last},{second}", third]))


@pytest.mark.parametrize("side", [2, 8, 28, 32])
def test_the_side_of_an_image_follows_from_the_columns(path: Path, side: int) -> None:
    pixels = side * side
    header = "label," + ",".join(f"pixel{index}" for index in range(pixels))
    row = ["61", *["7"] * pixels]

    for rows in ([header, ",".join(row)], [",".join(row)]):
        table = read_csv_table(write(path, rows))
        assert table.images.shape == (1, side, side)
        assert table.labels is not None
        assert table.labels.tolist() == [61]


def test_the_column_named_label_can_be_anywhere(path: Path) -> None:
    table = read_csv_table(write(path, ["a,b,Label,c,d", "1,2,9,3,4"]))

    assert table.images.tolist() == [[[1, 2], [3, 4]]]
    assert table.labels is not None
    assert table.labels.tolist() == [9]


@pytest.mark.parametrize("columns", [1, 2, 3, 6, 7, 783, 786])
def test_a_number_of_pixels_that_is_no_square_is_refused(path: Path, columns: int) -> None:
    with pytest.raises(DataError, match=f"square number of pixels.* got {columns} columns"):
        read_csv_table(write(path, [",".join(["1"] * columns)]))


@pytest.mark.parametrize(
    "header",
    [
        "a,b,c",
        "",
        HEADER.replace("label", "digit"),
        HEADER.replace("pixel1,pixel2,", "pixel2,pixel1,"),
        HEADER + ",pixel784",
    ],
)
def test_another_layout_is_refused(path: Path, header: str) -> None:
    with pytest.raises(DataError, match="line 1: expected a column named label"):
        read_csv_table(write(path, [header, *lines()]))


def test_a_header_alone_is_no_data(path: Path) -> None:
    with pytest.raises(DataError, match="at least one line of numbers"):
        read_csv_table(write(path, [HEADER]))


def test_no_more_is_read_than_agreed(path: Path) -> None:
    with pytest.raises(DataError, match="at most 1,000 bytes"):
        read_csv_table(write(path, [HEADER, *lines()]), max_bytes=1000)


@settings(max_examples=40)
@given(st.integers(0, 9000), st.binary(min_size=1, max_size=3))
def test_damage_anywhere_gives_an_error_or_whole_data(
    tmp_path_factory: pytest.TempPathFactory, offset: int, damage: bytes
) -> None:
    content = "\n".join([HEADER, *lines()]).encode()
    path = tmp_path_factory.getbasetemp() / "damaged.csv"
    path.write_bytes(content[:offset] + damage + content[offset + len(damage) :])
    try:
        table = read_csv_table(path)
    except DataError:
        return
    assert table.images.shape[1:] == (28, 28)
