"""Reading our own exports, and model files."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np
import safetensors

from glassnet.export.arrays import HEADER
from glassnet.models import DamagedFile, Model, read_model
from glassnet.models.file import build_from_header
from glassnet.nn import Array

MAX_BYTES = 1 << 30


def read_own(path: Path) -> Model | None:
    """The model in a file that Glassnet wrote; None for a file of the same type from elsewhere.

    Raises `DamagedFile` for a damaged file, OSError where it cannot be read.
    """
    if path.stat().st_size > MAX_BYTES:
        raise DamagedFile.at(path, f"at most {MAX_BYTES:,} bytes", "more")
    reader = {".npz": _read_npz, ".json": _read_json, ".safetensors": _read_safetensors}
    try:
        return reader[path.suffix](path)
    except (zipfile.BadZipFile, safetensors.SafetensorError, ValueError, KeyError) as error:
        if isinstance(error, DamagedFile):
            raise
        raise DamagedFile.at(path, f"a whole file {path.suffix}", repr(error)) from None


def read_arrays(path: Path) -> dict[str, Array]:
    """All arrays of an .npz or .safetensors file by name. Raises `DamagedFile`."""
    try:
        if path.suffix == ".npz":
            with np.load(path, allow_pickle=False) as archive:
                return {name: archive[name] for name in archive.files}
        from safetensors.numpy import load

        return load(path.read_bytes())
    except (
        zipfile.BadZipFile,
        safetensors.SafetensorError,
        ValueError,
        TypeError,
        KeyError,
    ) as error:
        raise DamagedFile.at(path, "arrays of numbers by name", repr(error)) from None


def _read_npz(path: Path) -> Model | None:
    with np.load(path, allow_pickle=False) as archive:
        if HEADER not in archive.files:
            return None
        arrays = {name: archive[name] for name in archive.files if name != HEADER}
        header = json.loads(str(archive[HEADER]))
    return build_from_header(path, arrays, header)


def _read_json(path: Path) -> Model | None:
    plain = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(plain, dict) or HEADER not in plain:
        return None
    arrays = {
        name: np.array(each["values"], each["dtype"]).reshape(each["shape"])
        for name, each in plain["parameters"].items()
    }
    return build_from_header(path, arrays, plain[HEADER])


def _read_safetensors(path: Path) -> Model | None:
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        start = file.read(min(length, MAX_BYTES))
    return read_model(path) if b'"glassnet"' in start else None
