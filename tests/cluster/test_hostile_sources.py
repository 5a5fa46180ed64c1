"""Bulk reading of archives that are damaged or made to harm: a bad file is a record."""

import bz2
import gzip
import io
import os
import struct
import tarfile
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tests.cluster.test_bulk import read as read_records

from glassnet.data.errors import DataError, UnknownSource


def picture() -> bytes:
    pixels = np.full((60, 60), 255, np.uint8)
    pixels[10:50, 25:32] = 0
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def write_zip(path: Path, packed: int = zipfile.ZIP_STORED) -> bytes:
    with zipfile.ZipFile(path, "w", packed) as archive:
        for name in ("a.png", "b.png", "c.png"):
            archive.writestr(name, picture())
    return path.read_bytes()


def test_a_damaged_member_of_a_zip_archive_is_a_record(tmp_path: Path) -> None:
    content = write_zip(tmp_path / "z.zip")
    place = content.index(b"b.png") + 60
    (tmp_path / "z.zip").write_bytes(content[:place] + b"?" + content[place + 1 :])

    records = read_records(tmp_path / "z.zip", tmp_path / "out")

    assert [each["input"] for each in records] == ["a.png", "b.png", "c.png"]
    assert "cannot be read" in records[1]["error"]
    assert "error" not in records[0]
    assert "error" not in records[2]


def test_members_that_bzip2_packed_are_records(tmp_path: Path) -> None:
    write_zip(tmp_path / "z.zip", zipfile.ZIP_BZIP2)

    records = read_records(tmp_path / "z.zip", tmp_path / "out")

    assert all("packed in another way" in each["error"] for each in records)


def test_a_member_that_unpacks_to_more_than_it_says_is_cut(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "z.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.png", bytes(1 << 26))
    content = (tmp_path / "z.zip").read_bytes()
    size = struct.pack("<I", 1 << 26)
    (tmp_path / "z.zip").write_bytes(content.replace(size, struct.pack("<I", 100)))

    [record] = read_records(tmp_path / "z.zip", tmp_path / "out")

    assert "error" in record


def test_a_pipe_named_as_a_picture_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "scans").mkdir()
    (tmp_path / "scans" / "a.png").write_bytes(picture())
    os.mkfifo(tmp_path / "scans" / "b.png")
    (tmp_path / "scans" / "c.png").symlink_to("/dev/zero")

    records = read_records(tmp_path / "scans", tmp_path / "out")

    assert [each["input"] for each in records] == ["a.png"]


def test_a_long_line_is_a_record(tmp_path: Path) -> None:
    line = b'{"strokes": [[[0, 0], [5, 5], [0, 9]]]}\n'
    long = b" " * (5 << 20) + b"\n"
    with gzip.open(tmp_path / "x.jsonl.gz", "wb") as file:
        file.write(line + long + line)

    records = read_records(tmp_path / "x.jsonl.gz", tmp_path / "out")

    assert [each["input"] for each in records] == ["line 1", "line 2", "line 3"]
    assert "more than" in records[1]["error"]


def test_an_archive_that_is_cut_off_ends_in_a_message(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "t.tar", "w") as archive:
        member = tarfile.TarInfo("a.png")
        member.size = len(picture())
        archive.addfile(member, io.BytesIO(picture()))
    content = (tmp_path / "t.tar").read_bytes()
    (tmp_path / "t.tar").write_bytes(content[:600])

    with pytest.raises(DataError, match="damaged"):
        read_records(tmp_path / "t.tar", tmp_path / "out")


@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.GNUTYPE_LONGNAME])
def test_a_header_of_gigabytes_is_refused(kind: bytes, tmp_path: Path) -> None:
    member = tarfile.TarInfo("x")
    member.type, member.size = kind, 1 << 33
    with gzip.open(tmp_path / "t.tar.gz", "wb") as file:
        file.write(member.tobuf() + bytes(1 << 20))

    with pytest.raises(DataError, match="damaged"):
        read_records(tmp_path / "t.tar.gz", tmp_path / "out")


def test_a_tar_archive_in_bzip2_is_read(tmp_path: Path) -> None:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        member = tarfile.TarInfo("a.png")
        member.size = len(picture())
        archive.addfile(member, io.BytesIO(picture()))
    (tmp_path / "t.tar.bz2").write_bytes(bz2.compress(file.getvalue()))

    [record] = read_records(tmp_path / "t.tar.bz2", tmp_path / "out")

    assert record["input"] == "a.png"
    assert "error" not in record


@pytest.mark.parametrize("name", ["z.zip", "p.parquet", "t.tar", "a.npy"])
def test_what_is_no_archive_ends_in_a_message(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"no archive at all" * 100)

    with pytest.raises(DataError):
        read_records(tmp_path / name, tmp_path / "out")


def test_a_parquet_file_without_pictures_ends_in_a_message(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as parquet

    parquet.write_table(pa.table({"x": [1, 2]}), tmp_path / "p.parquet")

    with pytest.raises(UnknownSource, match="a column 'image', got x"):
        read_records(tmp_path / "p.parquet", tmp_path / "out")
