"""Accuracy against the strength of a change to the images."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from glassnet.data import LabeledImages
from glassnet.errors import SettingError, did_you_mean
from glassnet.explain.attacks import STEPS, attack
from glassnet.explain.distortions import add_noise, blur, rotate, shift, shrink
from glassnet.explain.measurement import Measurement, measure
from glassnet.models import Model
from glassnet.nn import Array

Apply = Callable[[Model, LabeledImages, float, np.random.Generator], Array]


@dataclass(frozen=True)
class Change:
    """A way to change images. `strengths` are those measured by default, in `unit`."""

    name: str
    meaning: str
    unit: str
    strengths: tuple[float, ...]
    apply: Apply


_SHARES = (0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3)

CHANGES = {
    each.name: each
    for each in (
        Change(
            "fgsm",
            "each pixel one step along the sign of its gradient",
            "share of full ink",
            _SHARES,
            lambda model, data, strength, rng: attack(model, data.images, data.labels, strength),
        ),
        Change(
            "iterated",
            f"the same in {STEPS} steps",
            "share of full ink",
            _SHARES,
            lambda model, data, strength, rng: attack(
                model, data.images, data.labels, strength, STEPS
            ),
        ),
        Change(
            "noise",
            "Gaussian noise on each pixel",
            "share of full ink, standard deviation",
            (0.0, 0.1, 0.2, 0.3, 0.4, 0.5),
            lambda model, data, strength, rng: add_noise(data.images, strength, rng),
        ),
        Change(
            "blur",
            "blur by a Gaussian",
            "pixels, standard deviation",
            (0.0, 0.5, 1.0, 1.5, 2.0, 3.0),
            lambda model, data, strength, rng: blur(data.images, strength),
        ),
        Change(
            "shift",
            "right, left, down and up in turn",
            "pixels",
            (0.0, 1.0, 2.0, 3.0, 4.0, 6.0),
            lambda model, data, strength, rng: shift(data.images, strength),
        ),
        Change(
            "rotation",
            "clockwise and counterclockwise in turn",
            "degrees",
            (0.0, 10.0, 20.0, 30.0, 45.0, 60.0, 90.0),
            lambda model, data, strength, rng: rotate(data.images, strength),
        ),
        Change(
            "size",
            "smaller, about the middle",
            "share of the size",
            (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6),
            lambda model, data, strength, rng: shrink(data.images, strength),
        ),
    )
}
"""All ways to change images, by name."""


def measure_robustness(
    model: Model,
    data: LabeledImages,
    change: str,
    strengths: Sequence[float] | None = None,
    seed: int = 0,
) -> tuple[Measurement, ...]:
    """Measure a model on images changed with each strength, by default those of `CHANGES[change]`.

    Noise is drawn anew from `seed` for each strength. Raises `SettingError` for an unknown change.
    """
    if change not in CHANGES:
        raise SettingError(f"Unknown change {change!r}. {did_you_mean(change, CHANGES)}")
    chosen = CHANGES[change]
    points = []
    for strength in chosen.strengths if strengths is None else strengths:
        images = chosen.apply(model, data, strength, np.random.default_rng(seed))
        points.append(measure(model, replace(data, images=images), strength))
    return tuple(points)
