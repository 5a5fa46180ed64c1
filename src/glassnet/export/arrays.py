"""Parameters by name with everything else of a model, as NumPy's .npz and as JSON."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any, Final

import numpy as np

from glassnet.models import Model
from glassnet.models.file import make_header

HEADER: Final = "glassnet"
"""The entry that holds the header of the model file, as JSON."""

# A fixed date, so that the same model gives the same bytes.
DATE: Final = (1980, 1, 1, 0, 0, 0)


def build_npz(model: Model) -> bytes:
    """An archive of arrays: each of the parameters by its name, and the header as text."""
    arrays = {**model.parameters, HEADER: np.array(json.dumps(make_header(model)))}
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in arrays.items():
            entry = io.BytesIO()
            np.save(entry, array, allow_pickle=False)
            archive.writestr(_compress(f"{name}.npy"), entry.getvalue())
    return content.getvalue()


def build_json(model: Model) -> bytes:
    """A table with the header, and for each array of parameters its shape and its values row by row.

    The values are the shortest decimals that give the same float32 (or float64) again.
    """
    parameters = {
        name: {"shape": list(array.shape), "dtype": str(array.dtype), "values": _to_list(array)}
        for name, array in model.parameters.items()
    }
    return json.dumps({HEADER: make_header(model), "parameters": parameters}).encode() + b"\n"


def _compress(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _to_list(array: Any) -> list[float]:
    digits = 9 if array.dtype == np.float32 else 17
    return [float(f"{value:.{digits}g}") for value in array.ravel().tolist()]
