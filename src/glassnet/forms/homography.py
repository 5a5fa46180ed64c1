"""Homographies: from points of one picture to those of another, fitted and applied to pictures."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Matrix = NDArray[np.float64]
Points = NDArray[np.float64]

Fit = Callable[[Points, Points, NDArray[np.float64]], Matrix]

ROUNDS = 8  # of reweighting


def map_points(homography: Matrix, points: Points) -> Points:
    """Points (n, 2) under a homography (3, 3)."""
    mapped = np.column_stack([points, np.ones(len(points))]) @ homography.T
    return mapped[:, :2] / mapped[:, 2:]


def fit_homography(source: Points, target: Points, weights: NDArray[np.float64]) -> Matrix:
    """The homography (3, 3) that maps points (n, 2) to others best, n at least 4, by weighted least squares.

    The direct linear transform on normalized points (Hartley 1997).
    """
    to_source, to_target = _normalize(source), _normalize(target)
    x, y = map_points(to_source, source).T
    u, v = map_points(to_target, target).T
    zero, one = np.zeros_like(x), np.ones_like(x)
    rows = np.concatenate(
        [
            np.column_stack([x, y, one, zero, zero, zero, -u * x, -u * y, -u]),
            np.column_stack([zero, zero, zero, x, y, one, -v * x, -v * y, -v]),
        ]
    )
    solution = np.linalg.svd(rows * np.tile(np.sqrt(weights), 2)[:, None])[2][-1].reshape(3, 3)
    return _scale(np.linalg.inv(to_target) @ solution @ to_source)


def fit_affinity(source: Points, target: Points, weights: NDArray[np.float64]) -> Matrix:
    """As `fit_homography`, without perspective: for points that are known roughly, n at least 3."""
    root = np.sqrt(weights)[:, None]
    known = np.column_stack([source, np.ones(len(source))])
    solution = np.linalg.lstsq(known * root, target * root)[0]
    return np.vstack([solution.T, [0, 0, 1]])


def fit_robustly(
    source: Points,
    target: Points,
    weights: NDArray[np.float64],
    tolerance: float,
    fit: Fit = fit_homography,
) -> tuple[Matrix, NDArray[np.bool_]]:
    """The map that most pairs of points agree on, and which ones do: within `tolerance` pixels.

    Iteratively reweighted least squares with Cauchy's weights, whose scale shrinks to the tolerance.
    """
    current = weights.copy()
    homography = np.eye(3)
    for step in range(ROUNDS):
        homography = fit(source, target, current)
        errors = np.linalg.norm(map_points(homography, source) - target, axis=1)
        scale = max(tolerance, float(np.median(errors)) * (2.0 - 1.5 * step / ROUNDS))
        current = weights / (1 + (errors / scale) ** 2) ** 2
    errors = np.linalg.norm(map_points(homography, source) - target, axis=1)
    return homography, errors < tolerance


def warp(picture: Image.Image, homography: Matrix, size: tuple[int, int]) -> Image.Image:
    """A picture of this size whose pixel at p is that of `picture` at H p; white outside of it."""
    scaled = _scale(homography)
    return picture.transform(
        size,
        Image.Transform.PERSPECTIVE,
        scaled.ravel()[:8].tolist(),
        Image.Resampling.BILINEAR,
        fillcolor="white" if picture.mode == "RGB" else 255,
    )


def scale_to(width: float, height: float) -> Matrix:
    """From shares of a page to its pixels."""
    return np.diag([width, height, 1.0])


def _normalize(points: Points) -> Matrix:
    """Moves the mean to 0 and the mean distance from it to the root of 2."""
    center = points.mean(axis=0)
    distance = max(float(np.linalg.norm(points - center, axis=1).mean()), 1e-9)
    factor = np.sqrt(2) / distance
    return np.array([[factor, 0, -factor * center[0]], [0, factor, -factor * center[1]], [0, 0, 1]])


def _scale(homography: Matrix) -> Matrix:
    last = homography[2, 2]
    return homography / (last if abs(last) > 1e-12 else 1e-12)
