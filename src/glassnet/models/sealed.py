"""Arrays and a JSON header in one safetensors file, sealed by a digest over every byte of it.

The file is an ordinary safetensors file: its header's metadata holds our JSON under "glassnet", and that
begins with the seal: the SHA-256 of the whole file with the seal's own digits written as zeros, so
that no byte is outside it. Nothing is ever unpickled.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Final, NoReturn

import numpy as np
import safetensors
import safetensors.numpy

from glassnet.data.atomic import write_atomically
from glassnet.errors import format_error
from glassnet.nn import Array, GlassnetError

LARGEST_FILE: Final = 1 << 30
LARGEST_HEADER: Final = 1 << 26
UNSEALED: Final = "0" * 64
# As it stands in the file: JSON within a string of JSON. Text that our header holds is escaped once more.
SEAL_START: Final = rb"{\"sha256\": \""


class DamagedFile(GlassnetError, ValueError):  # noqa: N818 - it reads as what it is
    """A model or checkpoint that is not whole, not ours, or not what it says it is."""

    @classmethod
    def at(cls, path: Path, expected: str, got: str) -> DamagedFile:
        """The error in its four parts."""
        return cls(format_error(str(path), expected, got, "Restore the file or make it again."))


def seal(arrays: dict[str, Array], header: dict[str, Any]) -> bytes:
    """The bytes of a sealed file: equal for equal contents.

    Raises ValueError for a header that holds numbers that are not finite.
    """
    # safetensors writes the memory of an array as it lies: transposed ones would come out wrong.
    plain = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    text = json.dumps({"sha256": UNSEALED, **header}, allow_nan=False)
    # One entry only: safetensors writes several in an order that changes from call to call.
    content = safetensors.numpy.save(plain, {"glassnet": text})
    start = content.index(SEAL_START) + len(SEAL_START)
    return b"".join((content[:start], _digest(content, start), content[start + 64 :]))


def unseal(
    content: bytes, path: Path, largest_header: int = LARGEST_HEADER
) -> tuple[dict[str, Array], dict[str, Any]]:
    """Arrays and header of a sealed file's bytes. Raises `DamagedFile` unless every byte is right."""
    _check_seal(content, path, largest_header)
    try:
        arrays = safetensors.numpy.load(content)
        length = int.from_bytes(content[:8], "little")
        metadata = json.loads(content[8 : 8 + length])["__metadata__"]
        header = json.loads(metadata["glassnet"], parse_constant=_refuse)
    except (
        safetensors.SafetensorError, ValueError, KeyError, TypeError, RecursionError
    ) as error:  # fmt: skip
        raise DamagedFile.at(path, "a sealed safetensors file", repr(error)) from None
    if not isinstance(header, dict):
        raise DamagedFile.at(path, "a table as header", type(header).__name__)
    return arrays, {name: value for name, value in header.items() if name != "sha256"}


def write_sealed(path: Path, arrays: dict[str, Array], header: dict[str, Any]) -> None:
    """Seal and write atomically."""
    write_atomically(path, seal(arrays, header))


def read_sealed(
    path: Path, largest_header: int = LARGEST_HEADER
) -> tuple[dict[str, Array], dict[str, Any]]:
    """Read and unseal. Raises `DamagedFile`, or OSError where the file cannot be read.

    `largest_header` in bytes: what is larger is refused before it is parsed.
    """
    size = path.stat().st_size
    if size > LARGEST_FILE:
        raise DamagedFile.at(path, f"at most {LARGEST_FILE:,} bytes", f"{size:,}")
    with path.open("rb") as file:
        # A device may give more than its size says, without end.
        content = file.read(size)
    return unseal(content, path, largest_header)


def _check_seal(content: bytes, path: Path, largest_header: int) -> None:
    length = int.from_bytes(content[:8], "little")
    if len(content) < 8 or length > min(largest_header, len(content) - 8):
        raise DamagedFile.at(path, "a sealed safetensors file", "a file cut off or of another kind")
    start = content.find(SEAL_START, 8, 8 + length) + len(SEAL_START)
    if start < len(SEAL_START):
        raise DamagedFile.at(path, "a seal in its header", "none")
    found = content[start : start + 64]
    digest = _digest(content, start)
    if found != digest:
        expected, got = (each[:12].decode("ascii", "replace") for each in (found, digest))
        raise DamagedFile.at(path, f"content with digest {expected}...", f"{got}...")


def _digest(content: bytes, seal_start: int) -> bytes:
    """SHA-256 in hex of the content with its seal blanked."""
    sha = hashlib.sha256(content[:seal_start] + UNSEALED.encode())
    sha.update(memoryview(content)[seal_start + 64 :])
    return sha.hexdigest().encode()


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")
