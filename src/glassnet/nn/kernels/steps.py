"""Optimiser steps: each one pass over the vector of all parameters, in place."""

from __future__ import annotations

import numpy as np

from glassnet.engine.kernel import kernel
from glassnet.nn.arrays import Array

TWINS = "glassnet.nn.kernels.steps_compiled"


@kernel(TWINS)
def descend(parameters: Array, gradients: Array, rate: float) -> None:
    """w <- w - rate g."""
    parameters -= rate * gradients


@kernel(TWINS)
def momentum(
    parameters: Array, gradients: Array, velocity: Array, rate: float, momentum: float
) -> None:
    """v <- momentum v + g;  w <- w - rate v."""
    velocity *= momentum
    velocity += gradients
    parameters -= rate * velocity


@kernel(TWINS)
def nesterov(
    parameters: Array, gradients: Array, velocity: Array, rate: float, momentum: float
) -> None:
    """v <- momentum v + g;  w <- w - rate (g + momentum v)."""
    velocity *= momentum
    velocity += gradients
    parameters -= rate * (gradients + momentum * velocity)


@kernel(TWINS)
def rmsprop(
    parameters: Array,
    gradients: Array,
    mean_square: Array,
    rate: float,
    decay: float,
    epsilon: float,
) -> None:
    """s <- decay s + (1 - decay) g^2;  w <- w - rate g / (sqrt(s) + epsilon)."""
    mean_square *= decay
    mean_square += (1 - decay) * gradients**2
    parameters -= rate * gradients / (np.sqrt(mean_square) + epsilon)


@kernel(TWINS)
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
    """w <- w (1 - shrinkage) - rate m / (sqrt(v) + epsilon), with m and v renewed first.

    `rate` and `epsilon` come with the corrections for the moments' start at zero folded in.
    """
    first_moment *= beta1
    first_moment += (1 - beta1) * gradients
    second_moment *= beta2
    second_moment += (1 - beta2) * gradients**2
    if shrinkage:
        parameters *= 1 - shrinkage
    parameters -= rate * first_moment / (np.sqrt(second_moment) + epsilon)


@kernel(TWINS)
def move_average(average: Array, parameters: Array, share: float) -> None:
    """average <- average + share (w - average)."""
    average += share * (parameters - average)
