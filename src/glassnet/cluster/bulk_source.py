"""Archives of pictures as a stream of blocks: folders, tar, zip, parquet, stroke files, arrays.

Local paths, and addresses that fsspec opens, such as s3://bucket/scans.tar or https://host/scans.zip. How
a source is cut into blocks depends on it alone, so a job that was stopped finds the same blocks again.
"""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any, cast

from glassnet.cluster.bulk_blocks import Block, Source, image_blocks, open_images
from glassnet.cluster.bulk_entries import (
    UNREADABLE,
    Entry,
    file_blocks,
    find_pictures,
    folder_entries,
    is_picture,
    line_blocks,
    naming_damage,
    open_parquet,
    parquet_entries,
    tar_entries,
    zip_entries,
)
from glassnet.data.errors import DataError, UnknownSource
from glassnet.user_folders import expand_home


@contextmanager
def open_source(address: str) -> Iterator[Source]:
    """The source at a path or address. Raises `UnknownSource` where there is none of a known kind.

    Raises `DataError` for a damaged one, also while its blocks are read.
    """
    local = expand_home(address)
    if "://" not in address and local.is_dir():
        pictures = find_pictures(local)
        if not pictures:
            raise UnknownSource(f"{address}: expected pictures in this folder, found none.")
        yield _files(address, lambda: folder_entries(local, pictures), len(pictures))
        return
    if _plain_name(address).endswith((".npy", "-ubyte", ".idx")):
        images = open_images(local)
        yield Source(lambda skips: image_blocks(images, skips), len(images))
        return
    with _open(address) as stream:
        try:
            source = _read_source(address, stream)
        except DataError:
            raise
        except UNREADABLE as error:
            problem = f"damaged ({error})"
            raise DataError.about(address, problem, "Fetch or copy it again.") from None
        yield source


def _plain_name(address: str) -> str:
    return address.lower().removesuffix(".gz")


def _read_source(address: str, stream: IO[bytes]) -> Source:
    name = _plain_name(address)
    if name.endswith((".tar", ".tgz", ".tar.bz2", ".tar.xz")):
        return _files(address, lambda: tar_entries(stream))
    if name.endswith(".zip"):
        archive = zipfile.ZipFile(stream)
        members = [each for each in archive.infolist() if is_picture(each.filename)]
        return _files(address, lambda: zip_entries(archive, members), len(members))
    if name.endswith(".parquet"):
        table = open_parquet(stream)
        return _files(address, lambda: parquet_entries(table), table.metadata.num_rows)
    if name.endswith((".jsonl", ".ndjson")):
        return Source(lambda skips: naming_damage(address, line_blocks(stream, skips)))
    raise UnknownSource(
        f"{address}: expected a folder, .tar, .zip, .parquet, a stroke file (.jsonl), or an array of "
        "images (.npy, IDX)."
    )


def _files(
    address: str, entries: Callable[[], Iterator[Entry]], count: int | None = None
) -> Source:
    def blocks(skips: Callable[[int], bool]) -> Iterator[Block]:
        return naming_damage(address, file_blocks(entries(), skips))

    return Source(blocks, count)


@contextmanager
def _open(address: str) -> Iterator[IO[bytes]]:
    with _open_remote(address) if "://" in address else _open_local(address) as stream:
        yield stream


def _open_local(address: str) -> IO[bytes]:
    path = expand_home(address)
    if not path.exists():
        raise UnknownSource(f"{address}: expected a file, a folder or an address, found nothing.")
    if path.name.endswith((".jsonl.gz", ".ndjson.gz")):
        return cast(IO[bytes], gzip.open(path, "rb"))
    return path.open("rb")


def _open_remote(address: str) -> Any:
    try:
        import fsspec
    except ImportError as error:
        raise UnknownSource(
            f"{address}: addresses need fsspec. Install it with: pip install 'glassnet[cluster]'"
        ) from error
    try:
        opened: Any = fsspec.open(address, "rb")
        return opened.open()
    except (ImportError, ValueError, OSError) as error:
        raise UnknownSource(f"{address}: cannot be opened. {error}") from error
