"""Simulated ink that is no digit, written by the same writers with the same pen."""

from __future__ import annotations

import numpy as np

from glassnet.data.simulated.glyphs.non_digits import NON_DIGIT_VARIANTS
from glassnet.data.simulated.simulate import BATCH, draw_strokes, draw_variants
from glassnet.data.simulated.style import HandwritingStyle
from glassnet.data.simulated.writing import VariantGroups, group_by_frequency
from glassnet.ink.rendering import GrayImage
from glassnet.ink.strokes.geometry import Stroke


def simulate_non_digits(
    rng: np.random.Generator, count: int, *, style: HandwritingStyle | None = None
) -> GrayImage:
    """Letters, shapes, signs and scribbles, (count, 28, 28), as the drawing page would make them."""
    sizes = [min(BATCH, count - first) for first in range(0, count, BATCH)]
    return np.concatenate(
        [draw_variants(_choose(size, rng), style or HandwritingStyle(), rng) for size in sizes]
    )


def simulate_non_digit_strokes(
    rng: np.random.Generator, style: HandwritingStyle | None = None
) -> list[Stroke]:
    """One of them as pen strokes, each (points, 2), as a drawing page would send it."""
    [(variant, _)] = _choose(1, rng)
    return draw_strokes(variant, style or HandwritingStyle(), rng)


def _choose(count: int, rng: np.random.Generator) -> VariantGroups:
    return group_by_frequency(NON_DIGIT_VARIANTS, np.arange(count), rng.random(count))
