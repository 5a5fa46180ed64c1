"""Between drawings: the way from one to another, and the plane through three."""

from __future__ import annotations

import numpy as np

from glassnet.models import Model
from glassnet.models.reading import Scores
from glassnet.nn import Array


def morph(first: Array, last: Array, steps: int) -> Array:
    """Images from one to another, `(steps + 1, ...)` uint8: (1 - t) first + t last for t from 0 to 1."""
    shares = np.linspace(0, 1, steps + 1).reshape(-1, *[1] * first.ndim)
    return to_bytes((1 - shares) * first + shares * last)


def span_plane(
    first: Array, second: Array, third: Array, side: int = 41, margin: float = 0.5
) -> Array:
    """Images of the plane through three, `(side * side, ...)` uint8, row by row.

    The one at (u, v) is first + u (second - first) + v (third - first), cut off at 0 and 255; u along a row
    and v from row to row go from -margin to 1 + margin.
    """
    ticks = np.linspace(-margin, 1 + margin, side)
    u = np.tile(ticks, side).reshape(-1, *[1] * first.ndim)
    v = np.repeat(ticks, side).reshape(u.shape)
    origin = first.astype(np.float64)
    return to_bytes(origin + u * (second - origin) + v * (third - origin))


def map_decisions(
    model: Model, first: Array, second: Array, third: Array, side: int = 41, margin: float = 0.5
) -> Scores:
    """Probabilities and rejections at each point of the plane through three images: see `span_plane`."""
    return model.score(span_plane(first, second, third, side, margin))


def to_bytes(values: Array) -> Array:
    """Gray levels of any shape as uint8, rounded and cut off at 0 and 255."""
    return np.rint(np.clip(values, 0, 255)).astype(np.uint8)
