"""Augmentation: the same digit as written by another hand, with another pen, on another sheet.

Every image gets an affine map (rotation, shear, scale, shift) and a smooth elastic displacement (Simard,
Steinkraus and Platt, ICDAR 2003). The two are composed into one map and the image is sampled once,
bilinearly, so nothing is blurred twice. The pen may be wider or thinner, and ink may be missing.

Settings in pixels are for images of 28x28. Other images are changed as if they were enlarged or reduced to
that size, in NumPy: compiled code exists for 28x28.
"""

from __future__ import annotations

from collections.abc import Sequence
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
"""Elastic displacements are given at KNOTS x KNOTS points, a quarter of a side apart, smooth between."""

GAIN = 1.3
"""Interpolation blurs edges; this factor, cut off at full ink, sharpens them again."""

IMAGES_IN_PART = 2048
"""More images than these are changed part by part, on all CPUs."""

MIN_IMAGES_TO_COMPILE = 20_000
"""Outside of training, fewer images than these are changed faster than the code for it is compiled."""

_GRID_RMS = 0.4793  # of a cubic B-spline surface over independent knots of unit variance
_SPOT_LEAST, _SPOT_RANGE = np.array([[6, 6, 1], [16, 16, 1.5]], np.float32)  # x, y, radius


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
    """Changed copies of images, (n, rows, columns) uint8; drawn anew in every call.

    Channels of `(n, rows, columns, channels)` are changed alike. `threads` limits the CPUs that work on
    them. Raises `DataError` for arrays of another shape or type.
    """
    expect_augmentable("augment", images)
    limits, changed = augmentation or Augmentation(), np.empty(images.shape, np.uint8)
    starts = range(0, len(images), IMAGES_IN_PART)
    # Draws of its own for each part: the number of threads changes nothing.
    generators = rng.spawn(len(starts)) if len(starts) > 1 else [rng]

    def work(numbers: slice) -> None:
        for start, own in zip(starts[numbers], generators[numbers], strict=True):
            part = slice(start, start + IMAGES_IN_PART)
            changes = draw_changes(len(images[part]), own, limits, images.shape[1:3])
            _apply(images[part], changes, changed[part])

    with using_by_size(len(images) >= MIN_IMAGES_TO_COMPILE):
        parallel_for(len(starts), work, threads if len(starts) > 1 else 1)
    return changed


def expect_augmentable(where: str, images: NDArray[np.uint8]) -> None:
    """Raise `DataError` unless these are images that `augment` can change."""
    if images.dtype != np.uint8 or images.ndim not in (3, 4):
        raise DataError.at(
            where,
            "uint8 images of shape (n, rows, columns) or (n, rows, columns, channels) to augment",
            f"{images.dtype} of shape {images.shape}",
            "Augment before scaling or flattening.",
        )


def _apply(images: Images, changes: Changes, changed: Images) -> None:
    """Write changed images into `changed`, each channel of an image in the same way."""
    if images.shape[1:] == (SIDE, SIDE):
        warp(images, *changes, changed)
    elif images.ndim == 3:
        warp_any_shape(images, *changes, changed)
    else:
        for channel in range(images.shape[3]):
            warp_any_shape(images[..., channel], *changes, changed[..., channel])


def draw_changes(
    count: int,
    rng: np.random.Generator,
    augmentation: Augmentation,
    shape: Sequence[int] = (SIDE, SIDE),
) -> Changes:
    """Changes for `count` images of `shape` (rows, columns), drawn at random within the limits."""
    rows, columns = shape
    # Pixels of x and y, and of lengths, for each pixel of an image of 28x28.
    scale = np.divide([columns, rows, min(rows, columns)], SIDE, dtype=np.float32)
    strength = _within(rng, count, augmentation.elastic / _GRID_RMS)[:, None, None, None]
    grids = rng.standard_normal((count, 2, KNOTS, KNOTS), np.float32) * strength
    widths = _within(rng, count, augmentation.pen_width) * scale[2]
    spots = rng.random((count, 3), np.float32) * _SPOT_RANGE + _SPOT_LEAST
    spots[:, 2] *= rng.random(count) < augmentation.gaps
    maps = _affine_maps(count, rng, augmentation, scale)
    return Changes(maps, grids * scale[:2, None, None], widths, spots * scale)


