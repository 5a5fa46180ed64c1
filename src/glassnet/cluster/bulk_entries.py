"""The records of an archive one by one, and collected into blocks, in bounded memory."""

from __future__ import annotations

import bz2
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, Final, cast

from glassnet.bounded_file import read_bounded
from glassnet.cluster.bulk_blocks import Block, Content, Unreadable
from glassnet.data.errors import DataError, UnknownSource
from glassnet.data.formats.zip_members import UNREADABLE_ZIP, read_member

RECORDS_IN_BLOCK: Final = 256
BYTES_IN_BLOCK: Final = 32 << 20
LINES_IN_BLOCK: Final = 1000
MAX_PICTURE_BYTES: Final = 40_000_000
MAX_LINE_BYTES: Final = 4 << 20
MAX_TAR_HEADER_BYTES: Final = 1 << 20
PICTURES: Final = (".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".bmp", ".gif")
READ_WHOLE: Final = (
    tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK, tarfile.XHDTYPE, tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
)  # fmt: skip
UNREADABLE: Final = (*UNREADABLE_ZIP, TypeError, tarfile.TarError)
"""What damaged archives and their members raise, PyArrow's errors among them."""

Entry = tuple[str, int, Callable[[], bytes]]
"""A file: its name, its size, and how to read it."""


def find_pictures(folder: Path) -> list[Path]:
    """The pictures in a folder and below it. Files alone: a pipe of such a name may go on without end."""
    return sorted(
        path for path in folder.rglob("*") if path.suffix.lower() in PICTURES and path.is_file()
    )


def is_picture(name: str) -> bool:
    """Whether a file in an archive is named as a picture."""
    parts = name.split("/")
    return name.lower().endswith(PICTURES) and not any(
        each.startswith(("__MACOSX", ".")) for each in parts
    )


def folder_entries(folder: Path, paths: list[Path]) -> Iterator[Entry]:
    """The pictures of a folder, named by their places in it."""
    for path in paths:
        yield (
            path.relative_to(folder).as_posix(),
            path.stat().st_size,
            lambda p=path: read_bounded(p, MAX_PICTURE_BYTES),
        )


def file_blocks(entries: Iterator[Entry], skips: Callable[[int], bool]) -> Iterator[Block]:
    """Files in blocks; one that cannot be read is a record, too."""
    blocks = _Blocks("pictures", RECORDS_IN_BLOCK, skips)
    for name, size, read in entries:
        small = size <= MAX_PICTURE_BYTES
        if blocks.must_end(size if small else 0):
            yield from blocks.end()
        if not small:
            blocks.add(name, Unreadable(f"more than {MAX_PICTURE_BYTES:,} bytes"), 0)
        else:
            blocks.add(name, b"" if blocks.is_skipped else _try_to_read(read), size)
    yield from blocks.end()


def _try_to_read(read: Callable[[], bytes]) -> Content:
    try:
        return read()
    except UNREADABLE as error:
        return Unreadable(f"cannot be read ({getattr(error, 'strerror', None) or error})")


class _Blocks:
    """Records, collected into blocks."""

    def __init__(self, kind: str, most: int, skips: Callable[[int], bool]) -> None:
        self._kind, self._most, self._skips = kind, most, skips
        self._number = 0
        self._names: list[str] = []
        self._contents: list[Content] = []
        self._held = 0

    @property
    def is_skipped(self) -> bool:
        """Whether the block that is being collected is not wanted."""
        return self._skips(self._number)

    def must_end(self, size: int) -> bool:
        """Whether a record of so many bytes belongs to the next block."""
        is_full = len(self._names) == self._most or self._held + size > BYTES_IN_BLOCK
        return bool(self._names) and is_full

    def add(self, name: str, content: Content, size: int) -> None:
        """Put a record into the block."""
        self._names.append(name)
        self._contents.append(content)
        self._held += size

    def end(self) -> Iterator[Block]:
        """The block, if it holds something and is wanted; then begin the next."""
        if not self._names:
            return
        if not self.is_skipped:
            yield Block(self._number, self._kind, tuple(self._names), tuple(self._contents))
        self._number, self._names, self._contents, self._held = self._number + 1, [], [], 0


def tar_entries(stream: IO[bytes]) -> Iterator[Entry]:
    """The pictures of a tar archive, packed or not."""
    # A stream is read once, forwards, in bounded memory.
    with tarfile.open(fileobj=_unpack(stream), mode="r|*", tarinfo=_TarInfo) as archive:
        for member in archive:
            if member.isfile() and is_picture(member.name):
                yield member.name, member.size, lambda m=member: _read_tar_member(archive, m)


class _TarInfo(tarfile.TarInfo):
    """A header; a long name or a table of attributes is read whole, so it must not be large."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> _TarInfo:
        """The header in a block of bytes."""
        found = super().frombuf(buf, encoding, errors)
        if found.type in READ_WHOLE and found.size > MAX_TAR_HEADER_BYTES:
            raise tarfile.ReadError(f"a header of {found.size:,} bytes")
        return found


def _unpack(stream: IO[bytes]) -> IO[bytes]:
    """The stream; of one that bzip2 has packed, its content: tarfile would unpack any amount at once."""
    if not stream.seekable():
        return stream
    head = stream.read(3)
    stream.seek(0)
    return cast(IO[bytes], bz2.BZ2File(stream)) if head == b"BZh" else stream


def _read_tar_member(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    content = archive.extractfile(member)
    return b"" if content is None else content.read()


def zip_entries(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> Iterator[Entry]:
    """These files of a zip archive."""
    for member in members:
        yield member.filename, member.file_size, lambda m=member: read_member(archive, m)


def open_parquet(stream: IO[bytes]) -> Any:
    """The file by PyArrow. Raises `UnknownSource` where that is not installed."""
    try:
        from pyarrow import parquet
    except ImportError as error:
        raise UnknownSource(
            "parquet files need pyarrow. Install it with: pip install pyarrow"
        ) from error
    return parquet.ParquetFile(stream)


def parquet_entries(table: Any) -> Iterator[Entry]:
    """Images as encoded files: a column `image` of bytes, or of {bytes, path} as Hugging Face has it."""
    row = 0
    if "image" not in table.schema_arrow.names:
        found = ", ".join(table.schema_arrow.names)[:200] or "none"
        raise UnknownSource(f"The parquet file: expected a column 'image', got {found}.")
    for batch in table.iter_batches(batch_size=RECORDS_IN_BLOCK, columns=["image"]):
        for value in batch.column(0).to_pylist():
            content = value.get("bytes") if isinstance(value, dict) else value
            path = value.get("path") if isinstance(value, dict) else None
            content = content if isinstance(content, bytes) else b""
            yield str(path or f"row {row}"), len(content), lambda c=content: c
            row += 1


def line_blocks(stream: IO[bytes], skips: Callable[[int], bool]) -> Iterator[Block]:
    """The lines of a stroke file in blocks; one that is too long is a record, too."""
    blocks = _Blocks("strokes", LINES_IN_BLOCK, skips)
    for number, line in enumerate(_lines(stream), 1):
        size = len(line) if isinstance(line, bytes) else 0
        if isinstance(line, bytes) and not line.strip():
            continue
        if blocks.must_end(size):
            yield from blocks.end()
        blocks.add(f"line {number}", line, size)
    yield from blocks.end()


def _lines(stream: IO[bytes]) -> Iterator[Content]:
    while line := stream.readline(MAX_LINE_BYTES + 1):
        if len(line) <= MAX_LINE_BYTES:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(MAX_LINE_BYTES)
        yield Unreadable(f"more than {MAX_LINE_BYTES:,} bytes")


def naming_damage(address: str, blocks: Iterator[Block]) -> Iterator[Block]:
    """The same blocks; damage of the archive as a whole becomes a `DataError` that names it."""
    try:
        yield from blocks
    except DataError:
        raise
    except UNREADABLE as error:
        raise DataError.about(address, f"damaged ({error})", "Fetch or copy it again.") from None
