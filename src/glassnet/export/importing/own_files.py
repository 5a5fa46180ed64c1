"""Reading our own exports, and model files."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Final

import numpy as np
import safetensors

from glassnet.bounded_file import read_bounded
from glassnet.data.formats.npy_content import parse_npy
from glassnet.data.formats.zip_members import UNREADABLE_ZIP, read_member
from glassnet.errors import GlassnetError
from glassnet.export.arrays import HEADER
from glassnet.models import DamagedFile, Model, read_model
from glassnet.models.file import BUILD_ERRORS, build_from_header
from glassnet.nn import Array

MAX_BYTES: Final = 1 << 30
PRECISIONS: Final = {"float32": np.float32, "float64": np.float64}
BAD_FILE: Final = (*BUILD_ERRORS, *UNREADABLE_ZIP, safetensors.SafetensorError)


def read_own(path: Path) -> Model | None:
    """The model in a file that Glassnet wrote; None for a file of the same type from elsewhere.

    Raises `DamagedFile` for a damaged file, OSError where it cannot be read.
    """
    if path.stat().st_size > MAX_BYTES:
        raise DamagedFile.at(path, f"at most {MAX_BYTES:,} bytes", "more")
    reader = {".npz": _read_npz, ".json": _read_json, ".safetensors": _read_safetensors}
    try:
        return reader[path.suffix](path)
    except GlassnetError:
        raise
    except FileNotFoundError:
        raise
    except BAD_FILE as error:
        raise DamagedFile.at(path, f"a whole file {path.suffix}", repr(error)) from None


def read_arrays(path: Path) -> dict[str, Array]:
    """All arrays of an .npz or .safetensors file by name. Raises `DamagedFile`."""
    try:
        if path.suffix == ".npz":
            return _read_npz_arrays(path)
        from safetensors.numpy import load

        return load(read_bounded(path, MAX_BYTES))
    except FileNotFoundError:
        raise
    except BAD_FILE as error:
        raise DamagedFile.at(path, "arrays of numbers by name", repr(error)) from None


def _read_npz(path: Path) -> Model | None:
    arrays = _read_npz_arrays(path)
    if HEADER not in arrays:
        return None
    header = json.loads(str(arrays.pop(HEADER)))
    return build_from_header(path, arrays, header)


def _read_npz_arrays(path: Path) -> dict[str, Array]:
    """Sizes are checked before anything is unpacked."""
    with zipfile.ZipFile(path) as archive:
        members = [each for each in archive.infolist() if each.filename.endswith(".npy")]
        if sum(each.file_size for each in members) > MAX_BYTES:
            raise ValueError(f"more than {MAX_BYTES:,} bytes of arrays")
        return {
            each.filename.removesuffix(".npy"): parse_npy(read_member(archive, each))
            for each in members
        }


def _read_json(path: Path) -> Model | None:
    plain = json.loads(read_bounded(path, MAX_BYTES).decode("utf-8"))
    if not isinstance(plain, dict) or HEADER not in plain:
        return None
    arrays = {
        name: np.array(each["values"], PRECISIONS[each["dtype"]]).reshape(each["shape"])
        for name, each in plain["parameters"].items()
    }
    return build_from_header(path, arrays, plain[HEADER])


def _read_safetensors(path: Path) -> Model | None:
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        start = file.read(min(length, MAX_BYTES))
    return read_model(path) if b'"glassnet"' in start else None
