"""What a command writes is whole, or the old file stays; devices, links and modes are kept."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest
from PIL import Image

from glassnet.data.output_file import write_output, write_picture

posix = pytest.mark.skipif(sys.platform == "win32", reason="modes and links as POSIX has them")


def test_a_file_is_replaced_whole_and_its_folder_made(tmp_path: Path) -> None:
    path = tmp_path / "a" / "table.csv"
    write_output(path, b"old and long")
    write_output(path, b"new")

    assert path.read_bytes() == b"new"
    assert [each.name for each in path.parent.iterdir()] == ["table.csv"]


@posix
def test_the_mode_of_the_old_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    write_output(path, b"old")
    path.chmod(0o640)
    write_output(path, b"new")

    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@posix
def test_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_output(tmp_path / "link", b"new")

    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"


@posix
def test_a_device_is_written_into() -> None:
    write_output(Path("/dev/null"), b"new")

    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)


@posix
def test_a_pipe_is_written_into() -> None:
    reader, writer = os.pipe()
    write_output(Path(f"/dev/fd/{writer}"), b"new")
    os.close(writer)

    with os.fdopen(reader, "rb") as file:
        assert file.read() == b"new"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_what_cannot_be_written_is_named() -> None:
    with pytest.raises(OSError, match="No space left") as raised:
        write_output(Path("/dev/full"), b"new")

    assert raised.value.filename == "/dev/full"


def test_a_picture_is_png_whatever_its_name(tmp_path: Path) -> None:
    write_picture(tmp_path / "sheet", Image.new("L", (3, 2)))

    with Image.open(tmp_path / "sheet") as picture:
        assert (picture.format, picture.size) == ("PNG", (3, 2))
