"""Stored images as network inputs."""

from __future__ import annotations

import numpy as np
from numpy.typing import DTypeLike, NDArray


def scale(images: NDArray[np.uint8], dtype: DTypeLike = np.float32) -> NDArray[np.floating]:
    """Images `(count, height, width)` as `(count, height, width, 1)`, 0..255 scaled to 0..1."""
    return np.divide(images, 255, dtype=np.dtype(dtype))[..., np.newaxis]
