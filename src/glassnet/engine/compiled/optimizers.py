"""The compiled twins of `steps`: the same names, the same signatures, the same numbers."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

from glassnet.nn.arrays import Array

# fastmath without "nnan" and "ninf": a diverged parameter must stay visible.
compiled: Any = numba.njit(
    cache=True, error_model="numpy", nogil=True, fastmath={"contract", "reassoc", "arcp"}
)

# Moments of pixels that are never nonzero fade into denormal numbers, which processors add slowly.
VANISHING = 1e-30


@compiled
def descend(parameters: Array, gradients: Array, rate: float) -> None:
    """w <- w - rate g."""
    step = parameters.dtype.type(rate)
    for i in range(parameters.size):
        parameters[i] -= step * gradients[i]


@compiled
def momentum(
    parameters: Array, gradients: Array, velocity: Array, rate: float, momentum: float
) -> None:
    """v <- momentum v + g;  w <- w - rate v."""
    step = parameters.dtype.type(rate)
    kept = parameters.dtype.type(momentum)
    vanishing, zero = parameters.dtype.type(VANISHING), parameters.dtype.type(0)
    for i in range(parameters.size):
        v = kept * velocity[i] + gradients[i]
        v = zero if abs(v) < vanishing else v
        velocity[i] = v
        parameters[i] -= step * v


@compiled
def nesterov(
    parameters: Array, gradients: Array, velocity: Array, rate: float, momentum: float
) -> None:
    """v <- momentum v + g;  w <- w - rate (g + momentum v)."""
    step = parameters.dtype.type(rate)
    kept = parameters.dtype.type(momentum)
    vanishing, zero = parameters.dtype.type(VANISHING), parameters.dtype.type(0)
    for i in range(parameters.size):
        v = kept * velocity[i] + gradients[i]
        v = zero if abs(v) < vanishing else v
        velocity[i] = v
        parameters[i] -= step * (gradients[i] + kept * v)


@compiled
def rmsprop(
    parameters: Array,
    gradients: Array,
    mean_square: Array,
    rate: float,
    decay: float,
    epsilon: float,
) -> None:
    """s <- decay s + (1 - decay) g^2;  w <- w - rate g / (sqrt(s) + epsilon)."""
    kind = parameters.dtype.type
    step, kept, fresh, tiny = kind(rate), kind(decay), kind(1 - decay), kind(epsilon)
    for i in range(parameters.size):
        g = gradients[i]
        s = kept * mean_square[i] + fresh * g * g
        s = s if s > kind(VANISHING) or s != s else kind(0)
        mean_square[i] = s
        parameters[i] -= step * g / (np.sqrt(s) + tiny)


@compiled
def adam(
    parameters: Array,
    gradients: Array,
    first_moment: Array,
    second_moment: Array,
    rate: float,
    beta1: float,
    beta2: float,
    epsilon: float,
    shrinkage: float,
) -> None:
    """w <- w (1 - shrinkage) - rate m / (sqrt(v) + epsilon), with m and v renewed first."""
    kind = parameters.dtype.type
    step, tiny, keep = kind(rate), kind(epsilon), kind(1 - shrinkage)
    kept1, fresh1, kept2, fresh2 = kind(beta1), kind(1 - beta1), kind(beta2), kind(1 - beta2)
    vanishing, zero = kind(VANISHING), kind(0)
    for i in range(parameters.size):
        g = gradients[i]
        m = kept1 * first_moment[i] + fresh1 * g
        v = kept2 * second_moment[i] + fresh2 * g * g
        m = zero if abs(m) < vanishing else m
        v = zero if v < vanishing else v
        first_moment[i] = m
        second_moment[i] = v
        parameters[i] = parameters[i] * keep - step * m / (np.sqrt(v) + tiny)


@compiled
def move_average(average: Array, parameters: Array, share: float) -> None:
    """average <- average + share (w - average)."""
    part = parameters.dtype.type(share)
    for i in range(parameters.size):
        average[i] += part * (parameters[i] - average[i])
