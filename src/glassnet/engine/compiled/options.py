"""The decorators of compiled functions.

All of them release the interpreter lock, divide as NumPy does, and keep NaN and infinity. They differ in the
floating-point rewrites that they allow, which decide the last bits of a result.
"""

from __future__ import annotations

from typing import Any

import numba

COMMON_OPTIONS: Any = {"error_model": "numpy", "nogil": True}

# Each operation as written.
compiled: Any = numba.njit(cache=True, **COMMON_OPTIONS)

# A product and a sum may be rounded once, together.
compiled_contracted: Any = numba.njit(cache=True, fastmath={"contract"}, **COMMON_OPTIONS)

# Sums may also be added in any order, so that loops over them are vectorized.
compiled_any_order: Any = numba.njit(cache=True, fastmath={"contract", "reassoc"}, **COMMON_OPTIONS)

# A division may also become a product with the reciprocal.
compiled_any_order_reciprocal: Any = numba.njit(
    cache=True, fastmath={"contract", "reassoc", "arcp"}, **COMMON_OPTIONS
)

# Becomes part of the caller, once for each call, so that constant arguments are constants inside.
compiled_inline: Any = numba.njit(forceinline=True, **COMMON_OPTIONS)

# A formula that takes on the rewrites that its caller allows.
formula: Any = numba.njit(inline="always", **COMMON_OPTIONS)
