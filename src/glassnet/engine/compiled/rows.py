"""Rows of stored images, gathered and scaled in one pass."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from glassnet.engine.compiled.options import compiled_contracted
from glassnet.engine.simd.bytes import fetch

CACHE_LINE = 64


@compiled_contracted
def gather(images: NDArray[np.uint8], order: NDArray[np.int64], out: NDArray[np.floating]) -> None:
    """out[i, j] = images[order[i], j] / 255, correctly rounded, in the type of `out`."""
    scalar, pixels = out.dtype.type, images.shape[1]
    divisor, reciprocal = scalar(255), scalar(1 / 255)
    flat = images.reshape(-1)
    for row in range(len(order)):
        # Rows in random order are slow to load: prefetch the one after the next.
        if row + 2 < len(order):
            for at in range(0, pixels, CACHE_LINE):
                fetch(flat, order[row + 2] * pixels + at)
        source, target = images[order[row]], out[row]
        for column in range(pixels):
            # A product with the reciprocal, corrected by the remainder, instead of a slow division.
            byte = scalar(source[column])
            estimate = byte * reciprocal
            target[column] = estimate + (byte - estimate * divisor) * reciprocal
