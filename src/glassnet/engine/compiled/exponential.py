"""exp(x), sigmoid(x) and tanh(x) in plain arithmetic, which the compiler can vectorize.

In the precision of x: exp(x) = 2^n exp(r) with an integer n and |r| <= log(2) / 2, where Taylor's series
converges fast; n is added to the bits of the exponent.
"""

from __future__ import annotations

from math import factorial
from typing import Any

import numpy as np
from numba.core import types
from numba.extending import overload

from glassnet.engine.compiled.options import compiled_contracted

# Only contraction is allowed: reassociation would remove the rounding to an integer.
OPTIONS: Any = {"error_model": "numpy", "fastmath": {"contract"}}

TAYLOR = tuple(1 / factorial(k) for k in range(14))
INVERSE_LOG_2 = 1.4426950408889634
# Added to a number and subtracted again, it leaves the nearest integer, also in the low bits of the sum.
ROUNDING = 1.5 * 2.0**52
# log 2 in two parts (as in fdlibm), so that integer multiples of the first are exact.
LOG_2_HIGH, LOG_2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
MAX_X = 708.0

# The same in float32; log 2 is split as in Cephes.
ROUNDING_32, INVERSE_LOG_2_32 = np.float32(1.5 * 2.0**23), np.float32(INVERSE_LOG_2)
LOG_2_HIGH_32, LOG_2_LOW_32 = np.float32(0.693359375), np.float32(-2.12194440e-4)
TAYLOR_32 = tuple(np.float32(term) for term in TAYLOR[:8])
MAX_X_32 = np.float32(87)


def exp(x: Any) -> Any:
    """exp(x), with an error of at most two units in the last place; |x| is limited to 708, or 87 in float32.

    NaN stays NaN.
    """
    return _exp_32(x) if type(x) is np.float32 else _exp_64(x)


@overload(exp, jit_options=OPTIONS)
def _compiled_exp(x):  # without types, as numba requires for the signature of what it returns
    if x == types.float32:
        return lambda x: _exp_32(x)
    return lambda x: _exp_64(x)


@compiled_contracted
def sigmoid(x: Any) -> Any:
    """1 / (1 + exp(-x)), in the precision of x."""
    one = type(x)(1)
    return one / (one + exp(-x))


@compiled_contracted
def tanh(x: Any) -> Any:
    """tanh(x) = 2 sigmoid(2x) - 1, in the precision of x."""
    one, two = type(x)(1), type(x)(2)
    return two * sigmoid(two * x) - one


@compiled_contracted
def _exp_64(x: float) -> float:
    x = -MAX_X if x < -MAX_X else x
    x = MAX_X if x > MAX_X else x
    shifted = x * INVERSE_LOG_2 + ROUNDING
    n = shifted - ROUNDING
    r = (x - n * LOG_2_HIGH) - n * LOG_2_LOW
    power = TAYLOR[13]
    for k in range(12, -1, -1):
        power = power * r + TAYLOR[k]
    bits = np.float64(power).view(np.int64) + (np.float64(shifted).view(np.int64) << 52)
    return np.int64(bits).view(np.float64)


@compiled_contracted
def _exp_32(x: np.float32) -> np.float32:
    x = -MAX_X_32 if x < -MAX_X_32 else x
    x = MAX_X_32 if x > MAX_X_32 else x
    shifted = x * INVERSE_LOG_2_32 + ROUNDING_32
    n = shifted - ROUNDING_32
    r = (x - n * LOG_2_HIGH_32) - n * LOG_2_LOW_32
    power = TAYLOR_32[7]
    for k in range(6, -1, -1):
        power = power * r + TAYLOR_32[k]
    exponent = np.float32(shifted).view(np.int32) << np.int32(23)
    bits = np.float32(power).view(np.int32) + exponent
    return np.int32(bits).view(np.float32)
