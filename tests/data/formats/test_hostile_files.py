"""Files that are made to harm are refused with a message, in little time and memory."""

import bz2
import io
import os
import struct
import sys
import time
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from PIL import Image

from glassnet import ink
from glassnet.bounded_file import TooLargeFileError, read_bounded
from glassnet.cluster.sweep_file import read_sweep
from glassnet.data import DataError, load
from glassnet.data.formats.stroke_file import read_drawings
from glassnet.errors import GlassnetError
from glassnet.forms.corrections import read_corrections
from glassnet.forms.template import read_template
from glassnet.recipes import read_recipe

NUMBERED = b'{"label": 1, "strokes": [[[0, 0], [5, 5]]]}\n'


def png() -> bytes:
    file = io.BytesIO()
    Image.new("L", (28, 28), 200).save(file, "PNG")
    return file.getvalue()


def zip_of(files: dict[str, bytes], packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packed) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


# Without end


@pytest.mark.skipif(sys.platform != "linux", reason="needs /dev/zero")
@pytest.mark.parametrize(
    "read", [read_recipe, read_sweep, read_template, read_corrections, ink.from_image, read_bounded]
)
def test_a_file_without_end_is_refused(read: Callable[[Path], object], tmp_path: Path) -> None:
    endless = tmp_path / "endless.toml"
    endless.symlink_to("/dev/zero")

    with pytest.raises(
        GlassnetError, match=r"endless.toml.* (at most [\d,]+ bytes, got more|more than)"
    ):
        read(endless)


def test_a_message_about_a_large_file_names_it(tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(b"x" * 11)

    with pytest.raises(TooLargeFileError, match="large: more than 10 bytes"):
        read_bounded(tmp_path / "large", 10)


# TOML


@pytest.mark.parametrize("read", [read_recipe, read_sweep, read_template])
@pytest.mark.parametrize(
    "text",
    [
        b"epochs = " + b"9" * 5000,
        b"a = " + b"[" * 50_000,
        b"\xff\xfe",
        b"name = 1979-05-27",
        b"width = 1e999\nheight = nan",
        b"epochs = 1" + b"0" * 400,
    ],
    ids=["digits", "brackets", "no-utf-8", "date", "infinite", "huge"],
)
def test_odd_toml_ends_in_a_message(
    read: Callable[[Path], object], text: bytes, tmp_path: Path
) -> None:
    (tmp_path / "odd.toml").write_bytes(text)

    with pytest.raises(GlassnetError):
        read(tmp_path / "odd.toml")


def test_a_box_of_a_huge_number_is_refused(tmp_path: Path) -> None:
    box = b"box = [0, 0, 1" + b"0" * 400 + b", 1]"
    text = b'width = 10\nheight = 10\n[[fields]]\nname = "a"\n' + box
    (tmp_path / "t.toml").write_bytes(text)

    with pytest.raises(GlassnetError, match="box"):
        read_template(tmp_path / "t.toml")


def test_options_of_a_form_hold_no_escape_sequences(tmp_path: Path) -> None:
    text = 'width = 10\nheight = 10\n[[fields]]\nname = "a"\nbox = [0, 0, 1, 1]\nkind = "choice"\n'
    (tmp_path / "t.toml").write_text(f'{text}options = ["yes", "\\u001b[2J"]')

    with pytest.raises(GlassnetError, match="printable"):
        read_template(tmp_path / "t.toml")


def begin_sweep(path: Path) -> None:
    sweep = read_sweep(path)
    sweep.recipe_of({each.name: 1 for each in sweep.searched})


@pytest.mark.parametrize(
    "lines",
    [
        "recipe = 3",
        'recipe = ["tiny"]',
        'trials = "many"',
        "trials = true",
        "settings = 3",
        "search = []",
        'search = { "epochs.units" = [1, 2] }',
        'search = { "layers.²" = [1, 2] }',
        "search = { learning_rate = { low = nan, high = 1.0 } }",
        "search = { learning_rate = { low = 0.1, high = inf } }",
        "search = { learning_rate = { low = 0.1, high = 1.0, step = 0.0 } }",
        'search = { learning_rate = { low = 0.1, high = 1.0, log = "yes" } }',
        "search = { epochs = [1, 2], seed = { low = 0, high = 3, when = 7 } }",
    ],
)
def test_odd_sweeps_end_in_a_message(lines: str, tmp_path: Path) -> None:
    rest = "" if "search" in lines else "\n[search]\nepochs = [1, 2]"
    (tmp_path / "s.toml").write_text(lines + rest)

    with pytest.raises(GlassnetError):
        begin_sweep(tmp_path / "s.toml")


# Archives and arrays


def test_an_archive_in_an_archive_is_refused(tmp_path: Path) -> None:
    inner = zip_of({"0/a.png": png(), "1/b.png": png()})
    (tmp_path / "outer.zip").write_bytes(zip_of({"inner.zip": inner}))

    with pytest.raises(DataError, match="an archive in an archive"):
        load(str(tmp_path / "outer.zip"))


def test_archives_that_bzip2_packed_are_refused(tmp_path: Path) -> None:
    # 45 bytes of bzip2 can hold gigabytes, which zipfile unpacks at once.
    content = zip_of({"0/a.png": png(), "1/b.png": bytes(1 << 20)}, zipfile.ZIP_BZIP2)
    (tmp_path / "packed.zip").write_bytes(content)

    with pytest.raises(DataError, match="packed in another way"):
        load(str(tmp_path / "packed.zip"))


def test_an_archive_with_a_damaged_stream_is_refused(tmp_path: Path) -> None:
    content = zip_of({"0/a.png": png() * 50, "1/b.png": png()})
    (tmp_path / "z.zip").write_bytes(content[:60] + bytes(20) + content[80:])

    with pytest.raises(DataError, match="damaged"):
        load(str(tmp_path / "z.zip"))


def npy(shape: str, data: bytes = b"") -> bytes:
    header = f"{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}}}".ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + data


@pytest.mark.parametrize(
    "shape",
    ["(1000000000000, 28, 28)", "(-1,)", f"({'1,' * 64})", "(2, 28, 28)", f"({'9' * 400},)"],
)
@pytest.mark.parametrize("form", ["npy", "npz"])
def test_arrays_smaller_than_their_header_says_are_refused(
    shape: str, form: str, tmp_path: Path
) -> None:
    content = npy(shape, bytes(784))
    whole = zip_of({"x.npy": content, "y.npy": npy("(2,)", bytes(2))})
    (tmp_path / f"a.{form}").write_bytes(content if form == "npy" else whole)

    with pytest.raises(DataError):
        load(str(tmp_path / f"a.{form}"))


# Pictures of too many pixels


def huge_png(side: int) -> bytes:
    """A PNG of a few bytes whose header promises this many rows and columns."""
    body = b"IHDR" + struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    header = struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body))
    return b"\x89PNG\r\n\x1a\n" + header + struct.pack(">I", 0) + b"IDAT" + b"\0" * 8


