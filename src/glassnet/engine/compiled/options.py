"""The decorators of compiled functions.

All of them release the interpreter lock, divide as NumPy does, and keep NaN and infinity. They differ in the
floating-point rewrites that they allow, which decide the last bits of a result.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba

from glassnet.engine.compiled.disk_cache import DiskCache

COMMON_OPTIONS: Any = {"error_model": "numpy", "nogil": True}


def compile_with(**options: Any) -> Any:
    """The decorator of functions that are compiled with these options of numba, and kept on disk."""

    def decorate(function: Callable[..., Any]) -> Any:
        dispatcher: Any = numba.njit(**COMMON_OPTIONS, **options)(function)
        # What numba's own option `cache` sets.
        dispatcher._cache = DiskCache(function, options)
        return dispatcher

    return decorate


# Each operation as written.
compiled: Any = compile_with()

# A product and a sum may be rounded once, together.
compiled_contracted: Any = compile_with(fastmath={"contract"})

# Sums may also be added in any order, so that loops over them are vectorized.
compiled_any_order: Any = compile_with(fastmath={"contract", "reassoc"})

# A division may also become a product with the reciprocal.
compiled_any_order_reciprocal: Any = compile_with(fastmath={"contract", "reassoc", "arcp"})

# Becomes part of the caller, once for each call, so that constant arguments are constants inside.
compiled_inline: Any = numba.njit(forceinline=True, **COMMON_OPTIONS)

# A formula that takes on the rewrites that its caller allows.
formula: Any = numba.njit(inline="always", **COMMON_OPTIONS)

# Any rewrite, also such as NaN and infinity do not survive: for images, which have neither.
compiled_fast: Any = compile_with(fastmath=True)
inlined_fast: Any = numba.njit(forceinline=True, fastmath=True, **COMMON_OPTIONS)
formula_fast: Any = numba.njit(inline="always", fastmath=True, **COMMON_OPTIONS)
