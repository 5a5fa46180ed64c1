"""The bytes of an `.npy` file as an array: its header is checked before any memory is taken."""

from __future__ import annotations

import io
import tokenize
from math import prod
from typing import Any, BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

MAX_AXES: Final = 32
BAD_HEADER: Final = (
    ValueError, SyntaxError, TypeError, LookupError, RecursionError, MemoryError, tokenize.TokenError,
)  # fmt: skip
"""What NumPy raises for headers: it reads them as Python literals."""


def parse_npy(content: bytes) -> NDArray[Any]:
    """The array of numbers or text. Raises ValueError for a damaged file, and for one of Python objects."""
    stream = io.BytesIO(content)
    shape, is_fortran, dtype = read_npy_header(stream)
    if dtype.hasobject:
        raise ValueError("arrays of Python objects need pickle")
    data = memoryview(content)[stream.tell() :]
    if prod(shape) * dtype.itemsize != len(data):
        raise ValueError(f"{len(data):,} bytes for {dtype} of shape {shape}")
    if not dtype.itemsize:
        raise ValueError(f"an array of {dtype}, which holds nothing")
    return np.frombuffer(data, dtype).reshape(shape, order="F" if is_fortran else "C").copy()


def read_npy_header(stream: BinaryIO) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    """Shape, whether the order is Fortran's, and dtype. Raises ValueError for anything else."""
    form = np.lib.format
    try:
        is_first = form.read_magic(stream) == (1, 0)
        read = form.read_array_header_1_0 if is_first else form.read_array_header_2_0
        shape, is_fortran, dtype = read(stream)
    except BAD_HEADER as error:
        raise ValueError(f"no header of an array ({error})") from None
    if len(shape) > MAX_AXES or any(side < 0 for side in shape):
        raise ValueError(f"an array of the shape {shape}")
    return shape, is_fortran, dtype
