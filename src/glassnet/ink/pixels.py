"""Pixels that are already in MNIST's form: checked, and taken as they are."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from glassnet.ink.errors import InkError
from glassnet.ink.rendering import SIDE, GrayImage, Rendering, Stage

# Gray levels between paper and ink, of 255: fewer are what paper and light do by themselves.
MIN_CONTRAST = 16


def from_pixels(pixels: ArrayLike) -> Rendering:
    """Take 784 numbers or 28 rows of 28, 0 for paper and full ink at 255, or at 1 for fractions.

    Numbers that are all at most 1 are shares of ink, true and false are 1 and 0; others are gray levels
    from 0 to 255. Anything else raises InkError, which is a ValueError. Nothing is moved or scaled.
    """
    return render_as_given(_to_gray(_check(pixels)))


def render_as_given(image: GrayImage) -> Rendering:
    """A picture in MNIST's form as it is; no ink where no pixel stands out from the others."""
    darkest, lightest = int(image.min()), int(image.max())
    if not lightest:
        return Rendering(None, reason="There is no ink: every pixel is 0.")
    if lightest - darkest < MIN_CONTRAST:
        return Rendering(None, reason="There is no ink: no pixel stands out from the others.")
    return Rendering(image, (Stage("as given", image),))


def _to_gray(values: NDArray[np.float64 | np.int64]) -> GrayImage:
    return np.rint(values * 255 if values.max() <= 1 else values).astype(np.uint8)


def _check(pixels: ArrayLike) -> NDArray[np.float64 | np.int64]:
    values = _numbers(pixels)
    if values.size != SIDE * SIDE or values.shape not in {(SIDE * SIDE,), (SIDE, SIDE)}:
        raise _not_pixels(f"an array of shape {values.shape}")
    if not np.isfinite(values).all():
        raise _not_pixels("a number that is not finite")
    if values.min() < 0 or values.max() > 255:
        raise _not_pixels(f"numbers from {values.min():g} to {values.max():g}")
    return values.reshape(SIDE, SIDE)


def _numbers(pixels: ArrayLike) -> NDArray[np.float64 | np.int64]:
    try:
        values = np.asarray(pixels)
        return values.astype(np.float64 if values.dtype.kind == "f" else np.int64, casting="safe")
    except (TypeError, ValueError):
        raise _not_pixels("something that is not a table of numbers") from None


def _not_pixels(received: str) -> InkError:
    return InkError.at(
        "from_pixels",
        "784 numbers or 28 rows of 28, each from 0 to 255 (or fractions from 0 to 1)",
        received,
        "Render drawings with from_strokes and pictures with from_image.",
    )
