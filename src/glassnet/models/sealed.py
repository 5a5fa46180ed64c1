"""Arrays and a JSON header in one safetensors file, sealed by a digest over every byte of it.

The file is an ordinary safetensors file: its header's metadata holds our JSON under "glassnet" and the
seal under "sha256". The seal is the SHA-256 of the whole file with the seal's own digits written as
zeros, so that no byte is outside it. Nothing is ever unpickled.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Final

import numpy as np
import safetensors
import safetensors.numpy

from glassnet.models.atomic import write_atomically
from glassnet.nn import Array, GlassnetError
from glassnet.nn.errors import sentence

LARGEST_FILE: Final = 1 << 30
LARGEST_HEADER: Final = 1 << 20
UNSEALED: Final = "0" * 64
SEAL_START: Final = b'"sha256":"'


class DamagedFile(GlassnetError, ValueError):  # noqa: N818 - it reads as what it is
    """A model or checkpoint that is not whole, not ours, or not what it says it is."""

    @classmethod
    def at(cls, path: Path, expected: str, got: str) -> DamagedFile:
        """The error in its four parts."""
        return cls(sentence(str(path), expected, got, "Restore the file or make it again."))


def seal(arrays: dict[str, Array], header: dict[str, Any]) -> bytes:
    """The bytes of a sealed file."""
    # safetensors writes the memory of an array as it lies: transposed ones would come out wrong.
    plain = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    text = json.dumps(header, sort_keys=True, allow_nan=False)
    content = safetensors.numpy.save(plain, {"glassnet": text, "sha256": UNSEALED})
    return content.replace(_sealed(UNSEALED), _sealed(hashlib.sha256(content).hexdigest()), 1)


def unseal(content: bytes, path: Path) -> tuple[dict[str, Array], dict[str, Any]]:
    """Arrays and header of a sealed file's bytes. Raises `DamagedFile` unless every byte is right."""
    _check_seal(content, path)
    try:
        arrays = safetensors.numpy.load(content)
        length = int.from_bytes(content[:8], "little")
        metadata = json.loads(content[8 : 8 + length])["__metadata__"]
        header = json.loads(metadata["glassnet"])
    except (safetensors.SafetensorError, ValueError, KeyError, TypeError) as error:
        raise DamagedFile.at(path, "a sealed safetensors file", repr(error)) from None
    if not isinstance(header, dict):
        raise DamagedFile.at(path, "a table as header", type(header).__name__)
    return arrays, header


def write_sealed(path: Path, arrays: dict[str, Array], header: dict[str, Any]) -> None:
    """Seal and write atomically."""
    write_atomically(path, seal(arrays, header))


def read_sealed(path: Path) -> tuple[dict[str, Array], dict[str, Any]]:
    """Read and unseal. Raises `DamagedFile`, or OSError where the file cannot be read."""
    size = path.stat().st_size
    if size > LARGEST_FILE:
        raise DamagedFile.at(path, f"at most {LARGEST_FILE:,} bytes", f"{size:,}")
    return unseal(path.read_bytes(), path)


def _check_seal(content: bytes, path: Path) -> None:
    length = int.from_bytes(content[:8], "little")
    if len(content) < 8 or length > min(LARGEST_HEADER, len(content) - 8):
        raise DamagedFile.at(path, "a sealed safetensors file", "a file cut off or of another kind")
    start = content.find(SEAL_START, 8, 8 + length) + len(SEAL_START)
    if start < len(SEAL_START):
        raise DamagedFile.at(path, "a seal in its header", "none")
    found = content[start : start + 64]
    blank = content[:start] + UNSEALED.encode() + content[start + 64 :]
    digest = hashlib.sha256(blank).hexdigest().encode()
    if found != digest:
        raise DamagedFile.at(path, f"content with digest {found[:12]!r}...", f"{digest[:12]!r}...")


def _sealed(digits: str) -> bytes:
    return SEAL_START + digits.encode() + b'"'
