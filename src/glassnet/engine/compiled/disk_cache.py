"""How numba finds and keeps a compiled function in `glassnet.engine.kernel_cache`.

Only functions that Python calls are read and kept. What they call is compiled together with them: the
compiler cannot look into a function from disk, so that a caller's last bits would depend on what was
there. With this, machine code depends on the sources, the compiler and the CPU alone.
"""

from __future__ import annotations

import hashlib
import pickle
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from numba.core import event
from numba.core.caching import _Cache
from numba.core.compiler import CompileResult
from numba.core.serialize import dumps

from glassnet.engine.compiling import report_compiled, report_compiling
from glassnet.engine.kernel_cache import (
    KernelLock,
    list_folders,
    lock_kernel,
    read_kernel,
    write_kernel,
)

POLL_SECONDS = 0.02


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


class KernelBusyError(Exception):
    """Another process compiles this kernel now."""


_waits: ContextVar[bool] = ContextVar("waits", default=True)
_held: list[KernelLock] = []


@contextmanager
def not_waiting() -> Iterator[None]:
    """Raise `KernelBusyError` inside the block, where else a kernel would be waited for."""
    token = _waits.set(False)
    try:
        yield
    finally:
        _waits.reset(token)


def _lock(name: str) -> bool:
    """Take the lock of a kernel; False where there is none. numba compiles in one thread at a time."""
    while (lock := lock_kernel(name)) == "busy":
        if not _waits.get():
            raise KernelBusyError(name)
        time.sleep(POLL_SECONDS)
    if lock is not None:
        _held.append(lock)
    return lock is not None


def _release() -> None:
    """Release what is held: also the lock of a kernel that could not be compiled."""
    while _held:
        _held.pop().release()


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
    def cache_path(self) -> Any:
        """The folder that is read first."""
        return str(list_folders()[0])

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """The compiled form for a signature; None where it is to be compiled.

        Waits while another process compiles it. Raises `KernelBusyError` inside `not_waiting`.
        """
        if _depth.value or not self._enabled:
            return None
        _release()
        target_context.refresh()
        name = self._file_name(sig, target_context.codegen())
        found = self._read(name, target_context)
        if found is None and _lock(name):
            # Another process may have compiled it meanwhile.
            found = self._read(name, target_context)
        if found is None:
            report_compiling(self._name)
        else:
            _release()
        return found

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep a compiled form."""
        if _depth.value or not self._enabled:
            return
        if not data.lifted and not data.library.has_dynamic_globals:
            write_kernel(self._file_name(sig, data.codegen), dumps(data._reduce()))
        _release()
        report_compiled(self._name)

    def _read(self, name: str, target_context: Any) -> Any:
        stored = read_kernel(name)
        if stored is None:
            return None
        try:
            return CompileResult._rebuild(target_context, *pickle.loads(stored))  # noqa: S301 - our own
        except Exception:
            # Whatever is wrong with it, compiling it again is right.
            return None

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
