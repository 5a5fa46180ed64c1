"""The parts that picture files are made of, counted before a decoder reads them one by one.

Pillow looks at each chunk of a PNG file and at each segment of a JPEG file in Python, and a progressive
JPEG file goes over all pixels once for each of its scans.
"""

from __future__ import annotations

from glassnet.ink.errors import InkError
from glassnet.ink.photo.tiff_structure import find_excess

MAX_CHUNKS = 4_000
MAX_SEGMENTS = 1_000
MAX_SCANS = 40

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8"
_START_OF_SCAN = 0xDA


def check_structure(where: str, content: bytes, pages: int = 1) -> None:
    """Raise `InkError` for a file of far more parts than any program writes; of a TIFF, for these pages."""
    excess = find_excess(content, pages)
    if excess is not None:
        raise _too_many(where, excess)
    if content.startswith(_PNG):
        if _has_too_many_chunks(content):
            raise _too_many(where, f"at most {MAX_CHUNKS:,} chunks")
    elif content.startswith(_JPEG):
        if _has_too_many_segments(content):
            raise _too_many(where, f"at most {MAX_SEGMENTS:,} segments before its pixels")
        if content.count(bytes((0xFF, _START_OF_SCAN))) > MAX_SCANS:
            raise _too_many(where, f"at most {MAX_SCANS} scans")


def _has_too_many_chunks(content: bytes) -> bool:
    place = len(_PNG)
    for _ in range(MAX_CHUNKS):
        if place + 8 > len(content):
            return False
        place += 12 + int.from_bytes(content[place : place + 4])
    return place + 8 <= len(content)


def _has_too_many_segments(content: bytes) -> bool:
    place = len(_JPEG)
    for _ in range(MAX_SEGMENTS):
        if place + 4 > len(content):
            return False
        if content[place] == 0xFF and content[place + 1] == _START_OF_SCAN:
            return False
        # Anything but a marker is skipped by a byte, as decoders do.
        is_segment = content[place] == 0xFF and content[place + 1] not in (0x00, 0xFF)
        place += 2 + int.from_bytes(content[place + 2 : place + 4]) if is_segment else 1
    return True


def _too_many(where: str, limit: str) -> InkError:
    return InkError.at(
        where, limit, "more", "Open it in a paint program, and save it again as PNG."
    )
