"""What a hand does to a form: slant, proportion, haste, tremor, pressure, lifting and not lifting.

All numbers are shares of the digit's height unless said otherwise. They are what school models and
the literature on handwriting describe, by judgement; none is fitted to pictures of digits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glassnet.data.simulated.forms.paths import Chance, Floats
from glassnet.ink.strokes import PEN_WIDTH


@dataclass(frozen=True)
class Hands:
    """How much hands differ: mostly spreads, as in `Chance.around`."""

    eccentricity: float = 0.35
    """Logarithm of the factor by which a hand strays from the form in everything."""
    slant: float = 0.13
    """Mean lean to the right: how far the top is from above the foot."""
    slant_spread: float = 0.22
    turn: float = 7.0
    """Degrees by which a digit is turned."""
    width: float = 0.20
    """Logarithm of the width's factor."""
    taper: float = 0.16
    """How much wider the top is than the foot."""
    balance: float = 0.14
    """How much of the height goes to the upper half."""
    bend: float = 0.035
    """Slow bends of the whole digit."""
    carelessness: float = 0.016
    """How far a point of the form is missed."""
    tremor: float = 0.006
    """Shaking from sample to sample."""
    hook: float = 0.03
    """Length of the touch at a stroke's beginning and end; most have none."""
    joining: float = 0.03
    """Share of the hands that do not lift the pen between strokes."""
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


def eccentricity(count: int, hands: Hands, rng: np.random.Generator) -> Floats:
    """How far each of `count` hands strays from the school model: mostly about once as far."""
    return np.exp(Chance(rng, count).around(0, hands.eccentricity))


def miss(points: Floats, hands: Hands, rng: np.random.Generator) -> Floats:
    """The points of a form where a careless hand puts them."""
    spread = hands.carelessness * rng.chisquare(3, (len(points), 1, 1)).astype(np.float32) / 2
    return points + spread * rng.standard_normal(points.shape, np.float32)


def deform(points: Floats, hands: Hands, rng: np.random.Generator) -> Floats:
    """Whole digits, (count, samples, 2), as different hands lean, stretch, bend and turn them."""
    chance = Chance(rng, len(points))
    x, y = points[..., 0] - 0.5, points[..., 1] - 0.5
    x, y = _bent(x, y, hands.bend, chance), _bent(y, x, hands.bend, chance)
    y = y + _column(chance, hands.balance) * (y * y - 0.25)
    x = x * np.exp(_column(chance, hands.width)) * (1 - _column(chance, hands.taper) * y)
    x = x - _column(chance, hands.slant_spread, hands.slant) * y
    angle = np.radians(_column(chance, hands.turn))
    return np.stack(
        [np.cos(angle) * x - np.sin(angle) * y, np.sin(angle) * x + np.cos(angle) * y], -1
    )


def _column(chance: Chance, spread: float, mean: float = 0.0) -> Floats:
    return chance.around(mean, spread)[:, None]


def _bent(moved: Floats, other: Floats, bend: float, chance: Chance) -> Floats:
    """A coordinate displaced by slow waves along both."""
    phase = chance.between(0, 2 * np.pi)[:, None]
    wave = np.sin(np.float32(2.2) * other + phase) * _column(chance, bend)
    phase = chance.between(0, 2 * np.pi)[:, None]
    return (
        moved + wave + np.sin(np.float32(5) * (other + moved) + phase) * _column(chance, bend / 2)
    )


def tremble(points: Floats, hands: Hands, rng: np.random.Generator) -> Floats:
    """Trajectories, (count, samples, 2), as an unsteady hand follows them."""
    noise = rng.standard_normal(points.shape, np.float32)
    noise[:, 1:-1] += (noise[:, :-2] + noise[:, 2:]) / 2
    unsteadiness = np.abs(rng.standard_normal((len(points), 1, 1), np.float32))
    return points + np.float32(hands.tremor) * unsteadiness * noise


def pen_radii(count: int, samples: int, hands: Hands, rng: np.random.Generator) -> Floats:
    """The pen's radius in pixels at every sample, (count, samples): pressure comes and goes."""
    chance = Chance(rng, count)
    width = hands.pen_width * np.exp(_column(chance, hands.pen_width_spread))
    along = np.linspace(0, 1, samples, dtype=np.float32)[None]
    phase, waves = chance.between(0, 2 * np.pi)[:, None], chance.between(2, 9)[:, None]
    pressure = 1 + _column(chance, hands.pressure) * np.sin(waves * along + phase)
    return (width / 2 * pressure).astype(np.float32)


def inked(
    lifts: NDArray[np.bool_], count: int, hands: Hands, rng: np.random.Generator
) -> NDArray[np.bool_]:
    """Which pieces leave ink, (count, pieces), given those on which the form lifts the pen."""
    joins = rng.random(count) < hands.joining
    drawn = ~lifts[None] | joins[:, None]
    pieces = len(lifts)
    for index in np.flatnonzero(rng.random(count) < hands.skipping):
        begin = rng.integers(0, pieces)
        drawn[index, begin : begin + rng.integers(1, 4)] = False
    return drawn
