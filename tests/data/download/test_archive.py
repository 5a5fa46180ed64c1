"""EMNIST comes in one archive: it appears verified, or not at all."""

import gzip
import hashlib
import io
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from glassnet.data.download.fetch import FetchOptions, fetch
from glassnet.data.errors import DownloadError
from glassnet.data.formats.idx import to_idx_bytes
from glassnet.data.published.catalog import EMNIST_ARCHIVE, EMNIST_MNIST, PublishedSet
from glassnet.data.published.files import read_published


def small_archive() -> bytes:
    """EMNIST's archive with three images in each split."""
    arrays = (np.full((3, 28, 28), 9, np.uint8), np.array([4, 4, 1], np.uint8)) * 2
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for file, array in zip(EMNIST_MNIST.files, arrays, strict=True):
            archive.writestr(f"gzip/{file.name}.gz", gzip.compress(to_idx_bytes(array), mtime=0))
    return content.getvalue()


@pytest.fixture
def published(mirror: Any) -> PublishedSet:
    content = small_archive()
    mirror.files["gzip.zip"] = content
    sizes = (16 + 3 * 784, 8 + 3) * 2
    digest = f"md5:{hashlib.md5(content, usedforsecurity=False).hexdigest()}"
    address = f"http://127.0.0.1:{mirror.server_address[1]}/gzip.zip"
    return replace(
        EMNIST_MNIST,
        files=tuple(
            replace(file, size=size) for file, size in zip(EMNIST_MNIST.files, sizes, strict=True)
        ),
        archive=replace(EMNIST_ARCHIVE, url=address, digest=digest),
    )


def test_the_archive_is_fetched_once_and_read(
    mirror: Any, published: PublishedSet, hurried: FetchOptions, tmp_path: Path
) -> None:
    for _ in range(2):
        fetch(published, tmp_path, hurried)

    assert len(mirror.ranges) == 1
    assert read_published(published, tmp_path).split("test").labels.tolist() == [4, 4, 1]
    assert [path.name for path in tmp_path.iterdir() if path.name[0] != "."] == ["gzip.zip"]


def test_other_content_is_refused_and_the_way_by_hand_is_said(
    published: PublishedSet, hurried: FetchOptions, tmp_path: Path
) -> None:
    archive = replace(EMNIST_ARCHIVE, url=published.archive.url if published.archive else "")

    with pytest.raises(DownloadError, match="expected the published content") as raised:
        fetch(replace(published, archive=archive), tmp_path, hurried)

    assert "Download gzip.zip from https://www.nist.gov" in str(raised.value)
    assert not (tmp_path / "gzip.zip").exists()


def test_a_damaged_archive_is_replaced(
    published: PublishedSet, hurried: FetchOptions, tmp_path: Path
) -> None:
    (tmp_path / "gzip.zip").write_bytes(small_archive()[:500])

    fetch(published, tmp_path, hurried)

    assert len(read_published(published, tmp_path).split("train")) == 3
