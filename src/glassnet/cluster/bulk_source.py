"""Archives of pictures as a stream of blocks: folders, tar, zip, parquet, stroke files, arrays.

Local paths, and addresses that fsspec opens, such as s3://bucket/scans.tar or https://host/scans.zip. How
a source is cut into blocks depends on it alone, so a job that was stopped finds the same blocks again.
"""

from __future__ import annotations

import tarfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any, cast

from glassnet.cluster.bulk_blocks import Block, Source, image_blocks, open_images
from glassnet.data.errors import UnknownSource
from glassnet.user_folders import expand_home

RECORDS_IN_BLOCK = 256
BYTES_IN_BLOCK = 32 << 20
LINES_IN_BLOCK = 1000
MAX_PICTURE_BYTES = 40_000_000
PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".bmp", ".gif")


Entry = tuple[str, int, Callable[[], bytes]]
"""A file: its name, its size, and how to read it."""


@contextmanager
def open_source(address: str) -> Iterator[Source]:
    """The source at a path or address. Raises `UnknownSource` where there is none of a known kind."""
    local = expand_home(address)
    if "://" not in address and local.is_dir():
        entries = sorted(path for path in local.rglob("*") if path.suffix.lower() in PICTURES)
        if not entries:
            raise UnknownSource(f"{address}: expected pictures in this folder, found none.")
        yield _files(
            lambda: (
                (path.relative_to(local).as_posix(), path.stat().st_size, path.read_bytes)
                for path in entries
            ),
            len(entries),
        )
        return
    name = address.lower().removesuffix(".gz")
    if name.endswith((".npy", "-ubyte", ".idx")):
        images = open_images(local)
        yield Source(lambda skips: image_blocks(images, skips), len(images))
        return
    with _open(address) as stream:
        if name.endswith((".tar", ".tgz", ".tar.bz2", ".tar.xz")):
            yield _files(lambda: _tar_entries(stream))
        elif name.endswith(".zip"):
            with zipfile.ZipFile(stream) as archive:
                members = [each for each in archive.infolist() if _is_picture(each.filename)]
                yield _files(lambda: _zip_entries(archive, members), len(members))
        elif name.endswith(".parquet"):
            table = _open_parquet(stream)
            yield _files(lambda: _parquet_entries(table), table.metadata.num_rows)
        elif name.endswith((".jsonl", ".ndjson")):
            yield Source(lambda skips: _line_blocks(stream, skips))
        else:
            raise UnknownSource(
                f"{address}: expected a folder, .tar, .zip, .parquet, a stroke file (.jsonl), or an array of "
                "images (.npy, IDX)."
            )


@contextmanager
def _open(address: str) -> Iterator[IO[bytes]]:
    if "://" not in address:
        path = expand_home(address)
        if not path.exists():
            raise UnknownSource(
                f"{address}: expected a file, a folder or an address, found nothing."
            )
        if path.name.endswith(".jsonl.gz"):
            import gzip

            with gzip.open(path, "rb") as unpacked:
                yield cast(IO[bytes], unpacked)
            return
        with path.open("rb") as stream:
            yield stream
        return
    try:
        import fsspec
    except ImportError as error:
        raise UnknownSource(
            f"{address}: addresses need fsspec. Install it with: pip install 'glassnet[cluster]'"
        ) from error
    try:
        opened: Any = fsspec.open(address, "rb")
        with opened as stream:
            yield stream
    except (ImportError, ValueError, FileNotFoundError) as error:
        raise UnknownSource(f"{address}: cannot be opened. {error}") from error


def _is_picture(name: str) -> bool:
    parts = name.split("/")
    return name.lower().endswith(PICTURES) and not any(
        each.startswith(("__MACOSX", ".")) for each in parts
    )


def _files(entries: Callable[[], Iterator[Entry]], count: int | None = None) -> Source:
    return Source(lambda skips: _file_blocks(entries(), skips), count)


def _file_blocks(entries: Iterator[Entry], skips: Callable[[int], bool]) -> Iterator[Block]:
    number, names, contents, held = 0, list[str](), list[bytes | None](), 0
    for name, size, read in entries:
        if names and (len(names) == RECORDS_IN_BLOCK or held + size > BYTES_IN_BLOCK):
            if not skips(number):
                yield Block(number, "pictures", tuple(names), tuple(contents))
            number, names, contents, held = number + 1, [], [], 0
        names.append(name)
        small = size <= MAX_PICTURE_BYTES
        contents.append(read() if small and not skips(number) else None)
        held += size if small else 0
    if names and not skips(number):
        yield Block(number, "pictures", tuple(names), tuple(contents))


def _tar_entries(stream: IO[bytes]) -> Iterator[Entry]:
    # A stream is read once, forwards, in bounded memory.
    with tarfile.open(fileobj=stream, mode="r|*") as archive:
        for member in archive:
            if member.isfile() and _is_picture(member.name):
                yield member.name, member.size, lambda m=member: _read_member(archive, m)


def _read_member(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    content = archive.extractfile(member)
    return b"" if content is None else content.read()


def _zip_entries(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> Iterator[Entry]:
    for member in members:
        yield member.filename, member.file_size, lambda m=member: archive.read(m)


def _open_parquet(stream: IO[bytes]) -> Any:
    try:
        from pyarrow import parquet
    except ImportError as error:
        raise UnknownSource(
            "parquet files need pyarrow. Install it with: pip install pyarrow"
        ) from error
    return parquet.ParquetFile(stream)


def _parquet_entries(table: Any) -> Iterator[Entry]:
    """Images as encoded files: a column `image` of bytes, or of {bytes, path} as Hugging Face has it."""
    row = 0
    for batch in table.iter_batches(batch_size=RECORDS_IN_BLOCK, columns=["image"]):
        for value in batch.column(0).to_pylist():
            content = value["bytes"] if isinstance(value, dict) else value
            path = value.get("path") if isinstance(value, dict) else None
            yield path or f"row {row}", len(content or b""), lambda c=content: c or b""
            row += 1


def _line_blocks(stream: IO[bytes], skips: Callable[[int], bool]) -> Iterator[Block]:
    number, names, lines = 0, list[str](), list[bytes | None]()
    for line_number, line in enumerate(stream, 1):
        if not line.strip():
            continue
        names.append(f"line {line_number}")
        lines.append(line)
        if len(names) == LINES_IN_BLOCK:
            if not skips(number):
                yield Block(number, "strokes", tuple(names), tuple(lines))
            number, names, lines = number + 1, [], []
    if names and not skips(number):
        yield Block(number, "strokes", tuple(names), tuple(lines))
