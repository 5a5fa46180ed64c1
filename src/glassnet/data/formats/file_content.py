"""Read a file, gzip or not, with a limit on the size of its content."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from glassnet.data.errors import DataError
from glassnet.text_file import UTF_16_MARKS

GZIP_MAGIC: Final = b"\x1f\x8b"
# Deflate cannot compress more (RFC 1951: 258 bytes in two bits): a header with more is false.
MAX_GZIP_RATIO: Final = 1032
MIB: Final = 1 << 20
MAX_UTF_16_BYTES: Final = 1 << 28


def decode_text(content: bytes) -> str:
    """Text in UTF-8, with a byte-order mark or without, or in UTF-16 with one; damage is replaced."""
    encoding = "utf-16" if content[:2] in UTF_16_MARKS else "utf-8-sig"
    return content.decode(encoding, "replace")


@contextmanager
def open_content(source: Path | bytes) -> Iterator[tuple[io.BufferedIOBase, int]]:
    """The content of a file or of bytes, unpacked where it is gzip, and the most it can hold.

    Text in UTF-16, which Windows PowerShell writes, becomes UTF-8. Damage that shows while reading becomes
    a DataError that names the file.
    """
    raw: io.BufferedIOBase = io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")
    with raw:
        size = raw.seek(0, io.SEEK_END)
        raw.seek(0)
        head = raw.read(2)
        packed = head == GZIP_MAGIC
        raw.seek(0)
        if head in UTF_16_MARKS and size <= MAX_UTF_16_BYTES:
            text = decode_text(raw.read()).encode()
            yield io.BytesIO(text), len(text)
            return
        try:
            if not packed:
                yield raw, size
            else:
                with gzip.GzipFile(fileobj=raw) as unpacked:
                    yield io.BufferedReader(unpacked, MIB), MAX_GZIP_RATIO * size
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise DataError.at(
                f"{describe_source(source)}, near byte {raw.tell()} of {size}",
                "an intact gzip file",
                f"a damaged one ({str(error).rstrip('.')})",
                "Fetch or copy it again.",
            ) from error


def describe_source(source: Path | bytes) -> str:
    """How errors name this source."""
    return f"{len(source)} bytes" if isinstance(source, bytes) else str(source)


def read_content(source: Path | bytes, max_bytes: int) -> bytes:
    """All of the unpacked content. Raises DataError where it is more than `max_bytes` bytes."""
    with open_content(source) as (stream, _):
        content = stream.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise DataError.at(
            describe_source(source),
            f"at most {max_bytes:,} bytes of content",
            "more",
            "Cut the file into smaller ones.",
        )
    return content
