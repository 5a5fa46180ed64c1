"""Which implementation runs; and operations that have two, a reference and a compiled one.

A function marked `@kernel` is the reference implementation in NumPy. The compiled one has the same
name and signature and lives in the module that the mark names; it is imported the first time it is
needed, so that nothing pays for the compiler that does not use it. Without numba the reference
implementation runs.

Work that is planned (`plan`) chooses an implementation by its size, and runs inside `using`. What is
called on its own runs compiled, but for kernels marked `small`, which serve one picture at a time.
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
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
# What small work uses where nothing is chosen.
_for_small_work: Implementation = "reference"


def chosen_implementation() -> Implementation | None:
    """What `using` says; None outside of its blocks, where the size of the work decides."""
    return _chosen.get()


def implementation_in_use() -> Implementation:
    """Compiled where numba is installed, unless `using` says otherwise."""
    return _chosen.get() or ("compiled" if compiler_available() else "reference")


def implementation_for_small_work() -> Implementation:
    """What `using` says, else what the process prefers: the reference implementation at first."""
    return _chosen.get() or _for_small_work


def prefer_compiled() -> None:
    """Let all small work of this process run compiled from now on; for services, which have compiled it."""
    global _for_small_work
    if compiler_available():
        _for_small_work = "compiled"


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


def using_by_size(is_large: bool) -> AbstractContextManager[None]:
    """A block for work whose result is kept: what is chosen already, else compiled if it is large.

    Its bits depend on the work alone, not on what the process has compiled or prefers.
    """
    large = "compiled" if compiler_available() and is_large else "reference"
    return using(_chosen.get() or large)


class Kernel(Generic[P, R]):
    """An operation in two implementations; calling it runs the one in use."""

    def __init__(
        self, reference: Callable[P, R], compiled_module: str, small: bool = False
    ) -> None:
        self.reference = reference
        self.compiled_module = compiled_module
        self.small = small
        functools.update_wrapper(self, reference)

    @functools.cached_property
    def compiled(self) -> Callable[P, R]:
        """The compiled implementation, imported on first use."""
        return getattr(importlib.import_module(self.compiled_module), self.reference.__name__)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run the implementation in use."""
        in_use = implementation_for_small_work() if self.small else implementation_in_use()
        chosen = self.compiled if in_use == "compiled" else self.reference
        return chosen(*args, **kwargs)


def kernel(
    compiled_module: str, *, small: bool = False
) -> Callable[[Callable[P, R]], Kernel[P, R]]:
    """Mark a reference implementation; the compiled one has the same name in `compiled_module`.

    `small`: a call on its own is too little work to import the compiler for.
    """

    def mark(reference: Callable[P, R]) -> Kernel[P, R]:
        marked = Kernel(reference, compiled_module, small)
        _kernels.append(marked)
        return marked

    return mark


def list_kernels() -> list[Kernel[Any, Any]]:
    """All operations marked so far, in the order of definition."""
    return list(_kernels)
