"""How numba finds and keeps a compiled function in `glassnet.engine.kernel_cache`.

Only functions that Python calls are read and kept. What they call is compiled together with them: the
compiler cannot look into a function from disk, so that a caller's last bits would depend on what was
there. With this, machine code depends on the sources, the compiler and the CPU alone.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable
from typing import Any

from numba.core import event
from numba.core.caching import _Cache
from numba.core.compiler import CompileResult
from numba.core.serialize import dumps

from glassnet.engine.compiling import report_compiled, report_compiling
from glassnet.engine.kernel_cache import read_kernel, write_kernel


class _Depth(event.Listener):
    """How many functions are being compiled, one for the other; numba compiles in one thread at a time."""

    def __init__(self) -> None:
        self.value = 0

    def on_start(self, event: Any) -> None:
        self.value += 1

    def on_end(self, event: Any) -> None:
        self.value -= 1


_depth = _Depth()
event.register("numba:compile", _depth)


class DiskCache(_Cache):
    """The compiled forms of one function, by signature."""

    def __init__(self, function: Callable[..., Any], options: dict[str, Any]) -> None:
        self._function = function
        self._name = f"{function.__module__.removeprefix('glassnet.')}.{function.__name__}"
        cells = [cell.cell_contents for cell in function.__closure__ or ()]
        rewrites = options.get("fastmath", ())
        rewrites = sorted(rewrites) if isinstance(rewrites, set) else rewrites
        self._constants = function.__code__.co_code, dumps(cells), {**options, "fastmath": rewrites}
        self._enabled = True

    @property
    def cache_path(self) -> str:
        """The folder that is read first."""
        from glassnet.engine.kernel_cache import list_folders

        return str(list_folders()[0])

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """The compiled form for a signature; None where it is to be compiled."""
        if _depth.value or not self._enabled:
            return None
        target_context.refresh()
        stored = read_kernel(self._file_name(sig, target_context.codegen()))
        if stored is not None:
            try:
                return CompileResult._rebuild(target_context, *pickle.loads(stored))  # noqa: S301 - our own
            except Exception:
                # Whatever is wrong with it, compiling it again is right.
                stored = None
        report_compiling(self._name)
        return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep a compiled form."""
        if _depth.value or not self._enabled:
            return
        if not data.lifted and not data.library.has_dynamic_globals:
            write_kernel(self._file_name(sig, data.codegen), dumps(data._reduce()))
        report_compiled(self._name)

    def enable(self) -> None:
        """Read and keep compiled forms."""
        self._enabled = True

    def disable(self) -> None:
        """Neither read nor keep them."""
        self._enabled = False

    def flush(self) -> None:
        """Nothing: what is kept stays valid."""

    def _file_name(self, signature: Any, codegen: Any) -> str:
        key = str(signature), codegen.magic_tuple(), self._constants
        return f"{self._name}-{hashlib.sha256(repr(key).encode()).hexdigest()[:24]}.kernel"