# Below what Pillow warns of, between that and what it refuses, and above.
@pytest.mark.parametrize("side", [9_000, 10_400, 30_000])
@pytest.mark.parametrize("form", ["folder", "parquet"])
def test_a_picture_of_too_many_pixels_is_named_and_not_called_damaged(
    form: str, side: int, tmp_path: Path
) -> None:
    pictures = {"3/a.png": png(), "1/huge.png": huge_png(side)}
    if form == "folder":
        for name, content in pictures.items():
            (tmp_path / name).parent.mkdir()
            (tmp_path / name).write_bytes(content)
        source, message = tmp_path, r"huge.png: more than 66 megapixels. Scale it down: "
    else:
        images = [{"bytes": content, "path": name} for name, content in pictures.items()]
        source, message = tmp_path / "p.parquet", "row 1: a picture of too many pixels. Resize it"
        parquet.write_table(pa.table({"image": images, "label": [3, 7]}), source)

    with pytest.raises(DataError, match=message):
        load(str(source))


# Tables


def test_a_parquet_column_of_lists_of_several_lengths_is_refused(tmp_path: Path) -> None:
    table = pa.table({"image": [[1, 2], [3]], "label": [0, 1]})
    parquet.write_table(table, tmp_path / "p.parquet")

    with pytest.raises(DataError, match="values of one kind"):
        load(str(tmp_path / "p.parquet"))


@pytest.mark.full
def test_a_matlab_file_that_unpacks_to_gigabytes_is_refused(tmp_path: Path) -> None:
    packed = zlib.compress(bytes(1 << 26))
    head = b"MATLAB 5.0".ljust(124) + struct.pack("<HH", 0x0100, 0x4D49)
    element = struct.pack("<II", 15, len(packed)) + packed
    (tmp_path / "m.mat").write_bytes(head + 65 * element)
    began = time.monotonic()

    with pytest.raises(DataError, match="more than"):
        load(str(tmp_path / "m.mat"))
    assert time.monotonic() - began < 30


# Ink


def test_a_component_of_thousands_of_digits_is_refused() -> None:
    text = b'.SEGMENT DIGIT %s ? "1"\n.PEN_DOWN\n 1 2\n.PEN_UP\n' % (b"1" * 5000)

    with pytest.raises(DataError, match="components"):
        list(read_drawings(text))


def test_segments_that_repeat_all_components_are_refused() -> None:
    pens = b".PEN_DOWN\n 1 2\n 3 4\n.PEN_UP\n" * 1000
    segments = b'.SEGMENT DIGIT 0-999 ? "1"\n' * 1000

    with pytest.raises(DataError, match="at most 10 segments"):
        list(read_drawings(b".COORD X Y\n" + pens + segments))


def test_groups_that_repeat_all_traces_are_refused() -> None:
    traces = "".join(f'<trace id="{n}">0 0, 5 5</trace>' for n in range(500))
    views = "".join(f'<traceView traceDataRef="{n}"/>' for n in range(500))
    group = f'<traceGroup><annotation type="truth">1</annotation>{views}</traceGroup>'

    with pytest.raises(DataError, match="at most 10 groups"):
        list(read_drawings(f"<ink>{traces}{group * 100}</ink>".encode()))


@pytest.mark.parametrize("between", [" ", "1", "1'", "+", "."])
def test_long_points_take_little_time(between: str) -> None:
    began = time.process_time()

    with suppress(DataError):
        list(read_drawings(f'<ink><trace id="0">{between * 300_000}x</trace></ink>'.encode()))
    assert time.process_time() - began < 2


def test_bzip2_of_gigabytes_is_no_picture() -> None:
    with pytest.raises(GlassnetError):
        ink.from_image(bz2.compress(bytes(1 << 20)))


@pytest.mark.skipif(os.name == "nt", reason="needs pipes")
def test_a_message_names_what_is_no_picture(tmp_path: Path) -> None:
    (tmp_path / "a.png").mkdir()

    with pytest.raises(GlassnetError, match=r"a\.png"):
        ink.from_image(tmp_path / "a.png")
