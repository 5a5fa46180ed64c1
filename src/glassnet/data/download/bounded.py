"""Reading a file, gzip or not, without ever holding more than was agreed on beforehand."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from glassnet.data.errors import DataError

GZIP_MAGIC: Final = b"\x1f\x8b"
# Deflate cannot pack tighter (RFC 1951: 258 bytes in two bits): a header that promises more lies.
HIGHEST_RATIO: Final = 1032
MIB: Final = 1 << 20


@contextmanager
def opened(source: Path | bytes) -> Iterator[tuple[io.BufferedIOBase, int]]:
    """The content of a file or of bytes, unpacked where it is gzip, and the most it can hold.

    Damage that shows while reading becomes a DataError that names the file.
    """
    raw: io.BufferedIOBase = io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")
    with raw:
        size = raw.seek(0, io.SEEK_END)
        raw.seek(0)
        packed = raw.read(2) == GZIP_MAGIC
        raw.seek(0)
        try:
            if not packed:
                yield raw, size
            else:
                with gzip.GzipFile(fileobj=raw) as unpacked:
                    yield io.BufferedReader(unpacked, MIB), HIGHEST_RATIO * size
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise DataError.at(
                f"{label_of(source)}, near byte {raw.tell()} of {size}",
                "an intact gzip file",
                f"a damaged one ({str(error).rstrip('.')})",
                "Fetch or copy it again.",
            ) from error


def label_of(source: Path | bytes) -> str:
    """How errors name this source."""
    return f"{len(source)} bytes" if isinstance(source, bytes) else str(source)


def read_all(source: Path | bytes, most: int) -> bytes:
    """All of the unpacked content. Raises DataError where it is more than `most` bytes."""
    with opened(source) as (stream, _):
        content = stream.read(most + 1)
    if len(content) > most:
        raise DataError.at(
            label_of(source),
            f"at most {most:,} bytes of content",
            "more",
            "Cut the file into smaller ones.",
        )
    return content
