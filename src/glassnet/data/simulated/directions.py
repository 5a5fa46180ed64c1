"""Maps of direction of simulated ink."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from glassnet.data.labeled_images import LabeledImages
from glassnet.data.simulated.style import HandwritingStyle
from glassnet.data.simulated.writing import choose_variants, write
from glassnet.ink.strokes.directions import MAX_AT_ONCE, draw_direction_maps

BACKWARD = 0.05
"""Share of the strokes that run backward; which way people draw is by judgment, as in all simulated ink."""


def simulate_direction_maps(
    rng: np.random.Generator, count: int, backward: float = BACKWARD
) -> LabeledImages:
    """`count` digits as maps (14, 14, 10); see `draw_direction_maps`."""
    labels = rng.integers(0, 10, count)
    maps = [
        draw_direction_maps(_write(labels[first : first + MAX_AT_ONCE], backward, rng))
        for first in range(0, count, MAX_AT_ONCE)
    ]
    return LabeledImages(np.concatenate(maps), labels, "simulated strokes")


def _write(
    labels: NDArray[np.int64], backward: float, rng: np.random.Generator
) -> list[list[NDArray[np.floating]]]:
    """A drawing for each label, as strokes."""
    drawings: list[list[NDArray[np.floating]]] = [[] for _ in labels]
    for variant, places in choose_variants(labels, rng):
        writing = write(variant, len(places), HandwritingStyle(), rng)
        for place, points, inked in zip(places, writing.points, writing.inked, strict=True):
            parts = np.split(points, np.flatnonzero(~inked) + 1)
            drawings[place] = [
                part[::-1] if rng.random() < backward else part for part in parts if len(part) > 1
            ]
    return drawings
