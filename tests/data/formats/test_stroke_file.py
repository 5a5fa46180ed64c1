"""A stroke file is read line by line, strictly, and drawn by the ink pipeline."""

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from glassnet.data import DataError
from glassnet.data.formats.stroke_file import Limits, read_drawings, read_strokes
from glassnet.ink import from_strokes

ONE = [[[5, 0], [5.5, 10]]]
CROSS = [[[0, 0], [9, 9]], [[0, 9], [9, 0]]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "drawn.jsonl"


def write(path: Path, *entries: object) -> Path:
    path.write_text("".join(f"{json.dumps(entry)}\n" for entry in entries))
    return path


def test_strokes_become_the_images_that_the_ink_pipeline_makes(path: Path) -> None:
    write(path, {"label": 1, "strokes": ONE}, {"label": 4, "strokes": CROSS})

    digits = read_strokes(path, "drawn")

    expected = [from_strokes(strokes).image for strokes in (ONE, CROSS)]
    assert np.array_equal(
        digits.images, np.stack([image for image in expected if image is not None])
    )
    assert digits.labels.tolist() == [1, 4]
    assert str(digits) == "drawn (2)"


def test_labels_as_text_are_the_classes_in_alphabetical_order(path: Path) -> None:
    write(path, {"label": "tick", "strokes": ONE}, {"label": "cross", "strokes": CROSS})

    drawings = read_strokes(path, "drawn")

    assert drawings.class_names == ("cross", "tick")
    assert drawings.labels.tolist() == [1, 0]


def test_digits_as_text_or_number_are_the_ten_digits(path: Path) -> None:
    write(path, {"label": "1", "strokes": ONE}, {"label": 4, "strokes": CROSS})

    assert read_strokes(path, "drawn").class_names == tuple("0123456789")
    assert read_strokes(path, "drawn").labels.tolist() == [1, 4]


def test_numbers_beyond_the_digits_are_classes_in_the_order_of_their_values(path: Path) -> None:
    write(path, {"label": 10, "strokes": ONE}, {"label": 9, "strokes": CROSS})

    assert read_strokes(path, "drawn").class_names == ("9", "10")


def test_strokes_and_writers_are_kept(path: Path) -> None:
    write(path, {"label": 1, "strokes": ONE, "writer": "ada"}, {"label": 4, "strokes": CROSS})

    digits = read_strokes(path, "drawn")

    assert digits.writers == ("ada", "")
    assert digits.strokes is not None
    assert [len(strokes) for strokes in digits.strokes] == [1, 2]
    assert digits.strokes[0][0].tolist() == ONE[0]


def test_without_writers_there_are_none(path: Path) -> None:
    assert read_strokes(write(path, {"label": 1, "strokes": ONE}), "drawn").writers is None


def test_a_packed_file_and_blank_lines_are_fine(tmp_path: Path) -> None:
    path = tmp_path / "drawn.jsonl.gz"
    line = json.dumps({"label": 1, "strokes": ONE})
    path.write_bytes(gzip.compress(f"\n{line}\n\n{line}".encode()))

    assert len(read_strokes(path, "drawn")) == 2
    assert [drawing.line for drawing in read_drawings(path)] == [2, 4]


def test_drawings_without_labels_can_be_read_but_are_no_data_set(path: Path) -> None:
    write(path, {"strokes": ONE})

    assert next(read_drawings(path)).label is None
    with pytest.raises(DataError, match="line 1: expected a label, got none"):
        read_strokes(path, "drawn")


@pytest.mark.parametrize(
    "line",
    [
        "not json",
        "[]",
        "3",
        '{"label": 1}',
        '{"label": 1, "strokes": {}}',
        '{"label": 1, "strokes": [[1, 2]]}',
        '{"label": 1, "strokes": [[[1]]]}',
        '{"label": 1, "strokes": [[[1, 2, 3]]]}',
        '{"label": 1, "strokes": [[["1", "2"]]]}',
        '{"label": 1, "strokes": [[[true, 2]]]}',
        '{"label": 1, "strokes": [[[null, 2]]]}',
        '{"label": 1, "strokes": [[[NaN, 2], [3, 4]]]}',
        '{"label": 1, "strokes": [[[Infinity, 2], [3, 4]]]}',
        '{"label": 1, "strokes": [[[1e999, 2], [3, 4]]]}',
        '{"label": 1, "strokes": [[[1' + "0" * 400 + ", 2], [3, 4]]]}",
        '{"label": 1, "strokes": [[[1' + "0" * 5000 + ", 2], [3, 4]]]}",
        '{"label": -1, "strokes": [[[1, 2], [3, 4]]]}',
        '{"label": " ", "strokes": [[[1, 2], [3, 4]]]}',
        '{"label": ["4"], "strokes": [[[1, 2], [3, 4]]]}',
        '{"label": true, "strokes": [[[1, 2], [3, 4]]]}',
        '{"label": 4.0, "strokes": [[[1, 2], [3, 4]]]}',
        '{"label": 4, "strokes": [[[1, 2], [3, 4]]], "writer": 5}',
        '{"label": 4, "strokes": []}',
        '{"label": 4, "strokes": [[]]}',
        '{"label": 4, "strokes": [[[5, 5]]]}',
        "[" * 100_000,
        '{"label": 4, "strokes": [[[1, 2], [3, 4]]]',
    ],
)
def test_a_line_that_is_no_drawing_is_named(path: Path, line: str) -> None:
    path.write_text(f"{json.dumps({'label': 1, 'strokes': ONE})}\n{line}\n")

    with pytest.raises(DataError, match="line 2"):
        read_strokes(path, "drawn")


def test_text_that_is_not_utf8_is_refused(path: Path) -> None:
    path.write_bytes(b'{"label": 1, "strokes": [], "writer": "\xff\xfe"}\n')

    with pytest.raises(DataError, match="line 1"):
        read_strokes(path, "drawn")


@pytest.mark.parametrize("limits", [Limits(line_bytes=20), Limits(lines=1), Limits(total_bytes=60)])
def test_nothing_grows_without_limit(path: Path, limits: Limits) -> None:
    write(path, {"label": 1, "strokes": ONE}, {"label": 1, "strokes": ONE})

    with pytest.raises(DataError, match="expected at most"):
        read_strokes(path, "drawn", limits)


@pytest.mark.parametrize("number", ["1e999", "-1e999", "1" + "0" * 400])
def test_a_number_out_of_reach_is_named_with_its_line(path: Path, number: str) -> None:
    path.write_text(f'{{"strokes": [[[1, 2], [3, 4]]]}}\n{{"strokes": [[[{number}, 2], [3, 4]]]}}')

    with pytest.raises(DataError, match=r"line 2: expected finite numbers"):
        list(read_drawings(path))


def test_an_empty_file_is_no_data_set(path: Path) -> None:
    path.touch()
    with pytest.raises(DataError, match="at least one drawing"):
        read_strokes(path, "drawn")


DRAWN = {"label": 1, "strokes": ONE}


@pytest.mark.parametrize("suffix", [".json", ".ndjson", ".jsonl", ".txt", ""])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize(
    "text",
    [
        json.dumps(DRAWN),
        json.dumps(DRAWN, indent=2),
        json.dumps([DRAWN]),
        json.dumps([DRAWN], indent=2),
        json.dumps(ONE),
        json.dumps(DRAWN) + "\r\n",
        "\n\n" + json.dumps(DRAWN),
    ],
    ids=[
        "line",
        "indented",
        "list",
        "indented list",
        "strokes alone",
        "windows line",
        "blank lines",
    ],
)
def test_one_drawing_is_read_in_any_layout_of_json(
    tmp_path: Path, suffix: str, mark: bytes, text: str
) -> None:
    path = tmp_path / f"drawn{suffix}"
    path.write_bytes(mark + text.encode())

    [drawing] = read_drawings(path)

    assert [stroke.tolist() for stroke in drawing.strokes] == ONE


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("indent", [None, 1])
def test_text_in_utf_16_is_read_as_powershell_writes_it(
    tmp_path: Path, encoding: str, indent: int | None
) -> None:
    mark = "" if encoding == "utf-16" else "\ufeff"
    path = tmp_path / "drawn.json"
    path.write_bytes(f"{mark}{json.dumps(DRAWN, indent=indent)}\r\n".encode(encoding))

    [drawing] = read_drawings(path)

    assert [stroke.tolist() for stroke in drawing.strokes] == ONE


@pytest.mark.parametrize(
    "stroke",
    [
        [{"x": 30, "y": 10}, {"x": 28, "y": 60}],
        [{"x": 30, "y": 10, "t": 0}, {"y": 60, "x": 28, "pressure": 0.5}],
        {"x": [30, 28], "y": [10, 60]},
        {"x": [30, 28], "y": [10, 60], "t": [0, 8]},
    ],
)
def test_coordinates_may_have_names(tmp_path: Path, stroke: Any) -> None:
    path = tmp_path / "drawn.json"
    path.write_text(json.dumps({"strokes": [stroke]}))

    [drawing] = read_drawings(path)

    assert [each.tolist() for each in drawing.strokes] == [[[30, 10], [28, 60]]]


@pytest.mark.parametrize(
    "stroke",
    [[{"x": 30}], [{"x": "3", "y": 1}], {"x": [1, 2], "y": [1]}, {"x": [1], "y": 3}, {"x": [1]}],
)
def test_named_coordinates_that_are_no_points_are_refused(tmp_path: Path, stroke: Any) -> None:
    path = tmp_path / "drawn.json"
    path.write_text(json.dumps({"strokes": [stroke]}))

    with pytest.raises(DataError, match="expected strokes as"):
        list(read_drawings(path))


def test_a_list_of_drawings_names_them_by_their_number(tmp_path: Path) -> None:
    path = tmp_path / "drawn.json"
    path.write_text(json.dumps([DRAWN, {"strokes": 3}], indent=1))

    with pytest.raises(DataError, match='drawing 2: expected an object with "strokes"'):
        list(read_drawings(path))


def test_a_stroke_file_may_come_as_bytes_with_a_name() -> None:
    content = gzip.compress(json.dumps(DRAWN).encode())

    [drawing] = read_drawings(content, name="standard input")

    assert drawing.where == "standard input, line 1"
