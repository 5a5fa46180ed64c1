"""No file is read beyond what was agreed, and damage is an error that names it."""

import gzip
from pathlib import Path

import pytest

from glassnet.data import DataError
from glassnet.data.formats.file_content import read_content


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_all_is_read_up_to_the_limit(pack: type[bytes]) -> None:
    assert read_content(pack(b"x" * 100), max_bytes=100) == b"x" * 100
    with pytest.raises(DataError, match="at most 99 bytes of content"):
        read_content(pack(b"x" * 100), max_bytes=99)


def test_a_bomb_is_not_unpacked() -> None:
    with pytest.raises(DataError, match="at most 1,000 bytes"):
        read_content(gzip.compress(bytes(100 << 20), 1), max_bytes=1000)


def test_a_damaged_gzip_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "labels.gz"
    path.write_bytes(gzip.compress(b"x" * 100)[:-1])

    with pytest.raises(
        DataError, match=r"labels.gz, near byte \d+ of \d+: expected an intact gzip"
    ):
        read_content(path, 1000)
