"""Batches of digits written by many hands, as straight pieces of strokes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.data.simulated.forms import FORMS, Form
from glassnet.data.simulated.forms.paths import Chance, Floats, Path, Point, path
from glassnet.data.simulated.hand import (
    Hands,
    deform,
    eccentricity,
    inked,
    miss,
    pen_radii,
    tremble,
)
from glassnet.data.simulated.trajectories import STEPS, chords, trace


class Writing(NamedTuple):
    """Drawings of one form by many hands, every one with the same number of samples."""

    points: Floats
    """(drawings, samples, 2): the way of the pen."""
    radii: Floats
    """(drawings, samples): the pen's radius in pixels of the 28x28."""
    inked: NDArray[np.bool_]
    """(drawings, samples - 1): whether the pen was down from this sample to the next."""


Chosen = list[tuple[Form, NDArray[np.int64]]]
"""Forms, each with the places in a batch that it was given."""


def choose_forms(labels: NDArray[np.int64], rng: np.random.Generator) -> Chosen:
    """A form of the digit for every label, by its frequency."""
    shares = rng.random(len(labels))
    chosen: Chosen = []
    for label in np.unique(labels):
        places = np.flatnonzero(labels == label)
        chosen += by_frequency(FORMS[int(label)], places, shares[places])
    return chosen


def by_frequency(
    forms: Sequence[Form], places: NDArray[np.int64], shares: NDArray[np.float64]
) -> Chosen:
    """Gives out places to forms: each share, evenly drawn from 0 to 1, picks one by its frequency."""
    limits = np.cumsum([form.frequency for form in forms])
    picks = np.minimum(np.searchsorted(limits, shares, side="right"), len(forms) - 1)
    given = ((form, places[picks == pick]) for pick, form in enumerate(forms))
    return [(form, places) for form, places in given if len(places)]


def write(form: Form, count: int, hands: Hands, rng: np.random.Generator) -> Writing:
    """`count` hands write the same form."""
    chance = Chance(rng, count, eccentricity(count, hands, rng))
    paths = [_with_hooks(each, hands, chance) for each in form.write(chance)]
    haste = np.square(chance.between(0, 1))
    points = np.concatenate([_traced(each, haste, hands, rng) for each in paths], axis=1)
    points = tremble(deform(points, hands, rng), hands, rng)
    lengths = tuple(STEPS * (len(each.points) - 1) + 1 for each in paths)
    _coarsen(points, lengths, hands, rng)
    radii = pen_radii(count, points.shape[1], hands, rng)
    return Writing(points, radii, inked(_lifts(lengths), count, hands, rng))


def _traced(form_path: Path, haste: Floats, hands: Hands, rng: np.random.Generator) -> Floats:
    missed = miss(form_path.coordinates(len(haste)), hands, rng)
    return trace(missed, form_path.corners, haste)


def _with_hooks(form_path: Path, hands: Hands, chance: Chance) -> Path:
    """A short touch in any direction where the pen is set down and where it is lifted."""
    first, last = form_path.points[0], form_path.points[-1]
    return path(_hook(first, hands, chance), *form_path.points, _hook(last, hands, chance))


def _hook(end: Point, hands: Hands, chance: Chance) -> tuple[Floats, Floats]:
    length = hands.hook * chance.around(0, 1) ** 2 * chance.either(0.4)
    angle = chance.between(0, 2 * np.pi)
    return end.x + length * np.cos(angle), end.y + length * np.sin(angle)


def _lifts(lengths: tuple[int, ...]) -> NDArray[np.bool_]:
    """For every piece, whether it leads from one stroke to the next."""
    lifts = np.zeros(sum(lengths) - 1, bool)
    lifts[np.cumsum(lengths)[:-1] - 1] = True
    return lifts


def _coarsen(
    points: Floats, lengths: tuple[int, ...], hands: Hands, rng: np.random.Generator
) -> None:
    """Give some drawings few samples, joined by straight lines, and some a coarse grid."""
    few = np.flatnonzero(rng.random(len(points)) < hands.coarse)
    points[few] = chords(lengths, int(rng.integers(2, 6))) @ points[few]
    stepped = np.flatnonzero(rng.random(len(points)) < hands.coarse / 2)
    grid = np.float32(rng.uniform(0.02, 0.05))
    points[stepped] = np.rint(points[stepped] / grid) * grid
