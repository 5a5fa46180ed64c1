"""Pen strokes as line segments: checked, scaled, and fitted to the box of MNIST's digits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from glassnet.ink.errors import InkError
from glassnet.ink.rendering import BOX, SIDE

Stroke = NDArray[np.float64]
"""Points of one stroke in drawing order, (points, 2): x to the right, y downwards."""

Segments = NDArray[np.floating]
"""Line segments of strokes, (segments, 4): from x, y to x, y."""

MAX_POINTS = 200_000
"""A drawing with more points is refused before any work is done on it."""


def check_strokes(strokes: Iterable[ArrayLike]) -> list[Stroke]:
    """The strokes as float64 arrays without the empty ones; InkError as in `from_strokes`."""
    arrays = [_check(number, stroke) for number, stroke in enumerate(strokes, start=1)]
    count = sum(len(stroke) for stroke in arrays)
    if count > MAX_POINTS:
        raise InkError.at(
            "from_strokes",
            f"at most {MAX_POINTS:,} points",
            f"{count:,}",
            "Leave out points that are closer together than the pen is wide.",
        )
    return [stroke for stroke in arrays if len(stroke)]


def _check(number: int, stroke: ArrayLike) -> Stroke:
    try:
        points = np.asarray(stroke, dtype=np.float64)
    except (TypeError, ValueError):
        raise _not_points(number, "something that is not a table of numbers") from None
    if points.size == 0:
        return np.empty((0, 2))
    if points.ndim != 2 or points.shape[1] != 2:
        raise _not_points(number, f"an array of shape {points.shape}")
    if not np.isfinite(points).all():
        where = int(np.flatnonzero(~np.isfinite(points).all(axis=1))[0])
        raise _not_points(number, f"{points[where].tolist()} at point {where + 1}")
    return points


def _not_points(number: int, received: str) -> InkError:
    return InkError.at(
        f"from_strokes, stroke {number},",
        "points [x, y] of two finite numbers",
        received,
        "Give every stroke as [[x, y], [x, y], ...].",
    )


def scale_to_unit(strokes: Sequence[Stroke]) -> list[Stroke]:
    """The strokes within -1..1, so that no later step can overflow. Exact: by a power of two."""
    largest = max((float(np.abs(stroke).max()) for stroke in strokes), default=0.0)
    exponent = int(np.frexp(largest)[1])
    return [np.ldexp(stroke, -exponent) for stroke in strokes]


def to_segments(strokes: Sequence[Stroke]) -> Segments:
    """Line segments of strokes from x, y to x, y; a dot is a segment of no length."""
    return np.concatenate([_to_segments(stroke) for stroke in strokes])


def _to_segments(stroke: Stroke) -> Segments:
    points = stroke if len(stroke) > 1 else np.repeat(stroke, 2, axis=0)
    return np.hstack([points[:-1], points[1:]])


def fit_to_box(segments: Segments, starts: NDArray[np.int64], pen_widths: ArrayLike) -> Segments:
    """Scale drawings so that their ink, pen included, is 20 pixels on its longer side.

    Drawing k is made of the segments from starts[k] to starts[k + 1], at least one, and its pen is
    pen_widths[k] pixels wide. The box's middle comes to lie in the middle of the 28x28.
    """
    low, high = _extents(segments, starts)
    largest = np.maximum((high - low).max(axis=1), np.finfo(np.float64).tiny)
    scale = (BOX - np.asarray(pen_widths)) / largest
    middle = low + (high - low) / 2
    repeats = np.diff(starts)
    middle, scale = np.repeat(middle, repeats, axis=0), np.repeat(scale, repeats)
    return (segments - np.tile(middle, 2)) * scale[:, None] + SIDE / 2


def _extents(segments: Segments, starts: NDArray[np.int64]) -> tuple[NDArray, NDArray]:
    """Smallest and largest x and y of every drawing, each (drawings, 2)."""
    low = np.minimum(segments[:, :2], segments[:, 2:])
    high = np.maximum(segments[:, :2], segments[:, 2:])
    return np.minimum.reduceat(low, starts[:-1]), np.maximum.reduceat(high, starts[:-1])
