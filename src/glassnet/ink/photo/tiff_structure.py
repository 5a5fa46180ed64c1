"""The tags of TIFF files, and of Exif, which is one: counted before a decoder reads them one by one."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

MAX_TAGS: Final = 1_000
MAX_NUMBERS: Final = 50_000
"""In one tag. Those of strips have two for each strip, and a decoder goes over all of them in Python."""

MAGIC: Final = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_BYTE_KINDS: Final = (1, 2, 6, 7)  # bytes, text, signed bytes, anything: read at once


def find_excess(content: bytes, pages: int = 1) -> str | None:
    """What the first pages of a TIFF file have too much of; None for nothing, and for any other file."""
    if content[:4] not in MAGIC:
        return None
    order = "<" if content[:2] == b"II" else ">"
    try:
        for tags in _directories(content, order, pages):
            if len(tags) > MAX_TAGS:
                return f"at most {MAX_TAGS:,} tags"
            if any(count > MAX_NUMBERS and kind not in _BYTE_KINDS for kind, count in tags):
                return f"at most {MAX_NUMBERS:,} numbers in a tag"
    except struct.error:
        return None  # cut off: the decoder says so
    return None


def _directories(content: bytes, order: str, most: int) -> Iterator[list[tuple[int, int]]]:
    """Kind and count of each tag of each page, at most one tag more than is allowed."""
    is_big = content[2:4] in (b"+\0", b"\0+")
    entry = struct.Struct(f"{order}HHQ8x" if is_big else f"{order}HHI4x")
    number, place_kind = ("Q", "Q") if is_big else ("H", "I")
    (place,) = struct.unpack_from(order + place_kind, content, 8 if is_big else 4)
    for _ in range(most):
        if not 0 < place < len(content):
            return
        (count,) = struct.unpack_from(order + number, content, place)
        place += struct.calcsize(number)
        shown = range(min(count, MAX_TAGS + 1))
        yield [entry.unpack_from(content, place + n * entry.size)[1:] for n in shown]
        end = place + count * entry.size
        (place,) = struct.unpack_from(order + place_kind, content, end)
