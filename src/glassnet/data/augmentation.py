"""Augmentation: the same digit as written by another hand, with another pen, on another sheet.

Every image gets an affine map (rotation, shear, scale, shift) and a smooth elastic displacement (Simard,
Steinkraus and Platt, ICDAR 2003). The two are composed into one map and the image is sampled once,
bilinearly, so nothing is blurred twice. The pen may be wider or thinner, and ink may be missing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.data.errors import DataError
from glassnet.engine.kernel import kernel, using_by_size
from glassnet.engine.threads import parallel_for
from glassnet.errors import expect_in_closed_interval
from glassnet.nn.schedules import Clock, Constant, Schedule

Images = NDArray[np.uint8]
Floats = NDArray[np.float32]

SIDE = 28
KNOTS = 7
"""Elastic displacements are given at KNOTS x KNOTS points, 7 pixels apart, and smooth between."""

GAIN = 1.3
"""Interpolation blurs edges; this factor, cut off at full ink, sharpens them again."""

IMAGES_IN_PART = 2048
"""More images than these are changed part by part, on all CPUs."""

MIN_IMAGES_TO_COMPILE = 20_000
"""Outside of training, fewer images than these are changed faster than the code for it is compiled."""

_GRID_RMS = 0.4793  # of a cubic B-spline surface over independent knots of unit variance
_SPOT_LEAST, _SPOT_RANGE = np.array([[6, 6, 1], [16, 16, 1.5]], np.float32)  # x, y, radius
_CENTER = np.float32((SIDE - 1) / 2)


AS_WRITTEN = Constant(1.0)


@dataclass(frozen=True)
class Augmentation:
    """How far images are changed: for each kind of change the largest one either way, 0 for none.

    `strength` multiplies all of them, differently at each update where it is not constant.
    """

    rotation: float = 10.0
    """Degrees."""
    lean: float = 0.2
    """Shear: pixels to the side for each pixel up."""
    size: float = 0.12
    """Logarithm of the factor."""
    stretch: float = 0.12
    """Logarithm of the factor by which the width grows and the height shrinks."""
    shift: float = 1.2
    """Pixels, along both axes."""
    elastic: float = 1.0
    """Pixels, root mean square over the image; alpha 34, sigma 4 of Simard et al. is about 1.4."""
    pen_width: float = 0.4
    """Pixels by which strokes grow or shrink on each side."""
    gaps: float = 0.05
    """Share of the images in which a spot of ink is missing."""
    strength: Schedule = AS_WRITTEN

    def __post_init__(self) -> None:
        for name, largest in MAX_CHANGES.items():
            expect_in_closed_interval("augmentation", name, getattr(self, name), 0, largest)

    def scaled(self, factor: float) -> Augmentation:
        """The same changes, all of them `factor` times as large."""
        return replace(self, **{name: factor * getattr(self, name) for name in MAX_CHANGES})

    def at(self, clock: Clock) -> Augmentation:
        """The changes for this update, their strength applied."""
        return replace(self.scaled(self.strength(clock)), strength=AS_WRITTEN)


MAX_CHANGES = {
    "rotation": 180,
    "lean": 2,
    "size": 1,
    "stretch": 1,
    "shift": SIDE,
    "elastic": SIDE,
    "pen_width": 4,
    "gaps": 1,
}
"""The largest allowed value of each kind of change: beyond it nothing of an image is left."""


class Changes(NamedTuple):
    """What is done to each of n images."""

    maps: Floats
    """(n, 2, 3): rows x and y of the source position, a * x + b * y + c, all in pixels."""
    grids: Floats
    """(n, 2, KNOTS, KNOTS): what is added to the source's x and y at each knot, in pixels."""
    widths: Floats
    """(n,): pixels by which strokes grow on each side; negative: shrink."""
    spots: Floats
    """(n, 3): x, y and radius of a spot without ink, in pixels."""


def augment(
    images: Images,
    rng: np.random.Generator,
    augmentation: Augmentation | None = None,
    threads: int | None = None,
) -> Images:
    """Changed copies of images, (n, SIDE, SIDE) uint8; drawn anew in every call.

    `threads` limits the CPUs that work on them. Raises `DataError` for images of another shape or type.
    """
    expect_augmentable("augment", images)
    limits, changed = augmentation or Augmentation(), np.empty(images.shape, np.uint8)
    starts = range(0, len(images), IMAGES_IN_PART)
    # Draws of its own for each part: the number of threads changes nothing.
    generators = rng.spawn(len(starts)) if len(starts) > 1 else [rng]

    def work(numbers: slice) -> None:
        for start, own in zip(starts[numbers], generators[numbers], strict=True):
            part = slice(start, start + IMAGES_IN_PART)
            warp(images[part], *draw_changes(len(images[part]), own, limits), changed[part])

    with using_by_size(len(images) >= MIN_IMAGES_TO_COMPILE):
        parallel_for(len(starts), work, threads if len(starts) > 1 else 1)
    return changed


def expect_augmentable(where: str, images: NDArray[np.uint8]) -> None:
    """Raise `DataError` unless these are images that `augment` can change."""
    if images.dtype != np.uint8 or images.shape[1:] != (SIDE, SIDE):
        raise DataError.at(
            where,
            f"uint8 images of shape (n, {SIDE}, {SIDE}) to augment",
            f"{images.dtype} of shape {images.shape}",
            "Leave augmentation out for other images; augment before scaling or flattening.",
        )


