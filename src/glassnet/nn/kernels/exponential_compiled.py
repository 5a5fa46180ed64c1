"""exp(x) in plain arithmetic, which the compiler turns into code for many numbers at a time."""

from __future__ import annotations

from math import factorial
from typing import Any

import numba
import numpy as np

# No "reassoc": the rounding below would be rearranged away.
exactly: Any = numba.njit(cache=True, error_model="numpy", nogil=True, fastmath={"contract"})

# Added to a number and taken away again, it leaves the nearest whole number, also in the low bits.
ROUNDING = 1.5 * 2.0**52
ONE_BY_LOG_2 = 1.4426950408889634
# log 2 in two parts (as in fdlibm), so that whole multiples of the first are exact.
LOG_2_HIGH, LOG_2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
TAYLOR = tuple(1 / factorial(k) for k in range(14))
LIMIT = 708.0


@exactly
def exp(x: float) -> float:
    """exp(x) in float64, within two units of the last digit, for -708 <= x <= 708 and held there.

    exp(x) = 2^n exp(r) with n whole and |r| <= log(2) / 2, where Taylor's series is short; 2^n is added
    to the exponent's bits. NaN stays NaN.
    """
    x = -LIMIT if x < -LIMIT else x
    x = LIMIT if x > LIMIT else x
    shifted = x * ONE_BY_LOG_2 + ROUNDING
    whole = shifted - ROUNDING
    rest = (x - whole * LOG_2_HIGH) - whole * LOG_2_LOW
    power = TAYLOR[13]
    for k in range(12, -1, -1):
        power = power * rest + TAYLOR[k]
    bits = np.float64(power).view(np.int64) + (np.float64(shifted).view(np.int64) << 52)
    return np.int64(bits).view(np.float64)


@exactly
def sigmoid(x: float) -> float:
    """1 / (1 + exp(-x)) in float64."""
    return 1.0 / (1.0 + exp(-x))


@exactly
def tanh(x: float) -> float:
    """tanh(x) = 2 sigmoid(2x) - 1 in float64."""
    return 2.0 * sigmoid(2.0 * x) - 1.0
