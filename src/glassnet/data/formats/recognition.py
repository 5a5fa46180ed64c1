"""What kind of file something is, by its first bytes: its name does not decide."""

from __future__ import annotations

import re
import zlib
from pathlib import Path
from typing import Final, Literal

from glassnet.data.formats.file_content import GZIP_MAGIC, decode_text
from glassnet.text_file import UTF_16_MARKS

Kind = Literal[
    "empty", "idx", "strokes", "csv", "picture", "npy", "zip", "mat", "hdf5", "parquet", "pickle",
    "html", "pdf", "svg", "inkml", "unipen", "model", "archive", "video", "text", "unknown",
]  # fmt: skip

HEAD_BYTES: Final = 4096
BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"

SIGNATURES: Final[tuple[tuple[bytes, Kind], ...]] = (
    (b"\x93NUMPY", "npy"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"MATLAB 5.0", "mat"),
    (b"MATLAB 7.3", "hdf5"),
    (b"\x89HDF\r\n", "hdf5"),
    (b"PAR1", "parquet"),
    (b"%PDF", "pdf"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"Rar!\x1a\x07", "archive"),
    (b"\xfd7zXZ\0", "archive"),
    (b"BZh", "archive"),
    (b"\x28\xb5\x2f\xfd", "archive"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"BM", "picture"),
    (b"II*\0", "picture"),
    (b"MM\0*", "picture"),
)
# A line of a UNIPEN file: a dot and the name of what it says.
UNIPEN_LINE: Final = re.compile(rb"\.[A-Z][A-Z_]{2,}\b")
# A box of ISO media files: the brands of HEIC and AVIF follow.
ISO_BRANDS: Final = (
    b"heic",
    b"heix",
    b"hevc",
    b"mif1",
    b"msf1",
    b"heim",
    b"heis",
    b"avif",
    b"avis",
)
VIDEO_BRANDS: Final = (
    b"isom",
    b"iso2",
    b"avc1",
    b"mp41",
    b"mp42",
    b"M4V ",
    b"qt  ",
    b"3gp4",
    b"3gp5",
)

DESCRIPTIONS: Final[dict[Kind, str]] = {
    "empty": "an empty file",
    "idx": "an IDX file",
    "strokes": "a stroke file",
    "csv": "a CSV",
    "picture": "a picture",
    "npy": "a NumPy array",
    "zip": "a zip archive (or .npz)",
    "mat": "a MATLAB file",
    "hdf5": "an HDF5 file (or MATLAB's version 7.3)",
    "parquet": "a Parquet file",
    "pickle": "a Python pickle",
    "html": "a web page, such as the error page of a server",
    "pdf": "a PDF",
    "svg": "an SVG drawing",
    "inkml": "an InkML file",
    "unipen": "a UNIPEN file",
    "model": "a model file",
    "archive": "an archive (tar, 7-Zip, RAR, xz, bzip2 or Zstandard)",
    "video": "a video",
    "text": "a text file",
    "unknown": "a file of another kind",
}
"""Each kind as errors name it."""


def recognize(source: Path | bytes) -> Kind:
    """The kind of a file or of its content, gzip or not. Raises OSError where it cannot be read."""
    head = source[:HEAD_BYTES] if isinstance(source, bytes) else _read_head(source)
    return _recognize_head(_unpack(head) if head.startswith(GZIP_MAGIC) else head)


def _read_head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD_BYTES)


def _unpack(head: bytes) -> bytes:
    """As much as the beginning of a gzip file gives; nothing where it is damaged."""
    try:
        return zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(head, HEAD_BYTES)
    except zlib.error:
        return b""


def _recognize_head(head: bytes) -> Kind:
    if not head:
        return "empty"
    if head[:2] == b"\0\0" and len(head) > 3 and head[2] in range(0x08, 0x0F) and head[3] < 5:
        return "idx"
    for signature, kind in SIGNATURES:
        if head.startswith(signature):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "picture"
    if head[4:8] == b"ftyp" and head[8:12] in ISO_BRANDS:
        return "picture"
    if head[4:8] == b"ftyp" and head[8:12] in VIDEO_BRANDS:
        return "video"
    if head[257:262] == b"ustar":
        return "archive"
    if head[:1] == b"\x80" and head[1:2] in (b"\2", b"\3", b"\4", b"\5"):
        return "pickle"
    if b'"glassnet' in head[8:] and head[8:9] == b"{":
        return "model"
    return _recognize_text(decode_text(head).encode() if head[:2] in UTF_16_MARKS else head)


def _recognize_text(head: bytes) -> Kind:
    text = head.removeprefix(BYTE_ORDER_MARK).lstrip()
    lowered = text[:500].lower()
    if lowered.startswith((b"<!doctype html", b"<html")):
        return "html"
    if b"<svg" in lowered and lowered.startswith(b"<"):
        return "svg"
    if lowered.startswith(b"<") and re.search(rb"<(\w+:)?ink[\s>]", lowered):
        return "inkml"
    if UNIPEN_LINE.match(text):
        return "unipen"
    if text[:1] in (b"{", b"["):
        return "strokes"
    # Pickles of protocol 0 and 1 are text in part: an opcode, then what it builds.
    if lowered[:1] == b"(" and b"numpy" in lowered:
        return "pickle"
    line = text.partition(b"\n")[0]
    if any(each < 9 for each in head):
        return "unknown"
    return "csv" if line.count(b",") > 2 else "text"
