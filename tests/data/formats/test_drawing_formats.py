"""Drawings as others publish them: Quick, Draw!, InkML and UNIPEN."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from glassnet.data import DataError, load
from glassnet.data.formats.stroke_file import Drawing, read_drawings
from glassnet.models import load_model

# A line of the simplified drawings, and one of the raw ones, which have times.
SIMPLIFIED = {
    "word": "line",
    "countrycode": "US",
    "timestamp": "2017-03-06 17:09:47.79884 UTC",
    "recognized": True,
    "key_id": "4676427809030144",
    "drawing": [[[5, 100, 200], [10, 60, 120]], [[30, 30], [40, 90]]],
}
RAW = {**SIMPLIFIED, "word": "dot", "drawing": [[[5.5, 100.25], [10, 60], [0, 31]]]}

INKML = """<?xml version="1.0" encoding="UTF-8"?>
<ink xmlns="http://www.w3.org/2003/InkML">
  <traceFormat><channel name="X" type="decimal"/><channel name="Y" type="decimal"/></traceFormat>
  <annotation type="truth">$1+7$</annotation><annotation type="writer">w123</annotation>
  <annotationXML type="truth"><math><annotation type="truth">no</annotation></math></annotationXML>
  <trace id="0">50 0, 50 40, 50 80</trace>
  <trace id="1">
    100 0, 140 0, 120 80</trace>
  <trace id="2">110 40, 135 40</trace>
  <traceGroup xml:id="A"><annotation type="truth">Segmentation</annotation>
    <traceGroup><annotation type="truth">1</annotation><traceView traceDataRef="0"/></traceGroup>
    <traceGroup><annotation type="truth">7</annotation>
      <traceView traceDataRef="1"/><traceView traceDataRef="#2"/></traceGroup>
  </traceGroup>
</ink>"""

UNIPEN = """.INCLUDE digits.doc
.COMMENT recorded with a tablet
.COORD X Y
.HIERARCHY PAGE DIGIT
.SEGMENT PAGE 0-2 ? "1 7"
.SEGMENT DIGIT 0 ? "1"
.COMMENT 1 91 22
.PEN_DOWN
 50 80
 50 40
 50 0
.PEN_UP
.DT 100
.WRITER_ID anna
.SEGMENT DIGIT 1-2 GOOD "7"
.PEN_DOWN
 100 80
 140 80
 120 0
.PEN_UP
.PEN_DOWN
 110 40
 135 40
