"""The updates of `glassnet.nn.optimizers` and the moving average of `glassnet.nn.averaging`, in place.

All arrays are vectors of the size of `parameters`; w is a parameter, g its gradient.
"""

from __future__ import annotations

import numpy as np

from glassnet.engine.compiled.options import compiled_any_order_reciprocal
from glassnet.nn.arrays import Array

# Smaller moments become zero. Those of weights from pixels that are always zero decay to denormal numbers,
# with which CPUs are slow.
MIN_MOMENT = 1e-30


@compiled_any_order_reciprocal
def descend(parameters: Array, gradients: Array, rate: float) -> None:
    """w <- w - rate g."""
    step = parameters.dtype.type(rate)
    for i in range(parameters.size):
        parameters[i] -= step * gradients[i]


@compiled_any_order_reciprocal
def momentum(
    parameters: Array, gradients: Array, velocity: Array, rate: float, momentum: float
) -> None:
    """v <- momentum v + g;  w <- w - rate v."""
    scalar = parameters.dtype.type
    step, decay, minimum, zero = scalar(rate), scalar(momentum), scalar(MIN_MOMENT), scalar(0)
    for i in range(parameters.size):
        v = decay * velocity[i] + gradients[i]
        v = zero if abs(v) < minimum else v
        velocity[i] = v
        parameters[i] -= step * v


@compiled_any_order_reciprocal
def nesterov(
    parameters: Array, gradients: Array, velocity: Array, rate: float, momentum: float
) -> None:
    """v <- momentum v + g;  w <- w - rate (g + momentum v)."""
    scalar = parameters.dtype.type
    step, decay, minimum, zero = scalar(rate), scalar(momentum), scalar(MIN_MOMENT), scalar(0)
    for i in range(parameters.size):
        v = decay * velocity[i] + gradients[i]
        v = zero if abs(v) < minimum else v
        velocity[i] = v
        parameters[i] -= step * (gradients[i] + decay * v)


@compiled_any_order_reciprocal
def rmsprop(
    parameters: Array,
    gradients: Array,
    mean_square: Array,
    rate: float,
    decay: float,
    epsilon: float,
) -> None:
    """s <- decay s + (1 - decay) g^2;  w <- w - rate g / (sqrt(s) + epsilon)."""
    scalar = parameters.dtype.type
    step, old, new, tiny = scalar(rate), scalar(decay), scalar(1 - decay), scalar(epsilon)
    for i in range(parameters.size):
        g = gradients[i]
        s = old * mean_square[i] + new * g * g
        s = s if s > scalar(MIN_MOMENT) or s != s else scalar(0)
        mean_square[i] = s
        parameters[i] -= step * g / (np.sqrt(s) + tiny)


@compiled_any_order_reciprocal
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
    """m <- beta1 m + (1 - beta1) g;  v <- beta2 v + (1 - beta2) g^2;
    w <- w (1 - shrinkage) - rate m / (sqrt(v) + epsilon).

    Bias correction is a matter of `rate` and `epsilon`.
    """
    scalar = parameters.dtype.type
    step, tiny, kept = scalar(rate), scalar(epsilon), scalar(1 - shrinkage)
    old1, new1, old2, new2 = scalar(beta1), scalar(1 - beta1), scalar(beta2), scalar(1 - beta2)
    minimum, zero = scalar(MIN_MOMENT), scalar(0)
    for i in range(parameters.size):
        g = gradients[i]
        m = old1 * first_moment[i] + new1 * g
        v = old2 * second_moment[i] + new2 * g * g
        m = zero if abs(m) < minimum else m
        v = zero if v < minimum else v
        first_moment[i] = m
        second_moment[i] = v
        parameters[i] = parameters[i] * kept - step * m / (np.sqrt(v) + tiny)


@compiled_any_order_reciprocal
def move_average(average: Array, parameters: Array, share: float) -> None:
    """average <- average + share (w - average)."""
    part = parameters.dtype.type(share)
    for i in range(parameters.size):
        average[i] += part * (parameters[i] - average[i])
