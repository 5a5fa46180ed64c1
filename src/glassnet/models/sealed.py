"""Arrays and a JSON header in one safetensors file, sealed by a digest over every byte of it.

The file is an ordinary safetensors file. The metadata of its header holds JSON under "glassnet", which
begins with the seal: the SHA-256 of the whole file, with the seal's own digits set to zeros, so that
it covers every byte. Nothing is ever unpickled.
"""

from __future__ import annotations

import hashlib
import json
from math import isfinite
from pathlib import Path
from typing import Any, Final, NoReturn

import numpy as np
import safetensors
import safetensors.numpy

from glassnet.data.atomic import write_atomically
from glassnet.errors import format_error
from glassnet.nn import Array, GlassnetError

MAX_FILE_BYTES: Final = 1 << 30
MAX_HEADER_BYTES: Final = 1 << 26
UNSEALED: Final = "0" * 64
# As in the file: JSON within a JSON string. Text inside the header is escaped once more, so cannot match.
SEAL_START: Final = rb"{\"sha256\": \""


class DamagedFile(GlassnetError, ValueError):  # noqa: N818 - named for the file
    """A file that is not a whole model or checkpoint of Glassnet, or not the one it claims to be."""

    @classmethod
    def at(cls, path: Path, expected: str, got: str) -> DamagedFile:
        """The error with its message in four parts."""
        return cls(format_error(str(path), expected, got, "Restore the file or make it again."))


def seal(arrays: dict[str, Array], header: dict[str, Any]) -> bytes:
    """The bytes of a sealed file: equal for equal contents.

    Raises ValueError for a header that holds numbers that are not finite.
    """
    # safetensors writes an array's memory as it is: transposed arrays would come out wrong.
    plain = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    text = json.dumps({"sha256": UNSEALED, **header}, allow_nan=False)
    # One entry only: safetensors writes several in an order that changes from call to call.
    content = safetensors.numpy.save(plain, {"glassnet": text})
    start = content.index(SEAL_START) + len(SEAL_START)
    return b"".join((content[:start], _digest(content, start), content[start + 64 :]))


def unseal(
    content: bytes, path: Path, max_header: int = MAX_HEADER_BYTES
) -> tuple[dict[str, Array], dict[str, Any]]:
    """Arrays and header of a sealed file's bytes. Raises `DamagedFile` if any byte differs."""
    _check_seal(content, path, max_header)
    try:
        arrays = safetensors.numpy.load(content)
        length = int.from_bytes(content[:8], "little")
        metadata = json.loads(content[8 : 8 + length])["__metadata__"]
        header = json.loads(
            metadata["glassnet"], parse_constant=_raise_for_constant, parse_float=_finite
        )
    except (
        safetensors.SafetensorError, ValueError, KeyError, TypeError, RecursionError
    ) as error:  # fmt: skip
        raise DamagedFile.at(path, "a sealed safetensors file", repr(error)) from None
    if not isinstance(header, dict):
        raise DamagedFile.at(path, "a table as header", type(header).__name__)
    return arrays, {name: value for name, value in header.items() if name != "sha256"}


def write_sealed(
    path: Path, arrays: dict[str, Array], header: dict[str, Any], *, durable: bool = True
) -> None:
    """Seal and write atomically; see `write_atomically` for `durable`."""
    write_atomically(path, seal(arrays, header), durable=durable)


def read_sealed(
    path: Path, max_header: int = MAX_HEADER_BYTES
) -> tuple[dict[str, Array], dict[str, Any]]:
    """Read and unseal. Raises `DamagedFile`, or OSError where the file cannot be read.

    A header of more than `max_header` bytes is refused before it is parsed.
    """
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        raise DamagedFile.at(path, f"at most {MAX_FILE_BYTES:,} bytes", f"{size:,}")
    with path.open("rb") as file:
        # Reads no more than the size: a device may go on without end.
        content = file.read(size)
    return unseal(content, path, max_header)


def _check_seal(content: bytes, path: Path, max_header: int) -> None:
    length = int.from_bytes(content[:8], "little")
    if len(content) < 8 or length > min(max_header, len(content) - 8):
        raise DamagedFile.at(
            path, "a sealed safetensors file", "a file that is cut off or of another type"
        )
    start = content.find(SEAL_START, 8, 8 + length) + len(SEAL_START)
    if start < len(SEAL_START):
        raise DamagedFile.at(path, "a seal in its header", "none")
    found = content[start : start + 64]
    digest = _digest(content, start)
    if found != digest:
        expected, got = (each[:12].decode("ascii", "replace") for each in (found, digest))
        raise DamagedFile.at(path, f"content with digest {expected}...", f"{got}...")


def _digest(content: bytes, seal_start: int) -> bytes:
    """SHA-256 in hex of the content with its seal set to zeros."""
    sha = hashlib.sha256(content[:seal_start] + UNSEALED.encode())
    sha.update(memoryview(content)[seal_start + 64 :])
    return sha.hexdigest().encode()


def _finite(text: str) -> float:
    """A number as JSON writes it; 1e999 would be infinite."""
    number = float(text)
    if not isfinite(number):
        raise ValueError(f"{text[:20]} is too large a number")
    return number


def _raise_for_constant(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")