.PEN_UP
"""


def drawings(content: str) -> list[Drawing]:
    return list(read_drawings(content.encode()))


def points(drawing: Drawing) -> list[list[list[float]]]:
    return [stroke.tolist() for stroke in drawing.strokes]


def test_lines_of_quick_draw_are_drawings() -> None:
    one, two = drawings(f"{json.dumps(SIMPLIFIED)}\n{json.dumps(RAW)}\n")

    assert (one.label, two.label) == ("line", "dot")
    assert points(one) == [[[5, 10], [100, 60], [200, 120]], [[30, 40], [30, 90]]]
    assert points(two) == [[[5.5, 10], [100.25, 60]]]


def test_a_folder_of_quick_draw_has_a_class_for_each_word(tmp_path: Path) -> None:
    for word in ("circle", "zigzag"):
        lines = [json.dumps({**SIMPLIFIED, "word": word}) for _ in range(3)]
        (tmp_path / f"{word}.ndjson").write_text("\n".join(lines))

    dataset = load(tmp_path)

    assert dataset.class_names == ("circle", "zigzag")
    assert dataset.split("train").counts().tolist() == [3, 3]


@pytest.mark.parametrize("drawing", [5, [5], [[[1, 2], [3]]], [[[1], [2], [3], [4]]], [["a", "b"]]])
def test_what_is_no_drawing_of_quick_draw_is_named(drawing: object) -> None:
    with pytest.raises(DataError, match="line 2"):
        drawings(f"{json.dumps(SIMPLIFIED)}\n{json.dumps({'word': 'x', 'drawing': drawing})}\n")


def test_labeled_groups_of_inkml_are_drawings() -> None:
    one, seven = drawings(INKML)

    assert (one.label, seven.label, seven.writer) == ("1", "7", "w123")
    assert points(one) == [[[50, 0], [50, 40], [50, 80]]]
    assert len(seven.strokes) == 2


def test_an_inkml_file_without_groups_is_one_drawing() -> None:
    (drawing,) = drawings(
        '<ink><annotation type="label"> 4 </annotation><trace>1 2, 3 4</trace><trace>5 6,</trace></ink>'
    )

    assert drawing.label == "4"
    assert points(drawing) == [[[1, 2], [3, 4]], [[5, 6]]]


def test_channels_may_come_in_any_order() -> None:
    (drawing,) = drawings(
        '<inkml:ink xmlns:inkml="http://www.w3.org/2003/InkML"><inkml:traceFormat>'
        '<inkml:channel name="T"/><inkml:channel name="Y"/><inkml:channel name="X"/></inkml:traceFormat>'
        "<inkml:trace>0 7 1, 9 8 2</inkml:trace></inkml:ink>"
    )

    assert points(drawing) == [[[1, 7], [2, 8]]]


def test_differences_of_inkml_are_added_up() -> None:
    # The example of the standard: the same points, written as velocities and as accelerations.
    (drawing,) = drawings("""<ink><trace>1125 18432,'23'43,"7"-8,3-5,7 -3,6 2,6 8</trace></ink>""")

    assert points(drawing)[0][:4] == [[1125, 18432], [1148, 18475], [1178, 18510], [1211, 18540]]


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE ink [<!ENTITY a "1 2">]>',
        '<!DOCTYPE ink [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE ink SYSTEM "http://127.0.0.1/ink.dtd">',
    ],
)
def test_document_types_and_entities_are_refused(declaration: str) -> None:
    with pytest.raises(DataError, match="document type or entities"):
        drawings(f"{declaration}<ink><trace>1 2, 3 4</trace></ink>")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<ink><trace>1 2, 3 4</ink>", "not well-formed"),
        ("<ink><trace>1, 3 4</trace></ink>", "points as x y"),
        ("<ink><trace>1 1e999, 3 4</trace></ink>", "finite numbers"),
        ("<ink>" + "<traceGroup>" * 200, "deep"),
        (
            '<ink><traceGroup><annotation type="truth">1</annotation><traceView traceDataRef="9"/>'
            "</traceGroup></ink>",
            "a trace '9'",
        ),
    ],
)
def test_damaged_inkml_is_named(content: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        drawings(content)


def test_segments_of_unipen_are_drawings_with_y_downwards() -> None:
    one, seven = drawings(UNIPEN)

    assert (one.label, seven.label) == ("1", "7")
    assert (one.writer, seven.writer) == (None, "anna")
    assert points(one) == [[[50, -80], [50, -40], [50, 0]]]
    assert len(seven.strokes) == 2
    assert ", line 15" in seven.where


def test_a_segment_may_begin_and_end_within_a_stroke() -> None:
    (drawing,) = drawings(
        '.PEN_DOWN\n1 1\n2 2\n3 3\n.PEN_UP\n.PEN_DOWN\n4 4\n5 5\n.PEN_UP\n.SEGMENT CHARACTER 0:1-1:0 OK "a"\n'
    )

    assert points(drawing) == [[[2, -2], [3, -3]], [[4, -4]]]


def test_points_of_a_pen_in_the_air_are_a_component() -> None:
    content = ".COORD X Y T\n.PEN_DOWN\n1 1 0\n.PEN_UP\n9 9 1\n9 8 2\n.PEN_DOWN\n2 2 3\n.PEN_UP\n"

    (drawing,) = drawings(content + '.SEGMENT CHARACTER 0,2 ? "b"\n')

    assert points(drawing) == [[[1, -1]], [[2, -2]]]


def test_a_segment_without_components_is_of_those_that_follow() -> None:
    content = '.SEGMENT DIGIT ? "3"\n.PEN_DOWN\n1 1\n.PEN_UP\n.SEGMENT DIGIT ? "4"\n.PEN_DOWN\n2 2\n.PEN_UP\n'

    assert [(each.label, points(each)) for each in drawings(content)] == [
        ("3", [[[1, -1]]]),
        ("4", [[[2, -2]]]),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (".VERSION 1.0\n.INCLUDE ink.dat\n", "Files that it includes"),
        (".PEN_DOWN\n1 x\n.PEN_UP\n", "line 2: expected numbers for X Y"),
        (".PEN_DOWN\n1\n.PEN_UP\n", "line 2: expected numbers for X Y"),
        ('.PEN_DOWN\n1 1\n.PEN_UP\n.SEGMENT DIGIT 0-5 ? "1"\n', "components from 0 to 0"),
        ('.PEN_DOWN\n1 1\n.PEN_UP\n.SEGMENT DIGIT 3-1 ? "1"\n', "components from 0 to 0"),
        (f'.PEN_DOWN\n1 1\n.PEN_UP\n.SEGMENT DIGIT 0 ? "{"9" * 99}"\n', "at most 80 characters"),
    ],
)
def test_damaged_unipen_is_named(content: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        drawings(content)


@pytest.mark.parametrize(("name", "content"), [("page.inkml", INKML), ("digits.tra", UNIPEN)])
def test_they_are_read_as_data_sets_packed_or_not(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content)
    (tmp_path / f"{name}.gz").write_bytes(gzip.compress(content.encode()))

    plain, packed = (
        load(tmp_path / name).split("train"),
        load(tmp_path / f"{name}.gz").split("train"),
    )

    assert plain.class_names == tuple("0123456789")
    assert plain.labels.tolist() == [1, 7]
    assert np.array_equal(plain.images, packed.images)


@pytest.mark.parametrize("content", [INKML, UNIPEN])
def test_a_model_reads_them_upright(content: str) -> None:
    model = load_model()

    assert [model.read_strokes(each.strokes).label for each in drawings(content)] == ["1", "7"]
