"""What a writer does to a variant: slant, proportion, speed, tremor, pressure, lifting and not lifting.

All numbers are shares of the digit's height unless said otherwise. They are what school models and
the literature on handwriting describe, by judgment; none is fitted to pictures of digits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glassnet.data.simulated.glyphs.paths import Floats, Sampler
from glassnet.ink.rendering import PEN_WIDTH


@dataclass(frozen=True)
class HandwritingStyle:
    """How much writers differ: mostly spreads, as in `Sampler.normal`."""

    style_scale: float = 0.35
    """Logarithm of the factor by which all deviations of a writer are scaled."""
    slant: float = 0.13
    """Mean lean to the right: how far the top is from above the foot."""
    slant_spread: float = 0.22
    turn: float = 7.0
    """Degrees by which a digit is rotated."""
    width: float = 0.20
    """Logarithm of the width's factor."""
    taper: float = 0.16
    """How much wider the top is than the foot."""
    balance: float = 0.14
    """How much of the height goes to the upper half."""
    bend: float = 0.035
    """Slow bends of the whole digit."""
    carelessness: float = 0.016
    """How far a point of the variant is missed."""
    tremor: float = 0.006
    """Shaking from sample to sample."""
    hook: float = 0.03
    """Length of the touch at a stroke's beginning and end; most have none."""
    joining: float = 0.03
    """Share of the writers that do not lift the pen between strokes."""
    skipping: float = 0.03
    """Share of the digits whose ink fails for a moment."""
    coarse: float = 0.12
    """Share of the digits drawn with a mouse or a slow tablet: few points, straight lines."""
    pen_width: float = PEN_WIDTH
    """Pixels of the 28x28."""
    pen_width_spread: float = 0.25
    """Logarithm of its factor."""
    pressure: float = 0.12
    """How much the width changes along the way."""


def sample_style_scale(count: int, style: HandwritingStyle, rng: np.random.Generator) -> Floats:
    """How far each of `count` writers strays from the school model: mostly about once as far."""
    return np.exp(Sampler(rng, count).normal(0, style.style_scale))


def scatter_points(points: Floats, style: HandwritingStyle, rng: np.random.Generator) -> Floats:
    """The points of a variant where a careless writer puts them."""
    spread = style.carelessness * rng.chisquare(3, (len(points), 1, 1)).astype(np.float32) / 2
    return points + spread * rng.standard_normal(points.shape, np.float32)


def deform(points: Floats, style: HandwritingStyle, rng: np.random.Generator) -> Floats:
    """Whole digits, (count, samples, 2), as different writers lean, stretch, bend and turn them."""
    sampler = Sampler(rng, len(points))
    x, y = points[..., 0] - 0.5, points[..., 1] - 0.5
    x, y = _bend(x, y, style.bend, sampler), _bend(y, x, style.bend, sampler)
    y = y + _column(sampler, style.balance) * (y * y - 0.25)
    x = x * np.exp(_column(sampler, style.width)) * (1 - _column(sampler, style.taper) * y)
    x = x - _column(sampler, style.slant_spread, style.slant) * y
    angle = np.radians(_column(sampler, style.turn))
    return np.stack(
        [np.cos(angle) * x - np.sin(angle) * y, np.sin(angle) * x + np.cos(angle) * y], -1
    )


def _column(sampler: Sampler, spread: float, mean: float = 0.0) -> Floats:
    return sampler.normal(mean, spread)[:, None]


def _bend(moved: Floats, other: Floats, bend: float, sampler: Sampler) -> Floats:
    """A coordinate displaced by slow waves along both."""
    phase = sampler.uniform(0, 2 * np.pi)[:, None]
    wave = np.sin(np.float32(2.2) * other + phase) * _column(sampler, bend)
    phase = sampler.uniform(0, 2 * np.pi)[:, None]
    return (
        moved + wave + np.sin(np.float32(5) * (other + moved) + phase) * _column(sampler, bend / 2)
    )


def tremble(points: Floats, style: HandwritingStyle, rng: np.random.Generator) -> Floats:
    """Trajectories, (count, samples, 2), as an unsteady writer follows them."""
    noise = rng.standard_normal(points.shape, np.float32)
    noise[:, 1:-1] += (noise[:, :-2] + noise[:, 2:]) / 2
    unsteadiness = np.abs(rng.standard_normal((len(points), 1, 1), np.float32))
    return points + np.float32(style.tremor) * unsteadiness * noise


def sample_pen_radii(
    count: int, samples: int, style: HandwritingStyle, rng: np.random.Generator
) -> Floats:
    """The pen's radius in pixels at every sample, (count, samples): pressure comes and goes."""
    sampler = Sampler(rng, count)
    width = style.pen_width * np.exp(_column(sampler, style.pen_width_spread))
    along = np.linspace(0, 1, samples, dtype=np.float32)[None]
    phase, waves = sampler.uniform(0, 2 * np.pi)[:, None], sampler.uniform(2, 9)[:, None]
    pressure = 1 + _column(sampler, style.pressure) * np.sin(waves * along + phase)
    return (width / 2 * pressure).astype(np.float32)


def sample_inked(
    lifts: NDArray[np.bool_], count: int, style: HandwritingStyle, rng: np.random.Generator
) -> NDArray[np.bool_]:
    """Which segments leave ink, (count, segments), given those on which the variant lifts the pen."""
    joins = rng.random(count) < style.joining
    drawn = ~lifts[None] | joins[:, None]
    segments = len(lifts)
    for index in np.flatnonzero(rng.random(count) < style.skipping):
        begin = rng.integers(0, segments)
        drawn[index, begin : begin + rng.integers(1, 4)] = False
    return drawn
