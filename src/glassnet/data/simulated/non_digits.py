"""Simulated ink that is no digit, written by the same hands with the same pen."""

from __future__ import annotations

import numpy as np

from glassnet.data.simulated.forms.non_digits import NON_DIGIT_FORMS
from glassnet.data.simulated.hand import Hands
from glassnet.data.simulated.simulate import BATCH, draw_forms, strokes_of
from glassnet.data.simulated.writing import Chosen, by_frequency
from glassnet.ink.rendering import GreyImage
from glassnet.ink.strokes import Stroke


def simulate_non_digits(
    rng: np.random.Generator, count: int, *, hands: Hands | None = None
) -> GreyImage:
    """Letters, shapes, signs and scribbles, (count, 28, 28), as the drawing page would make them."""
    sizes = [min(BATCH, count - first) for first in range(0, count, BATCH)]
    return np.concatenate([draw_forms(_choose(size, rng), hands or Hands(), rng) for size in sizes])


def simulate_non_digit_strokes(
    rng: np.random.Generator, hands: Hands | None = None
) -> list[Stroke]:
    """One of them as pen strokes, each (points, 2), as a drawing page would send it."""
    [(form, _)] = _choose(1, rng)
    return strokes_of(form, hands or Hands(), rng)


def _choose(count: int, rng: np.random.Generator) -> Chosen:
    return by_frequency(NON_DIGIT_FORMS, np.arange(count), rng.random(count))
