"""Pen strokes to the 28x28 that MNIST is made of.

People draw off-centre, too small, too large, with whatever pen the page offers. So the geometry is
scaled first and drawn second, with a pen of fixed width: scaling a bitmap would make small digits
fat and large ones thin. The steps are MNIST's own (https://yann.lecun.org/exdb/mnist/): the ink
fits a box of 20x20 and its centre of mass lies in the middle of 28x28.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from glassnet.ink.centring import centre
from glassnet.ink.errors import InkError
from glassnet.ink.pen import draw
from glassnet.ink.rendering import BOX, SIDE, GreyImage, Rendering, Stage

Stroke = NDArray[np.float64]
"""Points of one stroke in drawing order, (points, 2): x to the right, y downwards."""

Pieces = NDArray[np.floating]
"""Straight pieces of strokes, (pieces, 4): from x, y to x, y."""

PEN_WIDTH = 2.4
"""Width of the pen in pixels of the 28x28; MNIST's own median, by stroke area over edge length."""

MOST_POINTS = 200_000
"""More points than any hand draws: a drawing with more is refused before work is done on it."""

_SHOWN = 5  # stages before the last two are shown this many times larger than 28x28


def from_strokes(strokes: Iterable[ArrayLike], *, stages: bool = True) -> Rendering:
    """Render strokes, each (points, 2) in any unit, x to the right, y downwards, as MNIST would.

    No strokes, or a lone dot, is no ink. Without `stages` only the image is made. InkError, which
    is a ValueError, when a stroke is not points of two finite numbers, or when there are too many points.
    """
    drawn = unit_strokes(checked_strokes(strokes))
    if not drawn:
        return Rendering(None, reason="There is no ink: nothing was drawn.")
    pieces = pieces_of(drawn)
    if not np.ptp(pieces.reshape(-1, 2), axis=0).any():
        return Rendering(None, reason="There is no ink but a dot: draw a digit.")
    boxed = fit_to_box(pieces, np.array([0, len(pieces)]), [PEN_WIDTH])
    rasterised = _picture(boxed, SIDE)
    image = rasterised.copy()
    centre(image[None])
    return Rendering(image, _stages(pieces, boxed, rasterised, image) if stages else ())


def checked_strokes(strokes: Iterable[ArrayLike]) -> list[Stroke]:
    """The strokes as float64 arrays without the empty ones; InkError as in `from_strokes`."""
    arrays = [_checked(number, stroke) for number, stroke in enumerate(strokes, start=1)]
    count = sum(len(stroke) for stroke in arrays)
    if count > MOST_POINTS:
        raise InkError.at(
            "from_strokes",
            f"at most {MOST_POINTS:,} points",
            f"{count:,}",
            "Leave out points that are closer together than the pen is wide.",
        )
    return [stroke for stroke in arrays if len(stroke)]


def _checked(number: int, stroke: ArrayLike) -> Stroke:
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


def unit_strokes(strokes: Sequence[Stroke]) -> list[Stroke]:
    """The strokes within -1..1, so that no later step can overflow. Exact: by a power of two."""
    largest = max((float(np.abs(stroke).max()) for stroke in strokes), default=0.0)
    exponent = int(np.frexp(largest)[1])
    return [np.ldexp(stroke, -exponent) for stroke in strokes]


def pieces_of(strokes: Sequence[Stroke]) -> Pieces:
    """Straight pieces of strokes from x, y to x, y; a dot is a piece of no length."""
    return np.concatenate([_pieces(stroke) for stroke in strokes])


def _pieces(stroke: Stroke) -> Pieces:
    points = stroke if len(stroke) > 1 else np.repeat(stroke, 2, axis=0)
    return np.hstack([points[:-1], points[1:]])


def fit_to_box(pieces: Pieces, starts: NDArray[np.int64], pen_widths: ArrayLike) -> Pieces:
    """Scale drawings so that their ink, pen included, is 20 pixels on its longer side.

    Drawing k is made of the pieces from starts[k] to starts[k + 1], at least one, and its pen is
    pen_widths[k] pixels wide. The box's middle comes to lie in the middle of the 28x28.
    """
    low, high = _extents(pieces, starts)
    largest = np.maximum((high - low).max(axis=1), np.finfo(np.float64).tiny)
    scale = (BOX - np.asarray(pen_widths)) / largest
    middle = low + (high - low) / 2
    repeats = np.diff(starts)
    middle, scale = np.repeat(middle, repeats, axis=0), np.repeat(scale, repeats)
    return (pieces - np.tile(middle, 2)) * scale[:, None] + SIDE / 2


def _extents(pieces: Pieces, starts: NDArray[np.int64]) -> tuple[NDArray, NDArray]:
    """Smallest and largest x and y of every drawing, each (drawings, 2)."""
    low = np.minimum(pieces[:, :2], pieces[:, 2:])
    high = np.maximum(pieces[:, :2], pieces[:, 2:])
    return np.minimum.reduceat(low, starts[:-1]), np.maximum.reduceat(high, starts[:-1])


def _picture(pieces: Pieces, side: int, pen_width: float = PEN_WIDTH) -> GreyImage:
    image = np.empty((1, side, side), np.uint8)
    radii = np.full((len(pieces), 2), pen_width / 2, np.float32)
    draw(pieces.astype(np.float32), radii, np.array([0, len(pieces)]), image)
    return image[0]


def _stages(
    drawn: Pieces, boxed: Pieces, rasterised: GreyImage, centred: GreyImage
) -> tuple[Stage, ...]:
    """As drawn (from the sheet's corner, a thin pen), and then step by step."""
    return (
        Stage("as drawn", _picture(_on_the_sheet(drawn), SIDE * _SHOWN, pen_width=_SHOWN)),
        Stage("boxed", _picture(boxed * _SHOWN, SIDE * _SHOWN, pen_width=_SHOWN)),
        Stage("rasterised", rasterised),
        Stage("centred", centred),
    )


def _on_the_sheet(pieces: Pieces) -> Pieces:
    """Pieces on a sheet from the origin to the farthest point, which is drawn whole."""
    points = pieces.reshape(-1, 2)
    corner = np.minimum(points.min(axis=0), 0)
    scale = (SIDE - 2) * _SHOWN / (points - corner).max()
    return (pieces - np.tile(corner, 2)) * scale + _SHOWN
