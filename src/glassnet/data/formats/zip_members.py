"""Files in zip archives, unpacked in bounded memory: what an archive says of itself need not be true."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterable
from typing import Final

READ_KINDS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Others are unpacked whole by `zipfile`, however little is asked for."""

UNREADABLE_ZIP: Final = (
    zipfile.BadZipFile, EOFError, LookupError, NotImplementedError, OSError, RuntimeError, ValueError,
    struct.error, zlib.error,
)  # fmt: skip
"""What `zipfile` raises for archives that are damaged, encrypted, or packed in another way."""


def check_members(members: Iterable[zipfile.ZipInfo]) -> None:
    """Raise BadZipFile for files that are encrypted, or packed by anything but Deflate."""
    for each in members:
        if each.flag_bits & 1:
            raise zipfile.BadZipFile(f"{each.filename!r} is protected by a password")
        if each.compress_type not in READ_KINDS:
            raise zipfile.BadZipFile(f"{each.filename!r} is packed in another way than Deflate")


def read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """The content of a file in an archive, never more than its entry says. Raises as `UNREADABLE_ZIP`."""
    check_members([member])
    with archive.open(member) as file:
        # With a number, what is unpacked is bounded; without, all is that there is.
        content = file.read(member.file_size)
    if len(content) < member.file_size:
        raise EOFError(f"{member.filename!r} ends early")
    return content
