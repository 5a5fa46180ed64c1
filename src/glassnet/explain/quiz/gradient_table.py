"""The gradient check of the quiz: the derivatives of a program's step against differences of its own loss."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from glassnet.explain.quiz.program import RATE, Program, Weights
from glassnet.nn.arrays import Array

CHECKED_ENTRIES: Final = 20
UNITS: Final = 4
EPSILON: Final = 1e-5
# Below this, a derivative has no digits left in its finite difference.
MIN_DERIVATIVE: Final = 1e-7


@dataclass(frozen=True)
class Checked:
    """One array's derivatives against finite differences.

    `error` is the largest relative one, `low` and `high` are the range of derivative / difference, and
    `step` is what the update subtracted, divided by rate x derivative. None where all derivatives are 0.
    """

    error: float
    low: float | None
    high: float | None
    step: float | None


@dataclass(frozen=True)
class Unit:
    """A hidden unit for one image before training: its output, and derivative / difference by its bias."""

    layer: int
    output: float
    ratio: float


def check_arrays(
    program: Program, weights: Weights, inputs: Array, labels: Array
) -> dict[str, Checked]:
    """The gradients of a step, and the step itself, on one batch; `weights` stay as they are."""
    moved = weights.copy()
    gradients = dict(program.step(moved, inputs, labels, RATE).named())
    after = dict(moved.named())
    checked = {}
    trial = weights.copy()
    for name, values in trial.named():
        gradient, flat = gradients[name].ravel(), values.ravel()
        entries = np.argsort(-np.abs(gradient), kind="stable")[:CHECKED_ENTRIES]
        numeric = np.array([_slope(program, trial, flat, i, inputs, labels) for i in entries])
        steps = (values - after[name]).ravel()[entries] / RATE
        checked[name] = _compare(gradient[entries], numeric, steps)
    return checked


def check_units(
    program: Program, weights: Weights, inputs: Array, labels: Array
) -> tuple[Unit, ...]:
    """The hidden units with the largest outputs for one image, `UNITS` of each layer."""
    gradients = program.step(weights.copy(), inputs, labels, RATE)
    outputs = program.forward(weights, inputs)
    trial = weights.copy()
    units = []
    for layer in (1, 2):
        own, bias = outputs[layer][0], trial.biases[layer - 1]
        for i in np.argsort(-np.abs(own))[:UNITS]:
            slope = _slope(program, trial, bias, int(i), inputs, labels)
            if abs(slope) > MIN_DERIVATIVE:
                ratio = float(gradients.biases[layer - 1][i] / slope)
                units.append(Unit(layer, float(own[i]), ratio))
    return tuple(units)


def _slope(
    program: Program, weights: Weights, flat: Array, index: int, inputs: Array, labels: Array
) -> float:
    """(L(w + e) - L(w - e)) / 2e by one entry of `flat`, a view into `weights`."""
    value = flat[index]
    losses = []
    for change in (EPSILON, -EPSILON):
        flat[index] = value + change
        losses.append(program.loss(program.forward(weights, inputs)[-1], labels))
    flat[index] = value
    return (losses[0] - losses[1]) / (2 * EPSILON)


def _compare(analytic: Array, numeric: Array, steps: Array) -> Checked:
    sizes = np.maximum(np.abs(analytic), np.abs(numeric))
    known = sizes > max(MIN_DERIVATIVE, 0.01 * float(sizes.max()))
    if not known.any():
        return Checked(0.0, None, None, None)
    analytic, numeric, steps = analytic[known], numeric[known], steps[known]
    errors = np.abs(analytic - numeric) / sizes[known]
    slopes = np.where(np.abs(numeric) < MIN_DERIVATIVE, np.nan, numeric)
    ratios = analytic / slopes
    step = float(np.median(steps / np.where(analytic == 0, np.nan, analytic)))
    ends = (None, None) if np.isnan(ratios).all() else (np.nanmin(ratios), np.nanmax(ratios))
    low, high = (None if each is None else float(each) for each in ends)
    return Checked(float(errors.max()), low, high, None if np.isnan(step) else step)
