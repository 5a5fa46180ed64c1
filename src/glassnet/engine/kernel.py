"""Which implementation runs; and operations that have two, a reference and a compiled one.

A function marked `@kernel` is the reference implementation in NumPy. The compiled one has the same
name and signature and lives in the module that the mark names; it is imported the first time it is
needed, so that nothing pays for the compiler that does not use it. Without numba the reference
implementation runs.
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Generic, Literal, ParamSpec, TypeVar

Implementation = Literal["reference", "compiled"]

P = ParamSpec("P")
R = TypeVar("R")

_kernels: list[Kernel[Any, Any]] = []


@functools.cache
def compiler_available() -> bool:
    """Whether numba is installed, so that compiled code can run."""
    return importlib.util.find_spec("numba") is not None


_chosen: ContextVar[Implementation | None] = ContextVar("implementation", default=None)


def implementation_in_use() -> Implementation:
    """Compiled where numba is installed, unless `using` says otherwise."""
    return _chosen.get() or ("compiled" if compiler_available() else "reference")


def compiled_in_use() -> bool:
    """Whether compiled code runs now."""
    return implementation_in_use() == "compiled"


@contextmanager
def using(implementation: Implementation) -> Iterator[None]:
    """Run everything in this implementation inside the block, in this thread."""
    if implementation == "compiled" and not compiler_available():
        raise RuntimeError(
            "Compiled code needs numba, which is not installed. "
            "Install it with: pip install 'glassnet[fast]'"
        )
    token = _chosen.set(implementation)
    try:
        yield
    finally:
        _chosen.reset(token)


class Kernel(Generic[P, R]):
    """An operation in two implementations; calling it runs the one in use."""

    def __init__(self, reference: Callable[P, R], compiled_module: str) -> None:
        self.reference = reference
        self.compiled_module = compiled_module
        functools.update_wrapper(self, reference)

    @functools.cached_property
    def compiled(self) -> Callable[P, R]:
        """The compiled implementation, imported on first use."""
        return getattr(importlib.import_module(self.compiled_module), self.reference.__name__)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run the implementation in use."""
        chosen = self.compiled if compiled_in_use() else self.reference
        return chosen(*args, **kwargs)


def kernel(compiled_module: str) -> Callable[[Callable[P, R]], Kernel[P, R]]:
    """Mark a reference implementation; the compiled one has the same name in `compiled_module`."""

    def mark(reference: Callable[P, R]) -> Kernel[P, R]:
        marked = Kernel(reference, compiled_module)
        _kernels.append(marked)
        return marked

    return mark


def list_kernels() -> list[Kernel[Any, Any]]:
    """All operations marked so far, in the order of definition."""
    return list(_kernels)
