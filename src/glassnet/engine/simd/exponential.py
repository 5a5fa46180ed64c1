"""exp(x) in plain arithmetic, which the compiler turns into code for many numbers at a time.

In the precision of x: exp(x) = 2^n exp(r) with n whole and |r| <= log(2) / 2, where Taylor's series is short;
2^n is added to the exponent's bits.
"""

from __future__ import annotations

from math import factorial
from typing import Any

import numba
import numpy as np
from numba.core import types
from numba.extending import overload

# No "reassoc": the rounding below would be rearranged away.
OPTIONS: Any = {"error_model": "numpy", "fastmath": {"contract"}}
exactly: Any = numba.njit(cache=True, nogil=True, **OPTIONS)

TAYLOR = tuple(1 / factorial(k) for k in range(14))
ONE_BY_LOG_2 = 1.4426950408889634
# Added to a number and taken away again, it leaves the nearest whole number, also in the low bits.
ROUNDING = 1.5 * 2.0**52
# log 2 in two parts (as in fdlibm), so that whole multiples of the first are exact.
LOG_2_HIGH, LOG_2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
LIMIT = 708.0

# The same in float32; log 2 is parted as in Cephes.
ROUNDING_32, ONE_BY_LOG_2_32 = np.float32(1.5 * 2.0**23), np.float32(ONE_BY_LOG_2)
LOG_2_HIGH_32, LOG_2_LOW_32 = np.float32(0.693359375), np.float32(-2.12194440e-4)
TAYLOR_32 = tuple(np.float32(each) for each in TAYLOR[:8])
LIMIT_32 = np.float32(87)


@exactly
def _exp_64(x: float) -> float:
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
def _exp_32(x: np.float32) -> np.float32:
    x = -LIMIT_32 if x < -LIMIT_32 else x
    x = LIMIT_32 if x > LIMIT_32 else x
    shifted = x * ONE_BY_LOG_2_32 + ROUNDING_32
    whole = shifted - ROUNDING_32
    rest = (x - whole * LOG_2_HIGH_32) - whole * LOG_2_LOW_32
    power = TAYLOR_32[7]
    for k in range(6, -1, -1):
        power = power * rest + TAYLOR_32[k]
    exponent = np.float32(shifted).view(np.int32) << np.int32(23)
    bits = np.float32(power).view(np.int32) + exponent
    return np.int32(bits).view(np.float32)


def exp(x: Any) -> Any:
    """exp(x), right to two units of the last digit, for |x| <= 708, or 87 in float32, and held there.

    NaN stays NaN.
    """
    return _exp_32(x) if type(x) is np.float32 else _exp_64(x)


@overload(exp, jit_options=OPTIONS)
def _compiled_exp(x):  # without types, as numba wants the arguments of what it returns
    if x == types.float32:
        return lambda x: _exp_32(x)
    return lambda x: _exp_64(x)


@exactly
def sigmoid(x: Any) -> Any:
    """1 / (1 + exp(-x)), in the precision of x."""
    one = type(x)(1)
    return one / (one + exp(-x))


@exactly
def tanh(x: Any) -> Any:
    """tanh(x) = 2 sigmoid(2x) - 1, in the precision of x."""
    one, two = type(x)(1), type(x)(2)
    return two * sigmoid(two * x) - one
