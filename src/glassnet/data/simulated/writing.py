"""Batches of digits written by many writers, as line segments of strokes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.data.simulated.glyphs import VARIANTS, GlyphVariant
from glassnet.data.simulated.glyphs.paths import Floats, Path, Point, Sampler, path
from glassnet.data.simulated.style import (
    HandwritingStyle,
    deform,
    sample_inked,
    sample_pen_radii,
    sample_style_scale,
    scatter_points,
    tremble,
)
from glassnet.data.simulated.trajectories import STEPS, chords, trace


class Writing(NamedTuple):
    """Drawings of one variant by many writers, every one with the same number of samples."""

    points: Floats
    """(drawings, samples, 2): the pen's trajectory."""
    radii: Floats
    """(drawings, samples): the pen's radius in pixels of the 28x28."""
    inked: NDArray[np.bool_]
    """(drawings, samples - 1): whether the pen was down from this sample to the next."""


VariantGroups = list[tuple[GlyphVariant, NDArray[np.int64]]]
"""Variants, each with the places in a batch that it was given."""


def choose_variants(labels: NDArray[np.int64], rng: np.random.Generator) -> VariantGroups:
    """A variant of the digit for every label, by its frequency."""
    shares = rng.random(len(labels))
    chosen: VariantGroups = []
    for label in np.unique(labels):
        places = np.flatnonzero(labels == label)
        chosen += group_by_frequency(VARIANTS[int(label)], places, shares[places])
    return chosen


def group_by_frequency(
    variants: Sequence[GlyphVariant], places: NDArray[np.int64], shares: NDArray[np.float64]
) -> VariantGroups:
    """Gives out places to variants: each share, evenly drawn from 0 to 1, picks one by its frequency."""
    limits = np.cumsum([variant.frequency for variant in variants])
    picks = np.minimum(np.searchsorted(limits, shares, side="right"), len(variants) - 1)
    given = ((variant, places[picks == pick]) for pick, variant in enumerate(variants))
    return [(variant, places) for variant, places in given if len(places)]


def write(
    variant: GlyphVariant, count: int, style: HandwritingStyle, rng: np.random.Generator
) -> Writing:
    """`count` writers write the same variant."""
    sampler = Sampler(rng, count, sample_style_scale(count, style, rng))
    paths = [_with_hooks(each, style, sampler) for each in variant.write(sampler)]
    speed = np.square(sampler.uniform(0, 1))
    points = np.concatenate([_trace_path(each, speed, style, rng) for each in paths], axis=1)
    points = tremble(deform(points, style, rng), style, rng)
    lengths = tuple(STEPS * (len(each.points) - 1) + 1 for each in paths)
    _coarsen(points, lengths, style, rng)
    radii = sample_pen_radii(count, points.shape[1], style, rng)
    return Writing(points, radii, sample_inked(_lifts(lengths), count, style, rng))


def _trace_path(
    variant_path: Path, speed: Floats, style: HandwritingStyle, rng: np.random.Generator
) -> Floats:
    missed = scatter_points(variant_path.coordinates(len(speed)), style, rng)
    return trace(missed, variant_path.corners, speed)


def _with_hooks(variant_path: Path, style: HandwritingStyle, sampler: Sampler) -> Path:
    """A short touch in any direction where the pen is set down and where it is lifted."""
    first, last = variant_path.points[0], variant_path.points[-1]
    return path(_hook(first, style, sampler), *variant_path.points, _hook(last, style, sampler))


def _hook(end: Point, style: HandwritingStyle, sampler: Sampler) -> tuple[Floats, Floats]:
    length = style.hook * sampler.normal(0, 1) ** 2 * sampler.bernoulli(0.4)
    angle = sampler.uniform(0, 2 * np.pi)
    return end.x + length * np.cos(angle), end.y + length * np.sin(angle)


def _lifts(lengths: tuple[int, ...]) -> NDArray[np.bool_]:
    """For every piece, whether it leads from one stroke to the next."""
    lifts = np.zeros(sum(lengths) - 1, bool)
    lifts[np.cumsum(lengths)[:-1] - 1] = True
    return lifts


def _coarsen(
    points: Floats, lengths: tuple[int, ...], style: HandwritingStyle, rng: np.random.Generator
) -> None:
    """Give some drawings few samples, joined by straight lines, and some a coarse grid."""
    few = np.flatnonzero(rng.random(len(points)) < style.coarse)
    points[few] = chords(lengths, int(rng.integers(2, 6))) @ points[few]
    stepped = np.flatnonzero(rng.random(len(points)) < style.coarse / 2)
    grid = np.float32(rng.uniform(0.02, 0.05))
    points[stepped] = np.rint(points[stepped] / grid) * grid
