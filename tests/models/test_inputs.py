"""Pictures and stroke files become renderings, each with its name."""

import gzip
import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from glassnet.data.errors import DataError
from glassnet.ink import InkError
from glassnet.models.inputs import read_inputs

BAR = {"strokes": [[[0, 0], [3, 50], [2, 100]]]}
BLANK = {"strokes": []}
LINES = f"{json.dumps(BAR)}\n\n{json.dumps(BLANK)}\n".encode()


def bar_picture() -> bytes:
    pixels = np.full((90, 60), 255, np.uint8)
    pixels[15:75, 27:33] = 20
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


def test_a_picture_is_one_input(tmp_path: Path) -> None:
    path = tmp_path / "one.png"
    path.write_bytes(bar_picture())

    [each] = read_inputs(path)

    assert each.name == str(path)
    assert each.rendering.image is not None


@pytest.mark.parametrize("name", ["drawn.jsonl", "drawn.jsonl.gz"])
def test_each_line_of_a_stroke_file_is_one_input(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(gzip.compress(LINES) if name.endswith("gz") else LINES)

    first, second = read_inputs(path)

    assert first.name == f"{path}, line 1"
    assert second.name == f"{path}, line 3"
    assert first.rendering
    assert not second.rendering


def test_stages_of_drawings_are_made_where_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "drawn.jsonl"
    path.write_bytes(LINES)

    assert read_inputs(path)[0].rendering.stages == ()
    assert [stage.name for stage in read_inputs(path, stages=True)[0].rendering.stages] == [
        "as drawn", "boxed", "rasterized", "centered",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "names"),
    [
        (bar_picture(), ["standard input"]),
        (LINES, ["standard input, line 1", "standard input, line 3"]),
    ],
    ids=["picture", "strokes"],
)
def test_bytes_may_be_either(content: bytes, names: list[str]) -> None:
    assert [each.name for each in read_inputs(content, "standard input")] == names


def bars_picture(count: int) -> bytes:
    pixels = np.full((120, 90 * count), 255, np.uint8)
    for place in range(count):
        pixels[25:95, 90 * place + 42 : 90 * place + 49] = 20
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


def test_many_digits_in_a_picture_are_an_input_each(tmp_path: Path) -> None:
    path = tmp_path / "three.png"
    path.write_bytes(bars_picture(3))

    found = read_inputs(path, many=True)

    assert [each.name for each in found] == [f"{path}, digit {place}" for place in (1, 2, 3)]
    assert all(each.rendering for each in found)


def test_an_empty_picture_is_one_blank_input_however_many_are_looked_for(tmp_path: Path) -> None:
    path = tmp_path / "blank.png"
    Image.new("L", (80, 80), 255).save(path)

    [each] = read_inputs(path, many=True)

    assert (each.name, bool(each.rendering)) == (str(path), False)


def test_a_folder_is_refused_with_a_way_out(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r": a folder, not a file\. List its files: .*/\*"):
        read_inputs(tmp_path)


def test_what_is_neither_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello")

    with pytest.raises(InkError, match=r"notes\.txt: not a picture"):
        read_inputs(tmp_path / "notes.txt")