def draw_changes(count: int, rng: np.random.Generator, augmentation: Augmentation) -> Changes:
    """Changes for `count` images, drawn at random within the limits."""
    strength = _within(rng, count, augmentation.elastic / _GRID_RMS)[:, None, None, None]
    grids = rng.standard_normal((count, 2, KNOTS, KNOTS), np.float32) * strength
    widths = _within(rng, count, augmentation.pen_width)
    spots = rng.random((count, 3), np.float32) * _SPOT_RANGE + _SPOT_LEAST
    spots[:, 2] *= rng.random(count) < augmentation.gaps
    return Changes(_affine_maps(count, rng, augmentation), grids, widths, spots)


def _within(rng: np.random.Generator, count: int, limit: float) -> Floats:
    return (rng.random(count, np.float32) * 2 - 1) * np.float32(limit)


def _affine_maps(count: int, rng: np.random.Generator, augmentation: Augmentation) -> Floats:
    angle = _within(rng, count, np.radians(augmentation.rotation))
    lean = _within(rng, count, augmentation.lean)
    size, stretch = (
        _within(rng, count, each) for each in (augmentation.size, augmentation.stretch)
    )
    wide, high = np.exp(size + stretch), np.exp(size - stretch)
    cosine, sine = np.cos(angle), np.sin(angle)
    maps = np.empty((count, 2, 3), np.float32)
    maps[:, 0, 0], maps[:, 0, 1] = cosine * wide, (lean * cosine - sine) * high
    maps[:, 1, 0], maps[:, 1, 1] = sine * wide, (lean * sine + cosine) * high
    for row in range(2):
        away = _CENTER + _within(rng, count, augmentation.shift)
        maps[:, row, 2] = away - _CENTER * (maps[:, row, 0] + maps[:, row, 1])
    return maps


@cache
def knot_weights() -> Floats:
    """Cubic B-spline weights of the knots at every pixel of a row, (SIDE, KNOTS)."""
    spacing = SIDE / (KNOTS - 3)
    position = np.arange(SIDE) / spacing
    first = np.minimum(position.astype(int), KNOTS - 4)
    along = position - first
    powers = along[:, None] ** np.arange(4)
    basis = np.array([[1, 4, 1, 0], [-3, 0, 3, 0], [3, -6, 3, 0], [-1, 3, -3, 1]]) / 6
    weights = np.zeros((SIDE, KNOTS), np.float32)
    weights[np.arange(SIDE)[:, None], first[:, None] + np.arange(4)] = powers @ basis
    return weights


@kernel("glassnet.data.augmentation_compiled")
def warp(
    images: Images, maps: Floats, grids: Floats, widths: Floats, spots: Floats, changed: Images
) -> None:
    """Write images as `Changes` says into `changed`: pen first, then the map, then the spot."""
    weights, index = knot_weights(), np.arange(SIDE, dtype=np.float32)
    steps = np.stack(np.broadcast_arrays(index[None, :], index[:, None], np.float32(1)))
    sources = np.einsum("nrc,cij->nrij", maps, steps) + weights @ grids @ weights.T
    gray = np.minimum(_read(_with_pen(images, widths), sources) * np.float32(GAIN), 255)
    changed[:] = (gray * _outside_spots(spots) + np.float32(0.5)).astype(np.uint8)


def _outside_spots(spots: Floats) -> Floats:
    """Share of every pixel that lies outside of its image's spot, (n, SIDE, SIDE)."""
    index = np.arange(SIDE, dtype=np.float32)
    x, y, radius = spots.T[:, :, None, None]
    outside = np.clip(np.hypot(index - x, index[:, None] - y) - radius + np.float32(0.5), 0, 1)
    return np.where(radius > 0, outside, np.float32(1))


def _with_pen(images: Images, widths: Floats) -> Floats:
    """Strokes wider or thinner: a share of the way to the largest or smallest neighbor."""
    padded = np.pad(images, ((0, 0), (1, 1), (1, 1)))
    beside = padded[:, :-2, 1:-1], padded[:, 2:, 1:-1], padded[:, 1:-1, :-2], padded[:, 1:-1, 2:]
    near = np.stack([images, *beside])
    share = widths[:, None, None]
    extreme = np.where(share > 0, near.max(axis=0), near.min(axis=0)).astype(np.float32)
    return images + np.abs(share) * (extreme - images)


def _read(gray: Floats, sources: Floats) -> Floats:
    """Bilinear values at `sources` (n, 2, rows, columns), x and y; 0 outside of the image."""
    padded = np.pad(gray, ((0, 0), (1, 2), (1, 2)))
    x, y = np.moveaxis(np.clip(sources, -1, SIDE), 1, 0) + 1
    left, top = x.astype(np.int64), y.astype(np.int64)
    right_share, low_share = x - left, y - top
    image = np.arange(len(gray))[:, None, None]
    corners = (padded[image, top + low, left + right] for low in (0, 1) for right in (0, 1))
    upper_left, upper_right, lower_left, lower_right = corners
    upper = upper_left * (1 - right_share) + upper_right * right_share
    lower = lower_left * (1 - right_share) + lower_right * right_share
    return upper * (1 - low_share) + lower * low_share
