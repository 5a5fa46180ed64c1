"""Move ink by whole pixels so that its center of mass is in the middle, as MNIST's is."""

from __future__ import annotations

import numpy as np

from glassnet.engine.kernel import kernel
from glassnet.ink.rendering import GrayImage


@kernel("glassnet.ink.centering_compiled", small=True)
def center(images: GrayImage) -> None:
    """Center every image of (images, side, side) in place.

    The center of mass, counted in pixels from 0, comes to lie in [side/2 - 0.5, side/2 + 0.5) on
    both axes: 13.5 up to, not including, 14.5 in MNIST's 28x28. The sums are whole numbers, so
    the rule has no rounding of its own. Ink is never pushed over the edge: it stops there.
    """
    for image in images:
        mass = image.astype(np.int64)
        down = _shift(mass.sum(axis=1))
        across = _shift(mass.sum(axis=0))
        image[:] = np.roll(image, (down, across), axis=(0, 1))


def _shift(profile: np.ndarray) -> int:
    """Whole pixels to move by, given how much ink lies in each row (or column)."""
    total = int(profile.sum())
    if total == 0:
        return 0
    side = len(profile)
    moment = int(profile @ np.arange(side))
    wanted = -((2 * moment - (side - 1) * total) // (2 * total))
    inked = np.flatnonzero(profile)
    return min(max(wanted, -int(inked[0])), side - 1 - int(inked[-1]))