def _within(rng: np.random.Generator, count: int, limit: float) -> Floats:
    return (rng.random(count, np.float32) * 2 - 1) * np.float32(limit)


def _affine_maps(
    count: int, rng: np.random.Generator, augmentation: Augmentation, scale: Floats
) -> Floats:
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
    # The middle stays in place, but for the shift.
    middle = (scale[:2] * SIDE - 1) / 2
    largest = middle.max()
    x, y = middle / (largest or 1)
    for row in range(2):
        away = middle[row] + _within(rng, count, augmentation.shift) * scale[row]
        maps[:, row, 2] = away - largest * (maps[:, row, 0] * x + maps[:, row, 1] * y)
    return maps


@cache
def knot_weights(side: int = SIDE) -> Floats:
    """Cubic B-spline weights of the knots at every pixel of a row of `side` pixels, (side, KNOTS)."""
    spacing = side / (KNOTS - 3)
    position = np.arange(side) / spacing
    first = np.minimum(position.astype(int), KNOTS - 4)
    along = position - first
    powers = along[:, None] ** np.arange(4)
    basis = np.array([[1, 4, 1, 0], [-3, 0, 3, 0], [3, -6, 3, 0], [-1, 3, -3, 1]]) / 6
    weights = np.zeros((side, KNOTS), np.float32)
    weights[np.arange(side)[:, None], first[:, None] + np.arange(4)] = powers @ basis
    return weights


@kernel("glassnet.data.augmentation_compiled")
def warp(
    images: Images, maps: Floats, grids: Floats, widths: Floats, spots: Floats, changed: Images
) -> None:
    """Write images (n, SIDE, SIDE) as `Changes` says into `changed`: pen, then the map, then the spot."""
    warp_any_shape(images, maps, grids, widths, spots, changed)


def warp_any_shape(
    images: Images, maps: Floats, grids: Floats, widths: Floats, spots: Floats, changed: Images
) -> None:
    """As `warp`, for images of any size, (n, rows, columns)."""
    rows, columns = (np.arange(side, dtype=np.float32) for side in images.shape[1:])
    steps = np.stack(np.broadcast_arrays(columns[None, :], rows[:, None], np.float32(1)))
    bent = knot_weights(len(rows)) @ grids @ knot_weights(len(columns)).T
    sources = np.einsum("nrc,cij->nrij", maps, steps) + bent
    gray = np.minimum(_read(_with_pen(images, widths), sources) * np.float32(GAIN), 255)
    changed[:] = (gray * _outside_spots(spots, rows, columns) + np.float32(0.5)).astype(np.uint8)


def _outside_spots(spots: Floats, rows: Floats, columns: Floats) -> Floats:
    """Share of every pixel that lies outside of its image's spot, (n, rows, columns)."""
    x, y, radius = spots.T[:, :, None, None]
    outside = np.clip(np.hypot(columns - x, rows[:, None] - y) - radius + np.float32(0.5), 0, 1)
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
    rows, columns = gray.shape[1:]
    edge = np.array([columns, rows], np.float32)[:, None, None]
    x, y = np.moveaxis(np.clip(sources, -1, edge), 1, 0) + 1
    left, top = x.astype(np.int64), y.astype(np.int64)
    right_share, low_share = x - left, y - top
    image = np.arange(len(gray))[:, None, None]
    corners = (padded[image, top + low, left + right] for low in (0, 1) for right in (0, 1))
    upper_left, upper_right, lower_left, lower_right = corners
    upper = upper_left * (1 - right_share) + upper_right * right_share
    lower = lower_left * (1 - right_share) + lower_right * right_share
    return upper * (1 - low_share) + lower * low_share
